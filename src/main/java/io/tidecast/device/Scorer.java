package io.tidecast.device;

import io.tidecast.forecast.ForecastSource;
import io.tidecast.forecast.Limits;
import io.tidecast.forecast.Naive;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.Score;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Segment;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Judges the forecasts about a step when its actual arrives: the network's as it was made, and the naive ones, which are
 * worked out again from the window.
 */
public final class Scorer {
    private static final int MODEL = ForecastSource.MODEL.index();
    private static final int PERSISTENCE = ForecastSource.PERSISTENCE.index();
    private static final int SEASONAL = ForecastSource.SEASONAL_NAIVE.index();
    private static final int SOURCES = ForecastSource.values().length;
    /** Share of the change scale that no interval becomes narrower than. */
    private static final float LEAST_WIDTH = 1e-3f;

    private final ForecastSettings forecast;
    private final int horizon;
    private final int levels;
    private final int widest; // index of the highest level, -1 without any
    private final int[] targetFeatures;
    private final Limits[] limits;
    private final float[][] errors; // [sources][horizon], of the target that is being scored
    private final int[] versions; // [horizon]
    private final boolean[][] inside; // [levels][horizon]

    public Scorer(ForecastSettings forecast, PublishSettings publish) {
        this.forecast = forecast;
        horizon = forecast.horizon();
        levels = forecast.levels().size();
        widest = levels == 0 ? -1 : forecast.levels().indexOf(Collections.max(forecast.levels()));
        targetFeatures = forecast.targetFeatures();
        limits = publish.limits(forecast.targets());
        errors = new float[SOURCES][horizon];
        versions = new int[horizon];
        inside = new boolean[levels][horizon];
    }

    /**
     * Scores the last step of a segment.
     *
     * @param segment the run up to and including the step, as far back as naive forecasts of the longest horizon read
     * @param entries forecast h - 1 is from h steps before, or null
     * @param statistics live errors and interval widths, which learn from the errors
     * @param sink takes a score per target that was observed; its arrays are used again for the next
     */
    void score(Segment segment, OpenForecasts.Entry[] entries, DeviceStatistics statistics, Consumer<Score> sink) {
        int last = segment.steps() - 1;
        if (last == 0) {
            return; // The first step of a run: nobody has forecast it.
        }
        OpenForecasts.Entry newest = newest(entries);
        float[] scale = statistics.scale().scale().diff();
        double[] serving = new double[SOURCES];
        int count = 0;
        for (int j = 0; j < targetFeatures.length; j++) {
            int feature = targetFeatures[j];
            if (!segment.observed(last, feature)) {
                continue;
            }
            float actual = segment.value(last, feature);
            compare(segment, feature, j, entries, actual);
            learnWidths(entries, j, actual, statistics, LEAST_WIDTH * scale[feature]);
            double[] all = new double[SOURCES];
            int compared = 0;
            for (int h = 0; h < horizon; h++) {
                if (!comparable(h)) {
                    continue;
                }
                compared++;
                boolean ofServing = entries[h].sameNetwork(newest);
                count += ofServing ? 1 : 0;
                for (int s = 0; s < SOURCES; s++) {
                    all[s] += errors[s][h];
                    serving[s] += ofServing ? errors[s][h] / scale[feature] : 0;
                }
            }
            if (compared > 0) {
                statistics.errors().addErrors(j, divided(all, compared));
            }
            sink.accept(new Score(
                    j,
                    actual,
                    newest == null ? forecast.model() : newest.model(),
                    newest == null ? 0 : newest.version(),
                    versions,
                    errors,
                    inside,
                    anomaly(entries[0], j, segment, LEAST_WIDTH * scale[feature]),
                    mase(j, statistics),
                    coverage(j, statistics)));
        }
        if (count > 0) {
            double[] mean = divided(serving, count);
            statistics.skill().add(identity(newest), mean[MODEL], mean[PERSISTENCE], mean[SEASONAL]);
        }
    }

    /** The newest forecast that a network made, or null. */
    private static OpenForecasts.Entry newest(OpenForecasts.Entry[] entries) {
        for (OpenForecasts.Entry entry : entries) {
            if (entry != null && entry.version() > 0) {
                return entry;
            }
        }
        return null;
    }

    /** Tells networks of one device apart. */
    private static long identity(OpenForecasts.Entry entry) {
        return (long) entry.model().hashCode() << Integer.SIZE | entry.version();
    }

    /** Fills the errors and versions of one target. */
    private void compare(Segment segment, int feature, int target, OpenForecasts.Entry[] entries, float actual) {
        for (float[] own : errors) {
            Arrays.fill(own, Float.NaN);
        }
        Arrays.fill(versions, 0);
        int last = segment.steps() - 1;
        int season = forecast.seasonSteps();
        for (int h = 1; h <= horizon && h <= last; h++) {
            int origin = last - h;
            errors[PERSISTENCE][h - 1] = error(limits[target].clip(segment.value(origin, feature)), actual);
            int seasonal = origin - Naive.seasonalLag(h, season);
            if (seasonal >= 0) {
                errors[SEASONAL][h - 1] = error(limits[target].clip(segment.value(seasonal, feature)), actual);
            }
            OpenForecasts.Entry entry = entries[h - 1];
            if (entry != null) {
                errors[MODEL][h - 1] = error(entry.means()[target * horizon + h - 1], actual);
                versions[h - 1] = Float.isNaN(errors[MODEL][h - 1]) ? 0 : entry.version();
            }
        }
    }

    /** Finite unless one of the two is NaN. */
    private static float error(float forecast, float actual) {
        return Math.min(Float.MAX_VALUE, Math.abs(forecast - actual));
    }

    private boolean comparable(int h) {
        return Float.isFinite(errors[MODEL][h] + errors[PERSISTENCE][h] + errors[SEASONAL][h]);
    }

    private void learnWidths(
            OpenForecasts.Entry[] entries, int target, float actual, DeviceStatistics statistics, float least) {
        double[] shares = new double[levels];
        int count = 0;
        for (int h = 1; h <= horizon; h++) {
            OpenForecasts.Entry entry = entries[h - 1];
            for (boolean[] level : inside) {
                level[h - 1] = false;
            }
            if (entry == null) {
                continue;
            }
            float error = errors[entry.published().index()][h - 1];
            float[] widths = new float[levels];
            for (int l = 0; l < levels; l++) {
                widths[l] = width(entry, target, l, h);
                inside[l][h - 1] = error <= widths[l] && limits[target].contains(actual);
                shares[l] += inside[l][h - 1] ? 1 : 0;
            }
            if (Float.isFinite(error)) {
                count++;
                statistics.intervals().add(target, h, error, widths, least);
            }
        }
        if (count > 0) {
            statistics.errors().addCoverage(target, divided(shares, count));
        }
    }

    private float width(OpenForecasts.Entry entry, int target, int level, int h) {
        return entry.widths()[(target * levels + level) * horizon + h - 1];
    }

    private double anomaly(OpenForecasts.Entry entry, int target, Segment segment, float least) {
        if (entry == null || widest < 0) {
            return Double.NaN;
        }
        int feature = targetFeatures[target];
        int last = segment.steps() - 1;
        float actual = segment.value(last, feature);
        float mean = limits[target].clip(
                switch (entry.published()) {
                    case MODEL -> entry.means()[target * horizon];
                    case PERSISTENCE -> segment.value(last - 1, feature);
                    case SEASONAL_NAIVE ->
                        segment.value(last - 1 - Naive.seasonalLag(1, forecast.seasonSteps()), feature);
                });
        float width = width(entry, target, widest, 1);
        float bound = limits[target].clip(actual < mean ? mean - width : mean + width);
        return error(mean, actual) / (double) Math.max(least, Math.abs(bound - mean));
    }

    private static double[] divided(double[] sums, int count) {
        return Arrays.stream(sums).map(sum -> sum / count).toArray();
    }

    private static Map<ForecastSource, Double> mase(int target, DeviceStatistics statistics) {
        Map<ForecastSource, Double> mase = new EnumMap<>(ForecastSource.class);
        for (ForecastSource naive : new ForecastSource[] {ForecastSource.PERSISTENCE, ForecastSource.SEASONAL_NAIVE}) {
            mase.put(naive, statistics.errors().mase(target, naive));
        }
        return mase;
    }

    private Map<Double, Double> coverage(int target, DeviceStatistics statistics) {
        Map<Double, Double> coverage = new TreeMap<>();
        for (int l = 0; l < levels; l++) {
            double share = statistics.errors().coverage(target, l);
            if (!Double.isNaN(share)) {
                coverage.put(forecast.levels().get(l), share);
            }
        }
        return coverage;
    }

    /** Steps back from a scored step that the naive forecasts of the longest horizon read. */
    static int lookback(ForecastSettings forecast) {
        int seasonal = 0;
        for (int h = 1; h <= forecast.horizon(); h++) {
            seasonal = Math.max(seasonal, h + Naive.seasonalLag(h, forecast.seasonSteps()));
        }
        return Math.max(seasonal, forecast.horizon());
    }
}
