package io.tidecast.guess;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.SchemaSource;
import io.tidecast.series.Reading;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Records for guesses, and what their drafts do as files of settings. */
final class Guessed {
    static final Instant START = Instant.parse("2026-03-02T05:00:00Z");

    private Guessed() {}

    /** A record without a key, a minute after the one before it. */
    static Seen seen(int minute, byte[] value) {
        return seen(minute, null, value);
    }

    static Seen seen(int minute, String key, byte[] value) {
        return new Seen(
                "plant.sensors",
                new RecordHeaders(),
                key == null ? null : key.getBytes(UTF_8),
                value,
                START.plusSeconds(60L * minute + 1).toEpochMilli());
    }

    static List<Seen> texts(int count, IntFunction<String> text) {
        List<Seen> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(seen(i, text.apply(i).getBytes(UTF_8)));
        }
        return all;
    }

    static Draft draft(List<Seen> records) {
        return RecordsGuess.of(records, Optional.empty(), new SchemaSource.None(), Optional.empty());
    }

    /** A number that goes up and down. */
    static double wave(int i) {
        return 20 + Math.round(100 * Math.sin(i * 0.9)) / 100.0;
    }

    /** The settings of a draft, read from its file. */
    static StreamSettings settings(Draft draft, Path folder) {
        try {
            Path file = Files.writeString(folder.resolve("tidecast.yaml"), draft.yaml());
            return Settings.of(new SettingSources().file(file)).withoutBroker();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What settings read of records. */
    static List<Reading> readings(StreamSettings settings, ReadingFormat format, List<Seen> records) {
        ReadingDecoder decoder = format.decoder(settings.forecast().features(), settings.groups());
        List<Reading> all = new ArrayList<>();
        for (Seen record : records) {
            decoder.decode(record.topic(), record.headers(), record.key(), record.value(), record.timestampMs())
                    .forEach(decoded -> all.add(decoded.reading()));
        }
        return all;
    }
}
