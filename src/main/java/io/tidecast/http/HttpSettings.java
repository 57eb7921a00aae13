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
import java.util.Set;

/**
 * HTTP server settings: where probes and metrics are served.
 *
 * @param host the address to bind to
 * @param port 0 for any that is free
 * @param token what metrics and API are protected by; the probes are not, since an orchestrator asks them without a
 *     secret
 * @param api whether the API and the dashboard are served too
 * @param readers who may read them
 * @param writers who may change what serves
 * @param tls what it is served with instead of in the clear
 * @param perAddress connections that one address may have served at once
 */
public record HttpSettings(
        String host,
        int port,
        Optional<BearerToken> token,
        boolean api,
        Readers readers,
        Writers writers,
        Optional<Tls> tls,
        int perAddress) {
    private static final int STANDARD_PER_ADDRESS = 16;

    /** Part of what is served, to whom {@code http.public} may open it. */
    public enum Part {
        METRICS,
        HEALTH,
        API
    }

    /**
     * Readers of what is served.
     *
     * @param token what readers of the API must bring; without one the token of the metrics, if there is one
     * @param open what other machines may read without a token
     */
    public record Readers(Optional<BearerToken> token, Set<Part> open) {
        /** The API for who is on this machine. */
        static final Readers OWN = new Readers(Optional.empty(), Set.of(Part.METRICS, Part.HEALTH));

        public Readers {
            open = Set.copyOf(open);
        }
    }

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
    public static final Setting<Path> TOKEN_FILE = Setting.derived(
            "http.token-file",
            "FILE",
            "no token is asked for",
            "a file that holds the bearer token /metrics and /api ask for",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    public static final Setting<Boolean> API = Setting.onOff(
            "http.api",
            "true on this machine's own address, else false",
            "whether it also serves the dashboard at / and /api/v1, what it shows: the fleet, each device's latest"
                    + " forecast, scores and history, the models, dead letters; each process reads them all from the"
                    + " topics (READ on forecasts, scores, models and dead-letters) and keeps them on its heap, as much"
                    + " as http.api-devices says. Needs http.enabled; to other machines it answers 403 without"
                    + " http.read-token-file, http.token-file or http.public with api");
    public static final Setting<Path> READ_TOKEN_FILE = Setting.derived(
            "http.read-token-file",
            "FILE",
            "http.token-file",
            "a file that holds the bearer token that /api asks for; the page asks for it too",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    public static final Setting<List<Part>> PUBLIC = Setting.withDefault(
            "http.public",
            Parsers.names(Part.class, ","),
            "metrics,health",
            "what other machines may read without a token where http.host is not this machine's own; api opens the"
                    + " dashboard and /api to all who reach it. What is left out answers 403 to them, or asks for"
                    + " http.token-file where that is set, as metrics do in any case",
            Parsers.listOf(Parsers.oneOf(Part.class)));
    static final Setting<Integer> PER_ADDRESS = Setting.count(
                    "http.connections-per-address",
                    "N",
                    STANDARD_PER_ADDRESS,
                    "connections of one address that are served at once, of " + Admission.Limits.PLACES
                            + " in all; more of them where all readers come through one proxy. Who comes beyond it waits"
                            + " for one that is idle, and has its place at once")
            .must(Rule.between(1, Admission.Limits.PLACES));
    /** Bounds of what the API keeps on the heap. */
    public static final Setting<Integer> DEVICES = Setting.count(
                    "http.api-devices",
                    "N",
                    10_000,
                    "devices the API keeps; beyond these the one that was heard of longest ago is forgotten. One takes"
                            + " some 22 KB of heap at 48 steps of one target and a horizon of 24, and 5 KB at one step")
            .must(Rule.between(1, 1_000_000));

    public static final Setting<Integer> STEPS = Setting.count(
                    "http.api-steps", "N", 48, "closed steps and past forecasts the API keeps of each device")
            .must(Rule.between(1, 10_000));
    public static final Setting<Boolean> ALL_KAFKA_METRICS = Setting.onOff(
            "http.all-kafka-metrics",
            false,
            "whether /metrics has each metric of Kafka Streams and its clients, of which there are hundreds of each"
                    + " task and store; otherwise lag, threads, rebalances, errors and the size of the state, by topic,"
                    + " store and model");
    public static final Setting<Duration> STUCK_AFTER = Setting.time(
            "http.stuck-after",
            Duration.ofMinutes(5),
            "how long a partition may have records to read and no progress before the process is not live; a client may"
                    + " rebalance, restoring nothing, for max.poll.interval.ms longer");

    /** All of HTTP, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(
            ENABLED,
            HOST,
            PORT,
            TOKEN_FILE,
            API,
            READ_TOKEN_FILE,
            PUBLIC,
            Writers.TOKEN_FILE,
            Writers.PER_MINUTE,
            Tls.CERT_FILE,
            Tls.KEY_FILE,
            PER_ADDRESS,
            DEVICES,
            STEPS,
            ALL_KAFKA_METRICS,
            STUCK_AFTER);

    public HttpSettings {
        HOST.check(host);
        PORT.check(port);
        PER_ADDRESS.check(perAddress);
    }

    /** Settings of a server whose API is read on this machine, or by the token. */
    public HttpSettings(String host, int port, Optional<BearerToken> token, boolean api) {
        this(host, port, token, api, Readers.OWN);
    }

    /** Settings of a server that changes nothing and speaks in the clear. */
    HttpSettings(String host, int port, Optional<BearerToken> token, boolean api, Readers readers) {
        this(host, port, token, api, readers, Writers.NONE, Optional.empty(), STANDARD_PER_ADDRESS);
    }

    /** The same with writers. */
    public HttpSettings withWriters(Writers others) {
        return new HttpSettings(host, port, token, api, readers, others, tls, perAddress);
    }

    /** The same on another port. */
    public HttpSettings withPort(int other) {
        return new HttpSettings(host, other, token, api, readers, writers, tls, perAddress);
    }

    /** What who reads the API must bring; empty where nothing. */
    Optional<BearerToken> readToken() {
        return readers.open().contains(Part.API)
                ? readers.token()
                : readers.token().or(() -> token);
    }

    /** A name that cannot be resolved is not known to be this machine's. */
    static boolean isOwn(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Who opens it on this machine sees something; what other machines may reach keeps no fleet unless it is to. */
    private static boolean api(Values values) {
        return values.find(API).orElseGet(() -> isOwn(values.get(HOST)));
    }

    /** Reads the files of tokens, certificate and key, of those that are set. */
    public static HttpSettings from(Values values) {
        return new HttpSettings(
                values.get(HOST),
                values.get(PORT),
                values.find(TOKEN_FILE).map(file -> BearerToken.read(TOKEN_FILE, file)),
                api(values),
                new Readers(
                        values.find(READ_TOKEN_FILE).map(file -> BearerToken.read(READ_TOKEN_FILE, file)),
                        Set.copyOf(values.get(PUBLIC))),
                Writers.from(values),
                Tls.from(values),
                values.get(PER_ADDRESS));
    }
}
