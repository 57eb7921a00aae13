package io.tidecast.forecaster;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Score;
import io.tidecast.learn.RetrainingRecord.ScoreSummary;
import io.tidecast.model.ForecastSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Aggregation of live errors for the trainer: the scores of one task summed up by model and version, until there are
 * enough for a summary. They are on the heap alone: a crash takes with it what was scored since the last summary, and
 * nothing else.
 *
 * <p>Errors grow with the horizon, and just after a swap only the new version's nearest steps have actuals yet, and
 * only the old one's farthest are still to come. So each horizon step has a mean of its own, a version's error is the
 * mean of these, and a version is summed up once it has been scored at every horizon step.
 *
 * <p>A summary is of so many steps of each device, however many there are: what it is compared with for drift then
 * covers as much of the day. For example, with 12 steps of an hour and two devices, one is due when 24 steps were
 * scored, twice a day. Sums of a version to which nothing was added while another's summary filled are dropped.
 */
final class ScoreSummaries {
    private final ForecastSettings forecast;
    private final int steps;
    private final Map<Key, Sums> sums = new HashMap<>();

    private record Key(String model, int version) {}

    /** @param steps scored steps of each device that a summary is made of */
    ScoreSummaries(ForecastSettings forecast, int steps) {
        this.forecast = forecast;
        this.steps = steps;
    }

    /**
     * Takes the score of one target.
     *
     * @param model id of the model that the device belongs to, whoever serves it
     * @param about the forecasts that were scored, by horizon step
     * @param naive name of the better naive method of the device
     * @param atMs start of the scored step
     */
    void add(String model, String device, OpenForecast[] about, Score score, String naive, float scale, long atMs) {
        float[] networkErrors = score.errors().get(NetworkMethod.NAME);
        float[] ofNaive = score.errors().get(naive);
        Sums version = null;
        int of = 0;
        for (int h = 0; h < forecast.horizon(); h++) {
            float modelError = networkErrors[h];
            float naiveError = ofNaive[h];
            OpenForecast entry = about[h];
            boolean own = entry != null
                    && (entry.model().equals(model) || entry.model().equals(forecast.model()));
            if (own && Float.isFinite(modelError + naiveError)) {
                if (version == null || of != entry.version()) {
                    of = entry.version();
                    version = sums.computeIfAbsent(new Key(model, of), key -> new Sums(atMs));
                }
                version.add(h, modelError / (double) scale, naiveError / (double) scale);
                version.step(device, atMs);
                if (ofNetwork(entry)
                        && entry.bounded(
                                score.target(), h + 1, forecast.levels().size(), forecast.horizon())) {
                    version.cover(score.inside(), h);
                }
            }
        }
    }

    /** Whether the network had a part in what was published. */
    private static boolean ofNetwork(OpenForecast entry) {
        return entry.source().equals(NetworkMethod.NAME) || entry.source().equals(Combination.NAME);
    }

    /** Removes and returns the summaries that have steps enough. */
    List<ScoreSummary> full() {
        List<ScoreSummary> full = new ArrayList<>();
        sums.forEach((key, sum) -> {
            if (sum.full()) {
                full.add(sum.summary(key));
            }
        });
        for (ScoreSummary summary : full) {
            sums.entrySet()
                    .removeIf(entry -> entry.getKey().model().equals(summary.model())
                            && (entry.getValue().full() || entry.getValue().toMs < summary.fromMs()));
        }
        return full;
    }

    /** Sums of one version. */
    private final class Sums {
        private final double[] model = new double[forecast.horizon()];
        private final double[] naive = new double[forecast.horizon()];
        private final long[] counts = new long[forecast.horizon()];
        private final long[] inside = new long[forecast.levels().size()];
        private final Set<String> devices = new HashSet<>();
        private long covered;
        private long scored;
        private long fromMs;
        private long toMs;
        private String lastDevice = "";
        private long lastMs = Long.MIN_VALUE;

        Sums(long atMs) {
            fromMs = atMs;
            toMs = atMs;
        }

        void add(int h, double modelError, double naiveError) {
            model[h] += modelError;
            naive[h] += naiveError;
            counts[h]++;
        }

        /** Counts a device's step once, whatever its targets and horizon steps. */
        void step(String device, long atMs) {
            if (atMs != lastMs || !device.equals(lastDevice)) {
                scored++;
                devices.add(device);
                lastMs = atMs;
                lastDevice = device;
                fromMs = Math.min(fromMs, atMs);
                toMs = Math.max(toMs, atMs);
            }
        }

        void cover(boolean[][] hits, int h) {
            covered++;
            for (int l = 0; l < inside.length; l++) {
                inside[l] += hits[l][h] ? 1 : 0;
            }
        }

        boolean full() {
            return scored >= (long) steps * devices.size() && complete();
        }

        private boolean complete() {
            for (long count : counts) {
                if (count == 0) {
                    return false;
                }
            }
            return true;
        }

        ScoreSummary summary(Key key) {
            Map<Double, Double> coverage = new TreeMap<>();
            for (int l = 0; l < inside.length && covered > 0; l++) {
                coverage.put(forecast.levels().get(l), inside[l] / (double) covered);
            }
            return new ScoreSummary(
                    key.model(), key.version(), fromMs, toMs, scored, mean(model), mean(naive), coverage);
        }

        private double mean(double[] errors) {
            double sum = 0;
            for (int h = 0; h < errors.length; h++) {
                sum += errors[h] / counts[h];
            }
            return Math.min(Double.MAX_VALUE, sum / errors.length);
        }
    }
}
