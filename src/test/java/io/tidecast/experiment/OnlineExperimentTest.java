package io.tidecast.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.experiment.OnlineExperiment.DataSet;
import io.tidecast.experiment.OnlineExperiment.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineExperimentTest {
    private static final Rows ROWS = new Rows(2, 3, 6);
    private static final Offset<Double> EXACT = within(1e-12);
    /** Standard deviations 2 and 1 over the two training rows; the last row is beyond the end. */
    private static final double[][] VALUES = {{0, 4, 5, 4, 7, 3, 99}, {1, -1, 0, 2, 2, 0, 99}};

    @TempDir
    private Path folder;

    private static OnlineSeries series(double[][] values) {
        return new OnlineSeries("pump", ROWS, List.of("a", "b"), new long[values[0].length], values, 2);
    }

    @Test
    void shouldJudgeEachWindowOfTheOnlineRowsInUnitsOfTheTrainingRows() {
        OnlineSeries series = series(VALUES);
        // Rows 3, 4 and 5: a misses by 1, 3 and 4 and b by 2, 0 and 2.
        assertThat(series.persistence(1).mse()).isEqualTo((26 / 4.0 + 8) / 6, EXACT);
        assertThat(series.persistence(1).mae()).isEqualTo((8 / 2.0 + 4) / 6, EXACT);
        // Rows 3 and 4 from row 2, rows 4 and 5 from row 3: a by 1, 2, 3 and 1, b by 2, 2, 0 and 2.
        assertThat(series.persistence(2).mse()).isEqualTo((15 / 4.0 + 12) / 8, EXACT);
        // One window of all three: a by 1, 2 and 2, b by 2, 2 and 0.
        assertThat(series.persistence(3).mse()).isEqualTo((9 / 4.0 + 8) / 6, EXACT);
        // Rows 3 to 5 from two rows before.
        assertThat(series.seasonalNaive(1).mse()).isEqualTo((5 / 4.0 + 17) / 6, EXACT);
        // The third step is from four rows before: row 5 from row 1.
        assertThat(series.seasonalNaive(3).mse()).isEqualTo((5 / 4.0 + 14) / 6, EXACT);
    }

    @Test
    void shouldScaleByTheTrainingRowsAlone() {
        double[][] louder = Arrays.stream(VALUES).map(double[]::clone).toArray(double[][]::new);
        for (double[] column : louder) {
            for (int row = ROWS.train(); row < column.length; row++) {
                column[row] *= 10;
            }
        }
        assertThat(series(louder).persistence(1).mse())
                .isEqualTo(100 * series(VALUES).persistence(1).mse(), within(1e-9));
    }

    @Test
    void shouldRefuseWhenAForecastOfAWindowIsMissing() {
        OnlineErrors errors = series(VALUES).errors(1);
        for (int origin = 2; origin < 5; origin++) {
            errors.add(0, origin, 1, 0);
        }
        assertThatThrownBy(errors::mse)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("every window must have all its forecasts, 6, had 3");
        assertThatThrownBy(() -> series(VALUES).persistence(4).mse()).hasMessageContaining("had 0");
    }

    @Test
    void shouldTellOfDataThatEndTooSoon() {
        assertThatThrownBy(() -> series(new double[2][5])).hasMessage("pump must have at least 6 rows, had 5");
    }

    @Test
    void shouldTabulateErrorsBesidePublishedOnes() throws IOException {
        Files.writeString(
                folder.resolve("pump.csv"),
                """
                time,b,a
                2026-01-01 00:00:00,1,0
                2026-01-01 01:00:00,-1,4
                2026-01-01 02:00:00,0,5
                2026-01-01 03:00:00,2,4
                2026-01-01 04:00:00,2,7
                2026-01-01 05:00:00,0,3
                """,
                UTF_8);
        DataSource source = DataSource.parse(
                "data", Map.of("file", "pump.csv", "time", "time", "values", List.of("a", "b"), "get", "Ask the pump"));
        DataSet set = new DataSet("pump", ROWS, source, 2, Map.of("best", List.of(0.25)));
        OnlineExperiment experiment =
                new OnlineExperiment("Title", "About it.", List.of(1), Map.of("pool", Map.of()), List.of(set));
        OnlineSeries series = set.load(folder);
        assertThat(series.readings()).hasSize(6).last().satisfies(reading -> {
            assertThat(reading.values()).containsExactly(3, 0);
            assertThat(reading.timeMs() % 86_400_000).isEqualTo(5 * 3_600_000);
        });
        assertThat(OnlineTable.of(
                        experiment,
                        "Made.",
                        Map.of("pump", series),
                        Map.of("pump", Map.of("pool", List.of(series.seasonalNaive(1))))))
                .isEqualTo(
                        """
                        # Title

                        Made.

                        About it.

                        ## pump

                        | | MSE, 1 step | MAE, 1 step |
                        |---|---|---|
                        | persistence | 2.417 | 1.333 |
                        | seasonal naive | 3.042 | 1.417 |
                        | **pool** | 3.042 | 1.417 |
                        | best | 0.250 |  |
                        """);
    }

    @Test
    void shouldBeTheProtocolThatOthersPublish() {
        OnlineExperiment shipped = OnlineExperiment.shipped();
        assertThat(shipped.horizons()).containsExactly(1, 24, 48);
        assertThat(shipped.sets()).extracting(DataSet::name).containsExactly("ETTh1", "ETTh2");
        assertThat(shipped.sets()).allSatisfy(set -> {
            assertThat(set.rows()).isEqualTo(new Rows(2880, 3600, 14400));
            assertThat(set.published().values())
                    .allSatisfy(mse -> assertThat(mse).hasSize(3));
            assertThatThrownBy(() -> set.load(folder))
                    .hasMessageContaining(set.name() + ".csv does not exist")
                    .hasMessageContaining("https://github.com/zhouhaoyi/ETDataset");
        });
        assertThat(shipped.runs().values())
                .extracting(settings -> settings.get("forecast.loss"))
                .containsExactly("absolute", "squared");
    }
}
