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
 * Setting keys of a schema registry client: that of the readings and that of the forecasts, which may be two
 * companies'.
 *
 * @param prefix what all of them begin with
 */
record RegistryKeys(
        String prefix,
        Setting<URI> url,
        Setting<Path> loginFile,
        Setting<Path> tokenFile,
        Setting<Path> caFile,
        Setting<Duration> patience) {
    /** @param url what is at the URL, for the reference */
    static RegistryKeys of(String prefix, String url) {
        return new RegistryKeys(
                prefix,
                Setting.derived(
                        prefix + ".url",
                        "URL",
                        "no registry",
                        url,
                        Parsers.as("a URL such as https://registry:8081", RegistryKeys::root)),
                file(
                        prefix + ".login-file",
                        "no login",
                        "a file that holds USER:PASSWORD, sent by basic authentication"),
                file(prefix + ".token-file", "no token", "a file that holds the bearer token it asks for"),
                file(
                        prefix + ".ca-file",
                        "those the JVM trusts",
                        "a PEM file of the certificates that its TLS is trusted by"),
                Setting.time(
                                prefix + ".patience",
                                Duration.ofMinutes(4),
                                "how long a record waits for a registry that does not answer; then the client starts anew"
                                        + " at the same record. Less than Kafka's max.poll.interval.ms")
                        .must(Rule.positive()));
    }

    private static Setting<Path> file(String key, String absent, String description) {
        return Setting.derived(
                key, "FILE", absent, description, Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    }

    private static URI root(String text) {
        URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (url.getHost() == null
                || url.getUserInfo() != null
                || !List.of("http", "https").contains(scheme)) {
            throw new IllegalArgumentException(text);
        }
        return url;
    }

    /** All of them, in the order of the reference. */
    List<Setting<?>> settings() {
        return List.of(url, loginFile, tokenFile, caFile, patience);
    }

    /** Empty if there is no registry. */
    Optional<RegistrySettings> read(Values values) {
        Optional<Path> login = values.find(loginFile);
        Optional<Path> token = values.find(tokenFile);
        Optional<Path> ca = values.find(caFile);
        Duration waits = values.get(patience);
        token.ifPresent(file -> tokenFile.require(login.isEmpty(), "not be set beside " + loginFile.key(), file));
        return values.find(url)
                .map(root -> new RegistrySettings(
                        root,
                        login.map(this::basic).or(() -> token.map(file -> "Bearer " + secret(tokenFile, file))),
                        ca,
                        waits));
    }

    private String basic(Path file) {
        String login = secret(loginFile, file);
        if (login.indexOf(':') < 1) {
            throw new IllegalArgumentException(
                    loginFile.key() + " must hold USER:PASSWORD, was another text in " + file);
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
}
