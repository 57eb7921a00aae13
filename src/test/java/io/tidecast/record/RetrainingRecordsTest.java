package io.tidecast.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.stream.StreamFixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrainingRecordsTest {
    private static final ForecastSettings FORECAST =
            StreamFixtures.settings(List.of("temp"), List.of("temp")).forecast();

    private static final ForecastSettings EACH_A_STEP =
            FORECAST.withGrid(GridSettings.of(Sampling.READINGS, FORECAST.step()));

    private static RetrainingRecord.ScoreSummary summary() {
        return new RetrainingRecord.ScoreSummary(
                "default", 3, 1_000, 7_201_000, 250, 1.25, 1.5, Map.of(0.9, 0.884, 0.5, 0.51));
    }

    private static String text() {
        return new String(SummaryRecord.bytes(summary()), StandardCharsets.UTF_8);
    }

    @Test
    void shouldReadASummaryAsItWasWritten() {
        RetrainingRecord read = RetrainingRecords.of(SummaryRecord.bytes(summary()), FORECAST);
        assertThat(read).isEqualTo(summary());
        assertThat(((RetrainingRecord.ScoreSummary) read).coverage())
                .containsExactly(entry(0.5, 0.51), entry(0.9, 0.884));
        assertThat(text()).contains("\"from\":\"1970-01-01T00:00:01Z\"", "\"coverage\":{\"0.5\":0.51,\"0.9\":0.884}");
    }

    private static RetrainingRecord.Chunk timed() {
        return new RetrainingRecord.Chunk(
                "default",
                "a",
                FORECAST.timeStep(),
                new Segment(1_000, 1, new double[] {1, 2, 3}, new boolean[] {true, false, true}, new long[] {
                    1_500, 1_750, 9_000
                }),
                new Scale(new double[1], new float[] {1}, new float[] {1}));
    }

    @Test
    void shouldReadAChunkOfReadingsThatAreStepsAsItWasWritten() {
        byte[] bytes = ChunkRecord.bytes(
                timed(), FORECAST.features(), FORECAST.scaling().measure());
        RetrainingRecord.Chunk read = (RetrainingRecord.Chunk) RetrainingRecords.of(bytes, EACH_A_STEP);
        assertThat(read.segment().firstIndex()).isEqualTo(1_000);
        assertThat(read.segment().timesMs()).containsExactly(1_500, 1_750, 9_000);
        assertThat(read.segment().values()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> RetrainingRecords.of(bytes, FORECAST)).hasMessageContaining("be on the grid of PT1H");
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (String[] wrong : new String[][] {
            {"1970-01-01T00:00:01.750Z", "1970-01-01T00:00:01.500Z", "at[1] must be after the one before"},
            {"1970-01-01T00:00:01.750Z", "noon", "at[1] must be an ISO-8601 time"},
            {"\"1970-01-01T00:00:01.750Z\",", "", "at must have a time for each row of values, 3, was 2"}
        }) {
            byte[] changed = text.replace(wrong[0], wrong[1]).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> RetrainingRecords.of(changed, EACH_A_STEP)).hasMessageContaining(wrong[2]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "version":3                    | "version":0      | version must be at least 1, was 0
            "to":"1970-01-01T02:00:01Z"    | "to":"today"     | from and to must be ISO-8601 times
            "n":250                        | "n":0            | n must be at least 1, was 0
            "mae":1.25                     | "mae":"NaN"      | mae must be finite and not negative, was NaN
            "mae":1.25                     | "mae":-1         | mae must be finite and not negative, was -1.0
            "naiveMae":1.5,                | ` `              | naiveMae must be finite and not negative, was NaN
            "0.9":0.884                    | "0.9":1.1        | coverage.0.9 must be in [0, 1], was 1.1
            "0.9":0.884                    | "9":0.9          | coverage's levels must be in (0, 1), was 9.0
            "0.9":0.884                    | "most":0.9       | most
            """)
    void shouldNameRuleAndValueWhenASummaryIsWrong(String good, String bad, String message) {
        assertThat(text()).contains(good);
        byte[] changed = text().replace(good, bad).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> RetrainingRecords.of(changed, FORECAST))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining(message);
    }
}
