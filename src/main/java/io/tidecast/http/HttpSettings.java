package io.tidecast.http;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * HTTP server settings: where probes and metrics are served.
 *
 * @param host the address to bind to
 * @param port 0 for any that is free
 * @param token what metrics and API are protected by; the probes are not, since an orchestrator asks them without a
 *     secret
 * @param api whether the API is served too; to other machines, not without a token
 */
public record HttpSettings(String host, int port, Optional<BearerToken> token, boolean api) {
    public static final Setting<Boolean> ENABLED = Setting.onOff(
            "http.enabled", true, "whether `run` serves /health/live, /health/ready, /health/started and /metrics");
    public static final Setting<String> HOST = Setting.text(
                    "http.host",
                    "ADDRESS",
                    "127.0.0.1",
                    "the address they are served on: this machine's own unless set; 0.0.0.0 for all")
            .must(Rule.of("be an address to bind to", host -> !host.isBlank()));
    public static final Setting<Integer> PORT = Setting.count(
                    "http.port", "PORT", 8080, "their port; 0 for any that is free")
            .must(Rule.between(0, 65_535));
    static final Setting<Path> TOKEN_FILE = Setting.derived(
            "http.token-file",
            "FILE",
            "no token is asked for",
            "a file that holds the bearer token /metrics and /api ask for",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    public static final Setting<Boolean> API = Setting.onOff(
            "http.api",
            false,
            "whether it also serves /api/v1: the latest forecast and scores of a device, and the models; each process reads"
                    + " them all from the topics (READ on forecasts, scores and models). Needs http.enabled and, unless"
                    + " http.host is this machine's own, http.token-file");
    public static final Setting<Boolean> ALL_KAFKA_METRICS = Setting.onOff(
            "http.all-kafka-metrics",
            false,
            "whether /metrics has each metric of Kafka Streams and its clients, of which there are hundreds of each task and"
                    + " store; otherwise lag, threads, rebalances, errors and the size of the state");
    public static final Setting<Duration> STUCK_AFTER = Setting.time(
            "http.stuck-after",
            Duration.ofMinutes(5),
            "how long a partition may have records to read and no progress before the process is not live; a client may"
                    + " rebalance, restoring nothing, for max.poll.interval.ms longer");

    /** All of HTTP, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS =
            List.of(ENABLED, HOST, PORT, TOKEN_FILE, API, ALL_KAFKA_METRICS, STUCK_AFTER);

    public HttpSettings {
        HOST.check(host);
        PORT.check(port);
        if (api && token.isEmpty() && !isOwn(host)) {
            throw new IllegalArgumentException(API.key() + " must have a token, by " + TOKEN_FILE.key() + ", where "
                    + HOST.key() + " is not this machine's own, was " + host);
        }
    }

    /** A name that cannot be resolved is not known to be this machine's. */
    private static boolean isOwn(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Reads the file of the token, if one is set. */
    public static HttpSettings from(Values values) {
        return new HttpSettings(
                values.get(HOST), values.get(PORT), values.find(TOKEN_FILE).map(BearerToken::read), values.get(API));
    }
}
