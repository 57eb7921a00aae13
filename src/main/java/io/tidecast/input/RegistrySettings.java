package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Schema registry client settings: where it is, and how it is spoken to.
 *
 * @param url root of its API, that of Confluent's registry
 * @param authorization value of the header of that name; empty if it asks for none
 * @param ca file of the certificates it is trusted by; empty for those of the JVM
 * @param patience how long a record waits for it
 */
record RegistrySettings(URI url, Optional<String> authorization, Optional<Path> ca, Duration patience) {
    static final Setting<URI> URL = Setting.derived(
            "readings.registry.url",
            "URL",
            "no registry",
            "root of a schema registry with Confluent's API, which tells the schema by the id that a record begins with;"
                    + " Apicurio's is at /apis/ccompat/v7",
            Parsers.as("a URL such as https://registry:8081", RegistrySettings::url));
    static final Setting<Path> LOGIN_FILE = Setting.derived(
            "readings.registry.login-file",
            "FILE",
            "no login",
            "a file that holds USER:PASSWORD, sent by basic authentication",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    static final Setting<Path> TOKEN_FILE = Setting.derived(
            "readings.registry.token-file",
            "FILE",
            "no token",
            "a file that holds the bearer token it asks for",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    static final Setting<Path> CA_FILE = Setting.derived(
            "readings.registry.ca-file",
            "FILE",
            "those the JVM trusts",
            "a PEM file of the certificates that its TLS is trusted by",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    static final Setting<Duration> PATIENCE = Setting.time(
                    "readings.registry.patience",
                    Duration.ofMinutes(4),
                    "how long a record waits for a registry that does not answer; then the client starts anew at the same"
                            + " record. Less than Kafka's max.poll.interval.ms")
            .must(Rule.positive());

    /** All of the registry, in the order of the reference. */
    static final List<Setting<?>> SETTINGS = List.of(URL, LOGIN_FILE, TOKEN_FILE, CA_FILE, PATIENCE);

    RegistrySettings {
        PATIENCE.check(patience);
    }

    /** Empty if there is no registry. */
    static Optional<RegistrySettings> from(Values values) {
        Optional<Path> login = values.find(LOGIN_FILE);
        Optional<Path> token = values.find(TOKEN_FILE);
        Optional<Path> ca = values.find(CA_FILE);
        Duration patience = values.get(PATIENCE);
        token.ifPresent(file -> TOKEN_FILE.require(login.isEmpty(), "not be set beside " + LOGIN_FILE.key(), file));
        return values.find(URL)
                .map(url -> new RegistrySettings(
                        url,
                        login.map(RegistrySettings::basic)
                                .or(() -> token.map(file -> "Bearer " + secret(TOKEN_FILE, file))),
                        ca,
                        patience));
    }

    private static URI url(String text) {
        URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (url.getHost() == null
                || url.getUserInfo() != null
                || !List.of("http", "https").contains(scheme)) {
            throw new IllegalArgumentException(text);
        }
        return url;
    }

    private static String basic(Path file) {
        String login = secret(LOGIN_FILE, file);
        if (login.indexOf(':') < 1) {
            throw new IllegalArgumentException(
                    LOGIN_FILE.key() + " must hold USER:PASSWORD, was another text in " + file);
        }
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    }

    private static String secret(Setting<Path> setting, Path file) {
        try {
            return Parsers.text(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    setting.key() + " must be a file that can be read and is not empty, was " + file, e);
        }
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "RegistrySettings[" + url + "]";
    }
}
