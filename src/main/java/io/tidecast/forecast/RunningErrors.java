package io.tidecast.forecast;

import java.nio.ByteBuffer;

/**
 * Live errors of one device per target: mean absolute error of the network and of both naive forecasts, each over the same
 * targets and horizon steps, and the share of actuals within each published interval. A mean over all scored steps at first,
 * with exponential forgetting once {@code memory} were seen; each scored step counts once, whatever it holds of the horizon.
 */
public final class RunningErrors {
    private static final int SOURCES = ForecastSource.values().length;

    private final int targets;
    private final int levels;
    private final int memory;
    private final int[] scored; // [targets]
    private final double[] mae; // [targets, sources]
    private final int[] covered; // [targets]
    private final double[] coverage; // [targets, levels]

    public RunningErrors(int targets, int levels, int memory) {
        this.targets = targets;
        this.levels = levels;
        this.memory = memory;
        scored = new int[targets];
        mae = new double[targets * SOURCES];
        covered = new int[targets];
        coverage = new double[targets * levels];
    }

    /**
     * Takes the errors of one scored step.
     *
     * @param errors [sources of {@link ForecastSource}] means over the same horizon steps, finite
     */
    public void addErrors(int target, double[] errors) {
        scored[target] = Math.min(scored[target] + 1, memory);
        for (int s = 0; s < SOURCES; s++) {
            int at = target * SOURCES + s;
            mae[at] += (errors[s] - mae[at]) / scored[target];
        }
    }

    /**
     * Takes what one scored step's intervals held.
     *
     * @param shares [levels] share of the horizon steps at which the actual was inside
     */
    public void addCoverage(int target, double[] shares) {
        covered[target] = Math.min(covered[target] + 1, memory);
        for (int l = 0; l < levels; l++) {
            int at = target * levels + l;
            coverage[at] += (shares[l] - coverage[at]) / covered[target];
        }
    }

    /**
     * The network's mean absolute error over that of a naive forecast of the same steps from the same origins, below 1 where
     * the network is better: the mean absolute scaled error of Hyndman &amp; Koehler (2006) with the naive errors of the live
     * stream, which has no training sample to take them from. NaN before anything was scored, or where the naive forecast was
     * never wrong.
     */
    public double mase(int target, ForecastSource naive) {
        double scale = mae[target * SOURCES + naive.index()];
        return scale > 0 ? mae[target * SOURCES + ForecastSource.MODEL.index()] / scale : Double.NaN;
    }

    /** Share of actuals within the interval of a level; NaN before the first. */
    public double coverage(int target, int level) {
        return covered[target] == 0 ? Double.NaN : coverage[target * levels + level];
    }

    public int bytes() {
        return targets * (2 * Integer.BYTES + (SOURCES + levels) * Float.BYTES);
    }

    public void write(ByteBuffer to) {
        for (int j = 0; j < targets; j++) {
            to.putInt(scored[j]).putInt(covered[j]);
        }
        for (double error : mae) {
            to.putFloat((float) error);
        }
        for (double share : coverage) {
            to.putFloat((float) share);
        }
    }

    public static RunningErrors read(ByteBuffer from, int targets, int levels, int memory) {
        RunningErrors errors = new RunningErrors(targets, levels, memory);
        for (int j = 0; j < targets; j++) {
            errors.scored[j] = from.getInt();
            errors.covered[j] = from.getInt();
        }
        for (int i = 0; i < errors.mae.length; i++) {
            errors.mae[i] = from.getFloat();
        }
        for (int i = 0; i < errors.coverage.length; i++) {
            errors.coverage[i] = from.getFloat();
        }
        return errors;
    }
}
