package io.tidecast.stream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;

/**
 * State directory of the process: the folder under which Kafka Streams keeps its stores, by application id. Unless it
 * is set, it is one that lasts: Kafka's own default is below {@code /tmp}, which a restart of the host may empty.
 *
 * @param reason why it is this one, in words
 * @param lasting whether it is meant to outlive a restart of the host
 */
public record StateFolder(Path path, String reason, boolean lasting) {
    public static final String SETTING = KafkaClients.PREFIX + StreamsConfig.STATE_DIR_CONFIG;

    /** What holds when nobody sets it, in words. */
    public static final String DEFAULT = "tidecast in $XDG_STATE_HOME, or else ~/.local/state/tidecast";

    private static final String NAME = "tidecast";

    /** What the properties of the clients say, else what is usual on this host. */
    public static StateFolder of(Map<String, String> kafka) {
        return of(kafka, System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * The same on a host that is given.
     *
     * @param account the home folder of the account, where the environment names none
     */
    static StateFolder of(Map<String, String> kafka, Map<String, String> environment, Path account) {
        if (kafka.containsKey(StreamsConfig.STATE_DIR_CONFIG)) {
            return new StateFolder(absolute(resolved(kafka)), "as " + SETTING + " says", true);
        }
        Path home = absoluteOf(environment, "HOME").orElse(account);
        Path lasting = absolute(absoluteOf(environment, "XDG_STATE_HOME")
                .orElse(home.resolve(".local").resolve("state"))
                .resolve(NAME));
        if (mayWrite(lasting)) {
            return new StateFolder(lasting, SETTING + " is not set", true);
        }
        Path scratch = Path.of(System.getProperty("java.io.tmpdir"), NAME + "-" + System.getProperty("user.name"));
        return new StateFolder(
                absolute(scratch), SETTING + " is not set, and " + lasting + " cannot be written", false);
    }

    /** As Kafka's own configuration providers make it, where it names one. */
    private static String resolved(Map<String, String> kafka) {
        String text = kafka.get(StreamsConfig.STATE_DIR_CONFIG);
        if (!text.contains("${")) {
            return text;
        }
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, NAME);
        return new StreamsConfig(config).getString(StreamsConfig.STATE_DIR_CONFIG);
    }

    private static Path absolute(String path) {
        return absolute(Path.of(path));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** A relative path in one of these variables counts as none. */
    private static Optional<Path> absoluteOf(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }

    /** Whether the folder, or the nearest above it that is there, is one that this process may write to. */
    private static boolean mayWrite(Path folder) {
        return Stream.iterate(folder, above -> above != null, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .filter(Files::isDirectory)
                .filter(Files::isWritable)
                .isPresent();
    }

    /** One line for the log. */
    @Override
    public String toString() {
        return "state is kept in " + path + ": " + reason
                + (lasting ? "" : "; it may be gone after a restart of the host, and is then restored from Kafka");
    }
}
