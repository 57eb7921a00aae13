package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.input.FieldPath;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A gateway that sends a record per field: {@code pump-1} does, {@code pump-2} sends both fields in one. */
class ForecasterCasesTest extends ForecasterFixture {
    private static final Path RECORDS = Path.of("src/test/resources/cases/one-field-per-record/readings.tsv");
    private static final Pattern TIME = Pattern.compile("\"timestamp\":(\\d+)");

    @Test
    void shouldForecastTheSameWhenEveryRecordHasOneFieldAlone() throws IOException {
        StreamSettings base = StreamFixtures.settings(List.of("temp", "hum"), List.of("temp", "hum"));
        start(base.toBuilder()
                .readings(new ReadingFormat(
                        InputFormats.JSON,
                        new FieldPath("/tags/host"),
                        new FieldPath("/timestamp"),
                        TimeUnit.EPOCH_S,
                        List.of(new FieldPath("/fields/temp"), new FieldPath("/fields/hum"))))
                .build());
        long first = -1;
        for (String line : Files.readAllLines(RECORDS)) {
            String value = line.split("\t", -1)[2];
            Matcher time = TIME.matcher(value);
            assertThat(time.find()).isTrue();
            long seconds = Long.parseLong(time.group(1));
            first = first < 0 ? seconds : first;
            long step = (seconds - first) / 60;
            readings.pipeInput(
                    "k",
                    time.replaceFirst(
                            "\"timestamp\":" + StreamFixtures.at((double) step).getEpochSecond()),
                    NOW);
        }
        List<JsonNode> apart = new ArrayList<>();
        List<JsonNode> joined = new ArrayList<>();
        for (JsonNode forecast : read(forecasts)) {
            (forecast.path("device").asText().equals("pump-1") ? apart : joined).add(forecast);
        }
        assertThat(apart).hasSizeGreaterThan(50).hasSameSizeAs(joined);
        for (int i = 0; i < apart.size(); i++) {
            assertThat(apart.get(i).path("origin")).isEqualTo(joined.get(i).path("origin"));
            assertThat(apart.get(i).path("targets")).isEqualTo(joined.get(i).path("targets"));
        }
        assertThat(deadLetters.isEmpty()).isTrue();
    }
}
