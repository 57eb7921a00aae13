package io.tidecast.stream;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.csv.StaticFile;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.Statics;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where static covariates are told: by a compacted topic, by a file, or by both, of which the topic goes before.
 *
 * @param file by device, group or {@code *}, as it was when settings were read
 */
public record StaticSource(Optional<String> topic, Map<String, Statics> file) {
    public static final Setting<Path> FILE = Setting.derived(
            "covariates.static-file",
            "FILE",
            "no file",
            "a CSV file of static covariates: a column device, whose rows may also name a group, or * for all, and one of"
                    + " each covariate; read at the start",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    public static final Setting<String> TOPIC = Setting.derived(
            "covariates.static-topic",
            "TOPIC",
            "none",
            "the compacted topic of static covariates, which is yours: of a device, a group or * as the key, a JSON object"
                    + " of names and values",
            Parsers::text);

    /** Both, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(FILE, TOPIC);

    /** Nothing is told. */
    public static final StaticSource NONE = new StaticSource(Optional.empty(), Map.of());

    public StaticSource {
        file = Map.copyOf(file);
    }

    static StaticSource from(Values values, StaticSettings read) {
        return new StaticSource(
                values.find(TOPIC),
                values.find(FILE).map(path -> read(path, read)).orElse(Map.of()));
    }

    private static Map<String, Statics> read(Path path, StaticSettings read) {
        try {
            Map<String, Statics> told = StaticFile.read(path, read.names());
            told.forEach(
                    (name, own) -> read.objections(own).stream().findFirst().ifPresent(objection -> {
                        throw new IllegalArgumentException(path + ", " + name + ": " + objection);
                    }));
            return told;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new IllegalArgumentException(FILE.key() + ": " + e.getMessage(), e);
        }
    }

    /** That nothing is told of what is read, or nothing read of what is told. */
    List<String> warnings(StaticSettings read) {
        return warnings(read, topic.isPresent() || !file.isEmpty(), TOPIC.key() + " or " + FILE.key() + ", which are");
    }

    /** The same where there is no topic, since there is no broker. */
    List<String> warningsWithoutBroker(StaticSettings read) {
        return warnings(read, !file.isEmpty(), FILE.key() + ", which is");
    }

    private static List<String> warnings(StaticSettings read, boolean told, String by) {
        if (!read.none() && !told) {
            return List.of("static covariates " + read.names() + " should go with " + by
                    + " none: nothing is told of any device");
        }
        if (read.none() && told) {
            return List.of(TOPIC.key() + " and " + FILE.key()
                    + " should go with covariates.static, covariates.static-zone or covariates.static-place, which are"
                    + " none: what is told is not read");
        }
        return List.of();
    }

    /** These without the topic, for what has no broker. */
    public StaticSource withoutTopic() {
        return new StaticSource(Optional.empty(), file);
    }
}
