package io.tidecast.guess;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.config.Values;
import io.tidecast.input.FieldPath;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingEncoder;
import io.tidecast.input.ReadingFormat;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each format that is written: its records, of which nothing is told, give settings that read what was written. */
class EveryFormatGuessTest {
    private static final int READINGS = 40;

    @TempDir
    Path folder;

    static Stream<InputFormat> written() {
        return InputFormats.ALL.stream().filter(InputFormat::isWritten).filter(format -> !format.name()
                .equals("json-schema"));
    }

    @Test
    void shouldFindFormatsToRunOver() {
        assertThat(written()).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("written")
    void shouldReadWhatWasWrittenWhenTheFormatIsGuessed(InputFormat format) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < READINGS; i++) {
            long timeMs = Guessed.START.plusSeconds(60L * (i / 2)).toEpochMilli();
            readings.add(
                    new Reading("pump-" + i % 2, timeMs, new double[] {Guessed.wave(i), 1000 + Guessed.wave(3 * i)}));
        }
        ReadingEncoder encoder = format(format).encoder();
        List<Seen> records = new ArrayList<>();
        for (int i = 0; i < READINGS; i++) {
            records.add(Guessed.seen(i / 2, encoder.encode(readings.get(i))));
        }
        Draft draft =
                RecordsGuess.of(records, Optional.empty(), format.sampleShape().schemas(), Optional.empty());
        assertThat(draft.settings())
                .containsEntry("readings.format", format.name())
                .containsEntry("series.step", "1m")
                .containsEntry(
                        "forecast.targets",
                        // The fields of the example's oneof are called so.
                        format.name().equals("protobuf") ? "[temp_number, load_number]" : "[temp, load]");
        assertThat(draft.settings()).doesNotContainKeys("readings.missing", "readings.numbers-in-strings");
        StreamSettings settings = Guessed.settings(draft, folder);
        ReadingFormat guessed = settings.readings()
                .withShape(settings.readings()
                        .shape()
                        .withSchemas(format.sampleShape().schemas()));
        assertThat(Guessed.readings(settings, guessed, records).stream().map(EveryFormatGuessTest::text))
                .containsExactlyElementsOf(
                        readings.stream().map(EveryFormatGuessTest::text).toList());
    }

    private static String text(Reading reading) {
        return reading.device() + " " + reading.timeMs() + " " + Arrays.toString(reading.values());
    }

    private static ReadingFormat format(InputFormat format) {
        Map<String, FieldPath> values = new LinkedHashMap<>();
        List.of("temp", "load").forEach(name -> values.put(name, ReadingFormat.usualPath(name)));
        Values all = Values.DEFAULTS.with(ReadingFormat.VALUES, values).with(ReadingFormat.FORMAT, format);
        if (format.name().equals("influx")) {
            all = all.with(ReadingFormat.DEVICE, new FieldPath("/tags/device"));
        }
        return ReadingFormat.from(all).withShape(format.sampleShape());
    }
}
