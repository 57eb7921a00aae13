package io.tidecast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.experiment.OnlineErrors;
import io.tidecast.experiment.OnlineExperiment.Rows;
import io.tidecast.experiment.OnlineSeries;
import io.tidecast.kernel.SplitMix;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OnlineReplayTest {
    private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final Rows ROWS = new Rows(60, 72, 151);
    private static final int HORIZON = 5;
    private static final List<String> COLUMNS = List.of("load", "oil");
    private static final StreamSettings SETTINGS = Settings.of(new SettingSources()
                    .flags(Map.of(
                            "readings.values", String.join(",", COLUMNS),
                            "series.step", "1h",
                            "forecast.horizon", Integer.toString(HORIZON))))
            .withoutBroker();

    private final double[][] values = new double[COLUMNS.size()][ROWS.end()];

    OnlineReplayTest() {
        SplitMix random = new SplitMix(5);
        for (int column = 0; column < values.length; column++) {
            for (int row = 0; row < ROWS.end(); row++) {
                double wave = Math.sin(2 * Math.PI * row / 24 + column);
                values[column][row] = (float) (10 * (1 + column) * wave + random.nextGaussian());
            }
        }
    }

    private static OnlineReplay replay(double[][] values) {
        long[] times = IntStream.range(0, ROWS.end())
                .mapToLong(row -> START_MS + row * 3_600_000L)
                .toArray();
        return new OnlineReplay(SETTINGS, new OnlineSeries("pump", ROWS, COLUMNS, times, values, 24));
    }

    /** By column and origin, what was forecast from there. */
    private static Map<String, double[]> forecasts(double[][] values) {
        Map<String, double[]> forecasts = new TreeMap<>();
        replay(values).forecasts(forecast -> {
            long origin = (forecast.originMs() - START_MS) / 3_600_000L;
            forecast.targets().forEach(target -> forecasts.put(key(target.name(), origin), target.mean()));
        });
        return forecasts;
    }

    private static String key(String target, long origin) {
        return target + " from row " + origin;
    }

    @Test
    void shouldForecastTheSameBeforeARowWhenItsActualAndAllLaterOnesAreOthers() {
        int changed = 120;
        double[][] others = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
        for (double[] column : others) {
            for (int row = changed; row < column.length; row++) {
                column[row] = 3 * column[row] + 50;
            }
        }
        Map<String, double[]> before = forecasts(values);
        Map<String, double[]> after = forecasts(others);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        for (String column : COLUMNS) {
            for (int origin = 0; origin < changed; origin++) {
                assertThat(after.get(key(column, origin)))
                        .as(key(column, origin))
                        .containsExactly(before.get(key(column, origin)));
            }
            assertThat(after.get(key(column, changed))).isNotEqualTo(before.get(key(column, changed)));
        }
    }

    @Test
    void shouldJudgeWhatWasPublishedOverTheOnlineRows() {
        Map<String, double[]> forecasts = forecasts(values);
        OnlineErrors errors = replay(values).run();
        double squares = 0;
        double absolutes = 0;
        int count = 0;
        for (int column = 0; column < values.length; column++) {
            double deviation = deviation(Arrays.copyOf(values[column], ROWS.train()));
            for (int origin = ROWS.online() - 1; origin + HORIZON < ROWS.end(); origin++) {
                double[] mean = forecasts.get(key(COLUMNS.get(column), origin));
                for (int h = 1; h <= HORIZON; h++) {
                    double error = (mean[h - 1] - values[column][origin + h]) / deviation;
                    squares += error * error;
                    absolutes += Math.abs(error);
                    count++;
                }
            }
        }
        assertThat(count).isEqualTo(2 * HORIZON * (151 - 72 - HORIZON + 1));
        assertThat(errors.mse()).isEqualTo(squares / count, within(1e-9));
        assertThat(errors.mae()).isEqualTo(absolutes / count, within(1e-9));
        assertThat(errors.mae()).as("better than no forecast").isLessThan(0.4);
    }

    private static double deviation(double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }
}
