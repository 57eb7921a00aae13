package io.tidecast.forecast;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Live errors of one device per target: mean absolute error of each forecasting method over horizon steps, and the
 * share of actuals within each published interval. A mean over all scored steps at first, with exponential forgetting
 * once {@code memory} were seen; each scored step counts once, whatever it holds of the horizon.
 */
public final class Scoreboard {
    private final List<String> methods;
    private final int targets;
    private final int levels;
    private final int memory;
    private final int[] scored; // [targets, methods]
    private final double[] mae; // [targets, methods]
    private final int[] covered; // [targets]
    private final double[] coverage; // [targets, levels]

    /**
     * A board without scores.
     *
     * @param methods names of the methods, in the order of {@link #addErrors}
     * @param levels number of intervals
     * @param memory scored steps after which older ones are forgotten
     */
    public Scoreboard(List<String> methods, int targets, int levels, int memory) {
        this.methods = List.copyOf(methods);
        this.targets = targets;
        this.levels = levels;
        this.memory = memory;
        scored = new int[targets * methods.size()];
        mae = new double[targets * methods.size()];
        covered = new int[targets];
        coverage = new double[targets * levels];
    }

    /**
     * Takes the errors of one scored step.
     *
     * @param errors [methods] means over the same horizon steps, or over those of them that are kept of a method; NaN
     *     for a method that had not forecast them
     */
    public void addErrors(int target, double[] errors) {
        for (int m = 0; m < errors.length; m++) {
            if (!Double.isNaN(errors[m])) {
                int at = target * methods.size() + m;
                scored[at] = Math.min(scored[at] + 1, memory);
                mae[at] += (errors[m] - mae[at]) / scored[at];
            }
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
     * The network's mean absolute error over that of a naive forecast of the same steps from the same origins, below 1
     * where the network is better: the mean absolute scaled error of Hyndman &amp; Koehler (2006) with the naive errors
     * of the live stream, which has no training sample to take them from. NaN before anything was scored, or where the
     * naive forecast was never wrong.
     */
    public double mase(int target, String naive) {
        double scale = mae[at(target, naive)];
        return scale > 0 ? mae[at(target, NetworkMethod.NAME)] / scale : Double.NaN;
    }

    /** A method's running mean absolute error in the target's unit; 0 before the first. */
    public double mae(int target, String method) {
        return mae[at(target, method)];
    }

    private int at(int target, String method) {
        int m = methods.indexOf(method);
        if (m < 0) {
            throw new IllegalArgumentException("a scored method must be one of " + methods + ", was " + method);
        }
        return target * methods.size() + m;
    }

    /**
     * Takes over another board's scores of the same methods.
     *
     * @param targetPlaces place of each of these targets among the other's; -1 for one that is new
     * @param levelPlaces likewise of each level; coverage is begun anew where there is a new one
     */
    void takeOver(Scoreboard other, int[] targetPlaces, int[] levelPlaces) {
        for (int j = 0; j < targets; j++) {
            int from = targetPlaces[j];
            if (from < 0) {
                continue;
            }
            for (int m = 0; m < methods.size(); m++) {
                int at = other.methods.indexOf(methods.get(m));
                if (at >= 0) {
                    scored[j * methods.size() + m] = other.scored[from * other.methods.size() + at];
                    mae[j * methods.size() + m] = other.mae[from * other.methods.size() + at];
                }
            }
            if (Arrays.stream(levelPlaces).allMatch(place -> place >= 0)) {
                covered[j] = other.covered[from];
                for (int l = 0; l < levels; l++) {
                    coverage[j * levels + l] = other.coverage[from * other.levels + levelPlaces[l]];
                }
            }
        }
    }

    /** Share of actuals within the interval of a level; NaN before the first. */
    public double coverage(int target, int level) {
        return covered[target] == 0 ? Double.NaN : coverage[target * levels + level];
    }

    /**
     * Bytes of the scores of the first {@code count} methods, and of coverage.
     *
     * @param count of methods that are scored on the same steps
     */
    public int bytes(int count) {
        return targets * (2 * Integer.BYTES + (count + levels) * Float.BYTES);
    }

    /** Writes the scores of the first {@code count} methods, and coverage. */
    public void write(ByteBuffer to, int count) {
        for (int j = 0; j < targets; j++) {
            to.putInt(scored[j * methods.size()]).putInt(covered[j]);
        }
        for (int j = 0; j < targets; j++) {
            for (int m = 0; m < count; m++) {
                to.putFloat((float) mae[j * methods.size() + m]);
            }
        }
        for (double share : coverage) {
            to.putFloat((float) share);
        }
    }

    /** Takes up what {@link #write} wrote. */
    public void read(ByteBuffer from, int count) {
        for (int j = 0; j < targets; j++) {
            int steps = from.getInt();
            for (int m = 0; m < count; m++) {
                scored[j * methods.size() + m] = steps;
            }
            covered[j] = from.getInt();
        }
        for (int j = 0; j < targets; j++) {
            for (int m = 0; m < count; m++) {
                mae[j * methods.size() + m] = from.getFloat();
            }
        }
        for (int i = 0; i < coverage.length; i++) {
            coverage[i] = from.getFloat();
        }
    }

    /** Bytes of the scores of one method. */
    public int bytesOfOne() {
        return targets * (Integer.BYTES + Float.BYTES);
    }

    /** Writes the scores of one method. */
    public void writeOne(ByteBuffer to, String method) {
        for (int j = 0; j < targets; j++) {
            int at = at(j, method);
            to.putInt(scored[at]).putFloat((float) mae[at]);
        }
    }

    /** Takes up what {@link #writeOne} wrote. */
    public void readOne(ByteBuffer from, String method) {
        for (int j = 0; j < targets; j++) {
            int at = at(j, method);
            scored[at] = from.getInt();
            mae[at] = from.getFloat();
        }
    }
}
