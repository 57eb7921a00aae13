package io.tidecast.demo;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.ForecastMethods;
import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.Persistence;
import io.tidecast.record.ScoreRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Absolute errors of what is published, of the network and of the naive methods, summed per target and device over the
 * same forecasts.
 */
final class ErrorTotals {
    /** Names of those that are compared: the combination that is published, the network, the naive methods. */
    static final List<String> METHODS = Stream.concat(
                    Stream.of(Combination.NAME),
                    ForecastMethods.of(MethodKind.Family.NETWORK, MethodKind.Family.NAIVE).stream()
                            .map(MethodKind::name))
            .toList();
    /** How many of them are no naive ones. */
    static final int JUDGED = 2;

    private static final float[] NONE = {};

    private final Map<String, Map<String, Sums>> byTarget = new HashMap<>();

    /**
     * Error measure of each method.
     *
     * @param byMethod in the order of {@link #METHODS}
     */
    record Errors(Map<String, Double> byMethod) {
        double of(String method) {
            return byMethod.get(method);
        }

        private static Errors of(double... errors) {
            Map<String, Double> named = new LinkedHashMap<>();
            for (int m = 0; m < errors.length; m++) {
                named.put(METHODS.get(m), errors[m]);
            }
            return new Errors(named);
        }
    }

    private static final class Sums {
        private final double[] errors = new double[METHODS.size()];
        private long count;

        void add(double[] step, long steps) {
            for (int m = 0; m < errors.length; m++) {
                errors[m] += step[m];
            }
            count += steps;
        }

        double[] over(double scale) {
            return Arrays.stream(errors).map(error -> error / scale).toArray();
        }
    }

    /**
     * Adds one score: horizon steps without an error of each method are left out, so that all are compared on the same
     * ones.
     */
    void add(ScoreRecord.Errors score) {
        Sums sums = sums(score.target(), score.device());
        List<float[]> errors = METHODS.stream()
                .map(method -> score.errors().getOrDefault(method, NONE))
                .toList();
        int horizon = errors.stream().mapToInt(own -> own.length).min().orElse(0);
        for (int h = 0; h < horizon; h++) {
            int step = h;
            double[] own = errors.stream().mapToDouble(each -> each[step]).toArray();
            if (Double.isFinite(Arrays.stream(own).sum())) {
                sums.add(own, 1);
            }
        }
    }

    void add(ErrorTotals other) {
        other.byTarget.forEach((target, devices) ->
                devices.forEach((device, sums) -> sums(target, device).add(sums.errors, sums.count)));
    }

    private Sums sums(String target, String device) {
        return byTarget.computeIfAbsent(target, t -> new HashMap<>()).computeIfAbsent(device, d -> new Sums());
    }

    /**
     * Pooled over devices and targets, whatever their units: each series' errors are divided by its own persistence
     * error, and the mean over the series is taken, so persistence is 1. Two series with persistence errors of 4 °C and
     * 0.2 and network errors of 1 °C and 0.15 give (0.25 + 0.75) / 2 = 0.5.
     */
    Optional<Errors> pooled() {
        double[] pooled = new double[METHODS.size()];
        int scale = METHODS.indexOf(Persistence.NAME);
        int series = 0;
        for (Map<String, Sums> devices : byTarget.values()) {
            for (Sums sums : devices.values()) {
                if (sums.errors[scale] > 0) {
                    double[] scaled = sums.over(sums.errors[scale]);
                    for (int m = 0; m < pooled.length; m++) {
                        pooled[m] += scaled[m];
                    }
                    series++;
                }
            }
        }
        int count = series;
        return series == 0
                ? Optional.empty()
                : Optional.of(
                        Errors.of(Arrays.stream(pooled).map(sum -> sum / count).toArray()));
    }

    /** Mean absolute errors per target, in the target's own unit, over all devices. */
    SortedMap<String, Errors> perTarget() {
        SortedMap<String, Errors> means = new TreeMap<>();
        byTarget.forEach((target, devices) -> {
            Sums all = new Sums();
            devices.values().forEach(sums -> all.add(sums.errors, sums.count));
            if (all.count > 0) {
                means.put(target, Errors.of(all.over((double) all.count)));
            }
        });
        return means;
    }
}
