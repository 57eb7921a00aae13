package io.tidecast.forecast;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Precision;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Prequential evaluation: judges the forecasts about a step when its actual arrives, as they were made; a forecast that
 * follows from the window alone is worked out again.
 */
public final class Scorer {
    /** Share of the change scale that no interval becomes narrower than. */
    private static final float LEAST_WIDTH = 1e-3f;

    private final ScoredMethods scored;
    private final ForecastSettings forecast;
    private final int horizon;
    private final int levels;
    private final int widest; // index of the highest level, -1 without any
    private final int[] targetFeatures;
    private final Limits[] limits;
    private final List<String> methods;
    private final int network;
    private final int[] sampled; // horizon steps
    private final boolean[] ofSampled; // [methods]: whose errors are known of those alone
    private final boolean[] compared; // [methods]: network and naive, which the combination weighs on the same steps

    /** @param scored the methods that are scored, as a device's statistics have them */
    public Scorer(ScoredMethods scored, PublishSettings publish) {
        this.scored = scored;
        forecast = scored.forecast();
        horizon = forecast.horizon();
        levels = forecast.levels().size();
        widest = levels == 0 ? -1 : forecast.levels().indexOf(Collections.max(forecast.levels()));
        targetFeatures = forecast.targetFeatures();
        limits = publish.limits(forecast.targets());
        methods = scored.names();
        network = methods.indexOf(NetworkMethod.NAME);
        sampled = Thirds.sampled(horizon);
        ofSampled = new boolean[methods.size()];
        compared = new boolean[methods.size()];
        List<String> some = scored.sampled(scored.make());
        for (int m = 0; m < compared.length; m++) {
            MethodKind.Family family = scored.kinds().get(m).family();
            ofSampled[m] = some.contains(methods.get(m));
            compared[m] = family == MethodKind.Family.NETWORK || family == MethodKind.Family.NAIVE;
        }
    }

    /**
     * Scores the last step of a segment.
     *
     * @param segment the stretch up to and including the step, as far back as {@link ForecastMethods#lookback} says
     * @param entries forecast h - 1 is from h steps before, or null
     * @param statistics live errors and interval widths, which learn from the errors
     * @param sink takes a score per target that was observed
     */
    public void score(Segment segment, OpenForecast[] entries, DeviceStatistics statistics, Consumer<Score> sink) {
        int last = segment.steps() - 1;
        if (last == 0) {
            return; // The first step of a stretch: nobody has forecast it.
        }
        Window[] origins = origins(segment);
        OpenForecast newest = newest(entries);
        double[][][] kept = kept(entries);
        float[] scale = statistics.scale().scale().diff();
        double[] serving = new double[methods.size()];
        int count = 0;
        for (int j = 0; j < targetFeatures.length; j++) {
            int feature = targetFeatures[j];
            if (!segment.observed(last, feature)) {
                continue;
            }
            double actual = segment.value(last, feature);
            float least = LEAST_WIDTH * scale[feature];
            double[][] values = values(origins, j, kept, statistics.methods());
            double[] combined = combined(j, kept);
            double[] published = published(values, combined, entries);
            statistics.combination().learn(j, scale[feature], actual, ofServing(values, entries, newest), published);
            float[][] errors = errors(values, actual);
            boolean[][] inside = learnWidths(entries, j, actual, errors(published, actual), statistics, least);
            double[] sums = new double[methods.size()];
            int[] counts = new int[methods.size()];
            int steps = 0;
            for (int h = 0; h < horizon; h++) {
                if (!comparable(errors, h)) {
                    continue;
                }
                steps++;
                boolean ofServing = entries[h].sameNetwork(newest);
                count += ofServing ? 1 : 0;
                for (int m = 0; m < sums.length; m++) {
                    if (!ofSampled[m] || Arrays.binarySearch(sampled, h + 1) >= 0) {
                        sums[m] += errors[m][h];
                        counts[m]++;
                    }
                    serving[m] += ofServing ? errors[m][h] / scale[feature] : 0;
                }
            }
            if (steps > 0) {
                statistics.scores().addErrors(j, divided(sums, counts));
            }
            sink.accept(new Score(
                    j,
                    actual,
                    newest == null ? forecast.model() : newest.model(),
                    newest == null ? 0 : newest.version(),
                    versions(entries, errors[network]),
                    byName(errors, actual, combined),
                    inside,
                    Double.isNaN(published[0]) ? Double.NaN : anomaly(entries[0], j, actual, published[0], least),
                    mase(j, statistics),
                    coverage(j, statistics)));
        }
        if (count > 0) {
            double[] mean = divided(serving, count);
            statistics.combination().learn(identity(newest), name -> mean[methods.indexOf(name)]);
        }
    }

    /** The forecasts without those of a network that the one which serves now does not go on from. */
    private double[][] ofServing(double[][] values, OpenForecast[] entries, OpenForecast newest) {
        double[][] own = values.clone();
        own[network] = values[network].clone();
        for (int h = 0; h < horizon; h++) {
            OpenForecast entry = entries[h];
            boolean foreign = entry != null
                    && newest != null
                    && entry.version() > 0
                    && identity(entry) != identity(newest)
                    && !NetworkId.goesOn(identity(newest), identity(entry));
            own[network][h] = foreign ? Double.NaN : own[network][h];
        }
        return own;
    }

    private static long identity(OpenForecast entry) {
        return NetworkId.of(entry.model(), entry.version(), entry.untrained());
    }

    /** The newest forecast that a network took part in, or null. */
    private static OpenForecast newest(OpenForecast[] entries) {
        for (OpenForecast entry : entries) {
            if (entry != null && entry.version() > 0) {
                return entry;
            }
        }
        return null;
    }

    /** [horizon]: the window of the forecast of h steps before a segment's last one, or null before its first. */
    private Window[] origins(Segment segment) {
        int last = segment.steps() - 1;
        Window[] origins = new Window[horizon];
        for (int h = 1; h <= horizon && h <= last; h++) {
            origins[h - 1] = scored.window(segment, last - h);
        }
        return origins;
    }

    /** [horizon]: what was published of one target; NaN where nothing was. */
    private double[] published(double[][] values, double[] combined, OpenForecast[] entries) {
        double[] published = combined.clone();
        for (int h = 0; h < horizon; h++) {
            int method = entries[h] == null ? -1 : methods.indexOf(entries[h].source());
            published[h] = method < 0 ? published[h] : values[method][h];
        }
        return published;
    }

    /** [horizon]: what several methods together had forecast of one target; NaN where one was published. */
    private double[] combined(int target, double[][][] kept) {
        double[] combined = new double[horizon];
        for (int h = 0; h < horizon; h++) {
            double[] means = kept[h][methods.size()];
            combined[h] = means == null ? Double.NaN : means[target * horizon + h];
        }
        return combined;
    }

    /**
     * Kept forecasts [horizon][methods and the combination], each [targets, horizon]; null where there is none. Those
     * of a method that is scored no more are left out.
     */
    private double[][][] kept(OpenForecast[] entries) {
        double[][][] kept = new double[horizon][methods.size() + 1][];
        List<String> names = null;
        int[] places = {};
        for (int h = 0; h < horizon; h++) {
            if (entries[h] == null) {
                continue;
            }
            MethodMeans means = entries[h].means();
            if (!Objects.equals(means.methods(), names)) {
                names = means.methods();
                places = places(names);
            }
            for (int i = 0; i < places.length; i++) {
                if (places[i] >= 0) {
                    kept[h][places[i]] = means.values()[i];
                }
            }
        }
        return kept;
    }

    private int[] places(List<String> names) {
        return names.stream()
                .mapToInt(name -> name.equals(Combination.NAME) ? methods.size() : methods.indexOf(name))
                .toArray();
    }

    /** Forecasts [methods][horizon] of one target; NaN where one was not made. */
    private double[][] values(Window[] origins, int target, double[][][] kept, List<ForecastMethod> made) {
        double[][] values = new double[made.size()][horizon];
        for (int m = 0; m < values.length; m++) {
            WindowMethod again = made.get(m) instanceof WindowMethod own ? own : null;
            for (int h = 1; h <= horizon; h++) {
                double[] means = kept[h - 1][m];
                if (origins[h - 1] == null) {
                    values[m][h - 1] = Double.NaN;
                } else if (again != null) {
                    values[m][h - 1] = limits[target].clip(again.at(origins[h - 1], targetFeatures[target], h));
                } else {
                    values[m][h - 1] = mean(means, target, h);
                }
            }
        }
        return values;
    }

    /** A kept forecast of a step; NaN where there is none. */
    private double mean(double[] means, int target, int h) {
        int steps = means == null ? 0 : means.length / targetFeatures.length;
        if (steps == horizon) {
            return means[target * horizon + h - 1];
        }
        int at = Arrays.binarySearch(sampled, h);
        return at < 0 || steps != sampled.length ? Double.NaN : means[target * steps + at];
    }

    /** Absolute errors; NaN where a forecast was not made. */
    private static float[] errors(double[] forecasts, double actual) {
        float[] errors = new float[forecasts.length];
        for (int h = 0; h < errors.length; h++) {
            errors[h] = error(forecasts[h], actual);
        }
        return errors;
    }

    private static float[][] errors(double[][] forecasts, double actual) {
        return Arrays.stream(forecasts).map(own -> errors(own, actual)).toArray(float[][]::new);
    }

    /** Finite unless one of the two is NaN. */
    private static float error(double forecast, double actual) {
        return (float) Math.min(Float.MAX_VALUE, Math.abs(forecast - actual));
    }

    private boolean comparable(float[][] errors, int h) {
        float sum = 0;
        for (int m = 0; m < errors.length; m++) {
            sum += compared[m] ? errors[m][h] : 0;
        }
        return Float.isFinite(sum);
    }

    private int[] versions(OpenForecast[] entries, float[] ofNetwork) {
        int[] versions = new int[horizon];
        for (int h = 0; h < horizon; h++) {
            versions[h] = Float.isNaN(ofNetwork[h]) ? 0 : entries[h].version();
        }
        return versions;
    }

    private boolean[][] learnWidths(
            OpenForecast[] entries,
            int target,
            double actual,
            float[] errors,
            DeviceStatistics statistics,
            float least) {
        boolean[][] inside = new boolean[levels][horizon];
        float[][] widths = new float[levels][horizon];
        double[] shares = new double[levels];
        int bounded = 0;
        for (int h = 1; h <= horizon; h++) {
            OpenForecast entry = entries[h - 1];
            if (entry == null) {
                continue;
            }
            boolean all = entry.bounded(target, h, levels, horizon);
            for (int l = 0; l < levels; l++) {
                widths[l][h - 1] = width(entry, target, l, h);
                inside[l][h - 1] = errors[h - 1] <= widths[l][h - 1] && limits[target].contains(actual);
                shares[l] += all && inside[l][h - 1] ? 1 : 0;
            }
            bounded += all && Float.isFinite(errors[h - 1]) ? 1 : 0;
        }
        statistics.intervals().add(target, errors, widths, least);
        if (bounded > 0) {
            statistics.scores().addCoverage(target, divided(shares, bounded));
        }
        return inside;
    }

    private float width(OpenForecast entry, int target, int level, int h) {
        return entry.widths()[(target * levels + level) * horizon + h - 1];
    }

    /** How far the actual is from the forecast of the step before, in half-widths of the widest interval. */
    private double anomaly(OpenForecast entry, int target, double actual, double mean, float least) {
        if (widest < 0) {
            return Double.NaN;
        }
        float width = width(entry, target, widest, 1);
        double bound = limits[target].clip(Precision.of(actual < mean ? mean - width : mean + width));
        return error(mean, actual) / (double) Math.max(least, (float) Math.abs(bound - mean));
    }

    private static double[] divided(double[] sums, int[] counts) {
        double[] means = new double[sums.length];
        Arrays.setAll(means, m -> sums[m] / counts[m]);
        return means;
    }

    private static double[] divided(double[] sums, int count) {
        return Arrays.stream(sums).map(sum -> sum / count).toArray();
    }

    /** Errors by the method's name, and those of what several methods together had forecast, where they had. */
    private Map<String, float[]> byName(float[][] errors, double actual, double[] combinedMeans) {
        Map<String, float[]> named = new LinkedHashMap<>();
        for (int m = 0; m < errors.length; m++) {
            named.put(methods.get(m), errors[m]);
        }
        float[] combined = errors(combinedMeans, actual);
        for (float error : combined) {
            if (Float.isFinite(error)) {
                named.put(Combination.NAME, combined);
                break;
            }
        }
        return named;
    }

    private static Map<String, Double> mase(int target, DeviceStatistics statistics) {
        Map<String, Double> mase = new LinkedHashMap<>();
        for (String naive : List.of(Persistence.NAME, SeasonalNaive.NAME)) {
            mase.put(naive, statistics.scores().mase(target, naive));
        }
        return mase;
    }

    private Map<Double, Double> coverage(int target, DeviceStatistics statistics) {
        Map<Double, Double> coverage = new TreeMap<>();
        for (int l = 0; l < levels; l++) {
            double share = statistics.scores().coverage(target, l);
            if (!Double.isNaN(share)) {
                coverage.put(forecast.levels().get(l), share);
            }
        }
        return coverage;
    }
}
