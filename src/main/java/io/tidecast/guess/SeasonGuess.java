package io.tidecast.guess;

import io.tidecast.config.ShortDuration;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Seasonality of series: of an hour, a day and a week the one after which values are most like what they were. */
final class SeasonGuess {
    private static final List<Duration> SEASONS = List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7));
    /** Steps of a season at most, for every closed step reads a season of state. */
    private static final int MOST_STEPS = 1440;

    private static final int LEAST_STEPS = 4;
    /** By so much one must be better than the one that is usual. */
    private static final double BETTER = 0.9;

    /** Of no season at all the share is 1. */
    private static final double SEEN = 0.9;

    private SeasonGuess() {}

    /** The season where it was seen; empty where the data are too short, and what is usual holds. */
    static Optional<Decision> of(List<List<Series>> values, TimeStep step, Duration usual) {
        long stepMs = step.lengthMs();
        Map<Duration, Double> errors = new HashMap<>();
        for (Duration season : SEASONS) {
            long steps = season.toMillis() / stepMs;
            if (season.toMillis() % stepMs == 0 && steps >= LEAST_STEPS && steps <= MOST_STEPS) {
                double error = error(values, season.toMillis(), stepMs);
                if (!Double.isNaN(error)) {
                    errors.put(season, error);
                }
            }
        }
        Optional<Map.Entry<Duration, Double>> best = errors.entrySet().stream().min(Map.Entry.comparingByValue());
        if (best.isEmpty() || best.get().getValue() > SEEN) {
            return Optional.empty();
        }
        boolean beaten = errors.containsKey(usual) && best.get().getValue() >= errors.get(usual) * BETTER;
        Duration season = beaten ? usual : best.get().getKey();
        return Optional.of(new Decision(
                ForecastSettings.SEASON.key(),
                ShortDuration.of(season),
                String.format(
                        Locale.ROOT,
                        "values differ from those a season before by %.2f of what any two differ by",
                        errors.get(season))));
    }

    /** Mean difference over a season, as a share of that of any two values. */
    private static double error(List<List<Series>> values, long seasonMs, long stepMs) {
        double sum = 0;
        int count = 0;
        for (List<Series> devices : values) {
            for (Series series : devices) {
                long spanMs = series.length() == 0 ? 0 : series.timesMs()[series.length() - 1] - series.timesMs()[0];
                double whole = spanMs < 2 * seasonMs ? Double.NaN : difference(series, seasonMs, stepMs);
                double any = mean(series);
                if (!Double.isNaN(whole) && any > 0) {
                    sum += whole / any;
                    count++;
                }
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private static double difference(Series series, long lagMs, long stepMs) {
        double sum = 0;
        int count = 0;
        int before = 0;
        for (int i = 0; i < series.length(); i++) {
            long wanted = series.timesMs()[i] - lagMs;
            while (before < i && series.timesMs()[before] < wanted) {
                before++;
            }
            if (Math.abs(series.timesMs()[before] - wanted) * 2 <= stepMs) {
                sum += Math.abs(series.values()[i] - series.values()[before]);
                count++;
            }
        }
        return count < LEAST_STEPS ? Double.NaN : sum / count;
    }

    /** Mean difference (Gini) of any two values of a series. */
    private static double mean(Series series) {
        double[] sorted = series.values().clone();
        Arrays.sort(sorted);
        double sum = 0;
        int n = sorted.length;
        for (int i = 0; i < n; i++) {
            sum += (2.0 * i - n + 1) * sorted[i];
        }
        return n < 2 ? 0 : 2 * sum / ((double) n * (n - 1));
    }
}
