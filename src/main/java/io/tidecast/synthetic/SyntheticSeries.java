package io.tidecast.synthetic;

/**
 * Made-up series of one sensor.
 *
 * @param values in the order of time; NaN where nothing was observed
 * @param season steps of the season that it is said to have, which it need not have
 */
public record SyntheticSeries(float[] values, int season) {
    public SyntheticSeries {
        if (season < 2 || values.length == 0) {
            throw new IllegalArgumentException("a series must have a season of at least 2 steps and values, had "
                    + season + " and " + values.length + " values");
        }
    }

    public int length() {
        return values.length;
    }
}
