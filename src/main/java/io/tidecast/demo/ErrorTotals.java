package io.tidecast.demo;

import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.record.ScoreRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Absolute errors of the network and of both naive forecasts, summed per target and device over the same forecasts. */
final class ErrorTotals {
    private static final float[] NONE = {};

    private final Map<String, Map<String, Sums>> byTarget = new HashMap<>();

    /** A measure of error of each of the three. */
    record Errors(double network, double persistence, double seasonalNaive) {}

    private static final class Sums {
        double network;
        double persistence;
        double seasonalNaive;
        long count;

        void add(Sums other) {
            network += other.network;
            persistence += other.persistence;
            seasonalNaive += other.seasonalNaive;
            count += other.count;
        }
    }

    /** Adds one score: horizon steps without all three errors are left out, so that all are compared on the same ones. */
    void add(ScoreRecord.Errors score) {
        Sums sums = sums(score.target(), score.device());
        float[] ofNetwork = errors(score, NetworkMethod.NAME);
        float[] ofPersistence = errors(score, Persistence.NAME);
        float[] ofSeasonalNaive = errors(score, SeasonalNaive.NAME);
        int horizon = Math.min(ofNetwork.length, Math.min(ofPersistence.length, ofSeasonalNaive.length));
        for (int h = 0; h < horizon; h++) {
            double network = ofNetwork[h];
            double persistence = ofPersistence[h];
            double seasonalNaive = ofSeasonalNaive[h];
            if (Double.isFinite(network + persistence + seasonalNaive)) {
                sums.network += network;
                sums.persistence += persistence;
                sums.seasonalNaive += seasonalNaive;
                sums.count++;
            }
        }
    }

    private static float[] errors(ScoreRecord.Errors score, String method) {
        return score.errors().getOrDefault(method, NONE);
    }

    void add(ErrorTotals other) {
        other.byTarget.forEach((target, devices) ->
                devices.forEach((device, sums) -> sums(target, device).add(sums)));
    }

    private Sums sums(String target, String device) {
        return byTarget.computeIfAbsent(target, t -> new HashMap<>()).computeIfAbsent(device, d -> new Sums());
    }

    /**
     * Pooled over devices and targets, whatever their units: each series' errors are divided by its own persistence error,
     * and the mean over the series is taken, so persistence is 1. Two series with persistence errors of 4 °C and 0.2 and
     * network errors of 1 °C and 0.15 give (0.25 + 0.75) / 2 = 0.5.
     */
    Optional<Errors> pooled() {
        double network = 0;
        double seasonalNaive = 0;
        int series = 0;
        for (Map<String, Sums> devices : byTarget.values()) {
            for (Sums sums : devices.values()) {
                if (sums.persistence > 0) {
                    network += sums.network / sums.persistence;
                    seasonalNaive += sums.seasonalNaive / sums.persistence;
                    series++;
                }
            }
        }
        return series == 0 ? Optional.empty() : Optional.of(new Errors(network / series, 1, seasonalNaive / series));
    }

    /** Mean absolute errors per target, in the target's own unit, over all devices. */
    SortedMap<String, Errors> perTarget() {
        SortedMap<String, Errors> means = new TreeMap<>();
        byTarget.forEach((target, devices) -> {
            Sums all = new Sums();
            devices.values().forEach(all::add);
            if (all.count > 0) {
                means.put(
                        target,
                        new Errors(
                                all.network / all.count, all.persistence / all.count, all.seasonalNaive / all.count));
            }
        });
        return means;
    }
}
