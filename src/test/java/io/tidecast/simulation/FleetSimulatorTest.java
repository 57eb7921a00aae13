package io.tidecast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetSimulatorTest {
    private static final Instant START = Instant.parse("2006-11-21T00:00:00Z");
    private static final Duration NEVER = Duration.ofDays(100_000);
    private static final int HOUR_MS = 3_600_000;

    @Test
    void shouldGiveTheSameReadingsWhenTheSeedIsTheSame() {
        List<String> first = texts(readings(FleetSettings.of(10, 7, START), 3));
        List<String> again = texts(readings(FleetSettings.of(10, 7, START), 3));
        List<String> other = texts(readings(FleetSettings.of(10, 8, START), 3));
        assertThat(first).isEqualTo(again).isNotEqualTo(other);
    }

    @Test
    void shouldHoldGapsMissingValuesAndLateReadingsWhenItRunsForMonths() {
        List<Reading> readings = readings(FleetSettings.of(12, 7, START), 60);
        int expected = 12 * 60 * 96;
        assertThat(readings.size()).isBetween((int) (expected * 0.95), (int) (expected * 0.995));
        assertThat(readings.stream().map(Reading::device).distinct())
                .hasSize(12)
                .contains("pump-01", "compressor-03");

        int missing = 0;
        int late = 0;
        int outages = 0;
        Map<String, Long> newest = new HashMap<>();
        for (Reading reading : readings) {
            for (double value : reading.values()) {
                assertThat(Double.isInfinite(value)).isFalse();
                missing += Double.isNaN(value) ? 1 : 0;
            }
            long before = newest.getOrDefault(reading.device(), reading.timeMs());
            late += reading.timeMs() < before ? 1 : 0;
            outages += reading.timeMs() - before > 2L * HOUR_MS ? 1 : 0;
            newest.merge(reading.device(), reading.timeMs(), Math::max);
        }
        assertThat(missing).isBetween(expected * 2 / 400, expected * 2 / 100);
        assertThat(late).isBetween(expected / 2000, expected / 300);
        assertThat(outages).isBetween(8, 60);
    }

    @Test
    void shouldBeBestForecastByTheCalendarAndWorstByTheLastValueWhenNothingDrifts() {
        Map<String, double[][]> fleet =
                hourly(readings(new FleetSettings(12, 7, START, Duration.ofMinutes(15), NEVER), 84));
        for (int feature = 0; feature < FleetSimulator.FEATURES.size(); feature++) {
            double persistence = 0;
            double seasonalNaive = 0;
            double calendar = 0;
            for (double[][] device : fleet.values()) {
                double[] x = device[feature];
                double[] usual = calendarMeans(x, 56 * 24);
                for (int t = 56 * 24; t < x.length - 24; t++) {
                    for (int lead = 1; lead <= 24; lead++) {
                        persistence += Math.abs(x[t + lead] - x[t]);
                        seasonalNaive += Math.abs(x[t + lead] - x[t + lead - 24]);
                        calendar += Math.abs(x[t + lead] - usual[cell(t + lead)]);
                    }
                }
            }
            String name = FleetSimulator.FEATURES.get(feature);
            assertThat(seasonalNaive / persistence).as(name).isBetween(0.35, 0.6);
            assertThat(calendar / seasonalNaive).as(name).isLessThan(0.75);
        }
    }

    @Test
    void shouldChangeTheHabitsOfAQuarterOfTheDevicesWhenTheDriftComes() {
        FleetSettings calm = new FleetSettings(16, 7, START, Duration.ofMinutes(15), NEVER);
        FleetSettings drifting = new FleetSettings(16, 7, START, Duration.ofMinutes(15), Duration.ofDays(10));
        Map<String, double[][]> without = hourly(readings(calm, 20));
        Map<String, double[][]> with = hourly(readings(drifting, 20));
        List<String> changed = new ArrayList<>();
        with.forEach((device, values) -> {
            assertThat(Arrays.copyOf(values[0], 239)).isEqualTo(Arrays.copyOf(without.get(device)[0], 239));
            if (!Arrays.equals(values[0], without.get(device)[0])) {
                changed.add(device);
            }
        });
        assertThat(changed).hasSize(4);
    }

    private static List<String> texts(List<Reading> readings) {
        return readings.stream()
                .map(r -> r.device() + r.timeMs() + Arrays.toString(r.values()))
                .toList();
    }

    private static List<Reading> readings(FleetSettings settings, int days) {
        FleetSimulator simulator = new FleetSimulator(settings);
        List<Reading> readings = new ArrayList<>();
        long endMs = START.plus(Duration.ofDays(days)).toEpochMilli();
        for (Reading next = simulator.next(); next.timeMs() < endMs; next = simulator.next()) {
            readings.add(next);
        }
        return readings;
    }

    /** Each device's hourly means per feature, gaps filled with the last value. */
    private static Map<String, double[][]> hourly(List<Reading> readings) {
        int hours = (int) ((readings.get(readings.size() - 1).timeMs() - START.toEpochMilli()) / HOUR_MS);
        Map<String, double[][][]> sums = new TreeMap<>();
        for (Reading reading : readings) {
            double[][][] sum = sums.computeIfAbsent(reading.device(), d -> new double[2][hours + 1][2]);
            int hour = (int) ((reading.timeMs() - START.toEpochMilli()) / HOUR_MS);
            for (int f = 0; f < 2; f++) {
                if (hour <= hours && !Double.isNaN(reading.values()[f])) {
                    sum[f][hour][0] += reading.values()[f];
                    sum[f][hour][1]++;
                }
            }
        }
        Map<String, double[][]> means = new TreeMap<>();
        sums.forEach((device, sum) -> {
            double[][] mean = new double[2][hours + 1];
            for (int f = 0; f < 2; f++) {
                for (int h = 0; h <= hours; h++) {
                    mean[f][h] = sum[f][h][1] > 0 ? sum[f][h][0] / sum[f][h][1] : h > 0 ? mean[f][h - 1] : 0;
                }
            }
            means.put(device, mean);
        });
        return means;
    }

    /** Means over weekday, Saturday or Sunday by hour: the least-squares fit on those indicators. */
    private static double[] calendarMeans(double[] x, int until) {
        double[] sum = new double[72];
        int[] count = new int[72];
        for (int t = 0; t < until; t++) {
            sum[cell(t)] += x[t];
            count[cell(t)]++;
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= count[i];
        }
        return sum;
    }

    private static int cell(int hour) {
        int weekday = (int) (((START.toEpochMilli() / HOUR_MS + hour) / 24 + 3) % 7);
        return (weekday < 5 ? 0 : weekday - 4) * 24 + hour % 24;
    }
}
