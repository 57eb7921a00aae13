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

    /** Whether nothing is told anywhere. */
    boolean none() {
        return topic.isEmpty() && file.isEmpty();
    }

    /** These without the topic, for what has no broker. */
    public StaticSource withoutTopic() {
        return new StaticSource(Optional.empty(), file);
    }
}
