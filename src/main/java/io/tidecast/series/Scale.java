package io.tidecast.series;

/**
 * Scale of a device: what its values are measured in, per feature, so that one network can serve devices of very
 * different size. What is taken for centre, spread and change is the {@link Scaling}'s to say; the names are those of
 * the standard one.
 *
 * @param mean [F] level around which the feature moves, in its unit
 * @param std [F] spread of the level, positive
 * @param diff [F] size of the change from one step to the next, positive; forecasts are learnt in this unit
 */
public record Scale(double[] mean, float[] std, float[] diff) {
    public Scale {
        if (mean.length != std.length || mean.length != diff.length) {
            throw new IllegalArgumentException("mean, std and diff must have one entry per feature, had " + mean.length
                    + ", " + std.length + " and " + diff.length);
        }
        for (int f = 0; f < mean.length; f++) {
            if (!Double.isFinite(mean[f])
                    || !(std[f] > 0)
                    || !(diff[f] > 0)
                    || std[f] > Float.MAX_VALUE
                    || diff[f] > Float.MAX_VALUE) {
                throw new IllegalArgumentException("scale of feature " + f + " must be finite and positive, was mean "
                        + mean[f] + ", std " + std[f] + ", diff " + diff[f]);
            }
        }
    }

    public int features() {
        return mean.length;
    }

    /** A level of a feature, as the network reads it. */
    public float level(int feature, double value) {
        return (float) (value - mean[feature]) / std[feature];
    }

    /** The way from one value of a feature to another, as the network reads and forecasts it. */
    public float change(int feature, double from, double to) {
        return (float) (to - from) / diff[feature];
    }

    /** The inverse of {@link #change}: the value, in the feature's own unit, that a change leads to. */
    public double after(int feature, double from, float change) {
        return Precision.of(from + diff[feature] * change);
    }
}
