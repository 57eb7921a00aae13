package io.tidecast.series;

import java.nio.ByteBuffer;

/**
 * Running mean and variance of a device's levels and step-to-step changes, with exponential forgetting once {@code memory}
 * values were seen. The update is Welford's, with the weight 1/n bounded below by 1/memory (West 1979).
 */
public final class RunningScale {
    /** Changes of a feature that hardly ever moves are not blown up beyond this share of its spread. */
    private static final double LEAST_DIFF_SHARE = 0.02;

    private final int features;
    private final int memory;
    private final int[] levels;
    private final int[] changes;
    private final double[] mean;
    private final double[] variance;
    private final double[] changeVariance;

    /**
     * @param features F
     * @param memory values after which older ones start to fade, in steps
     */
    public RunningScale(int features, int memory) {
        this.features = features;
        this.memory = memory;
        levels = new int[features];
        changes = new int[features];
        mean = new double[features];
        variance = new double[features];
        changeVariance = new double[features];
    }

    /** Takes an observed value of one feature. */
    public void addLevel(int feature, float value) {
        levels[feature] = Math.min(levels[feature] + 1, memory);
        double weight = 1.0 / levels[feature];
        double delta = value - mean[feature];
        mean[feature] += weight * delta;
        variance[feature] = (1 - weight) * (variance[feature] + weight * delta * delta);
    }

    /** Takes a change of one feature between two neighbouring steps that were both observed. */
    public void addChange(int feature, float change) {
        changes[feature] = Math.min(changes[feature] + 1, memory);
        double weight = 1.0 / changes[feature];
        changeVariance[feature] += weight * ((double) change * change - changeVariance[feature]);
    }

    /** The scale as of now; a feature that never moved gets a tiny positive spread. */
    public Scale scale() {
        float[] m = new float[features];
        float[] s = new float[features];
        float[] d = new float[features];
        for (int f = 0; f < features; f++) {
            double least = 1e-6 * Math.max(1, Math.abs(mean[f]));
            double std = Math.max(Math.sqrt(variance[f]), least);
            m[f] = (float) mean[f];
            s[f] = (float) std;
            d[f] = (float) Math.max(Math.sqrt(changeVariance[f]), LEAST_DIFF_SHARE * std);
        }
        return new Scale(m, s, d);
    }

    public int bytes() {
        return features * (2 * Integer.BYTES + 3 * Float.BYTES);
    }

    public void write(ByteBuffer to) {
        for (int f = 0; f < features; f++) {
            to.putInt(levels[f]).putInt(changes[f]);
            to.putFloat((float) mean[f]).putFloat((float) variance[f]).putFloat((float) changeVariance[f]);
        }
    }

    public static RunningScale read(ByteBuffer from, int features, int memory) {
        RunningScale scale = new RunningScale(features, memory);
        for (int f = 0; f < features; f++) {
            scale.levels[f] = from.getInt();
            scale.changes[f] = from.getInt();
            scale.mean[f] = from.getFloat();
            scale.variance[f] = from.getFloat();
            scale.changeVariance[f] = from.getFloat();
        }
        return scale;
    }
}
