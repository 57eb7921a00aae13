package io.tidecast.series;

/**
 * What a device's values are measured in, per feature, so that one network can serve devices of very different size.
 *
 * @param mean [F] level around which the feature moves, in its unit
 * @param std [F] standard deviation of the level, positive
 * @param diff [F] standard deviation of the change from one step to the next, positive; forecasts are learnt in this unit
 */
public record Scale(float[] mean, float[] std, float[] diff) {
    public Scale {
        if (mean.length != std.length || mean.length != diff.length) {
            throw new IllegalArgumentException("mean, std and diff must have one entry per feature, had " + mean.length
                    + ", " + std.length + " and " + diff.length);
        }
        for (int f = 0; f < mean.length; f++) {
            if (!Float.isFinite(mean[f])
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
}
