package io.tidecast.series;

/**
 * Memo of a covariate: its numbers of recent times are kept, since all devices ask for the same steps, and each window
 * for all but one of those of the window before it. A cycle of the calendar costs a date and two sines.
 *
 * <p>For any number of threads: a row is immutable, and one that another thread does not see yet is computed twice.
 */
final class RecentTimes implements Covariate {
    private static final int BITS = 10;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L; // Knuth's multiplicative hashing: neighbours lie apart.

    /** A time and the covariate's numbers of it, which nobody changes. */
    private record Row(long timeMs, int version, float... values) {}

    private final Covariate covariate;
    private final int features;
    private final Row[] rows = new Row[1 << BITS];

    RecentTimes(Covariate covariate) {
        this.covariate = covariate;
        features = covariate.features();
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public String name(int feature) {
        return covariate.name(feature);
    }

    @Override
    public void write(long timeMs, float[] x, int at) {
        int place = (int) ((timeMs * GOLDEN) >>> (Long.SIZE - BITS));
        Row row = rows[place];
        int version = covariate.version();
        if (row == null || row.timeMs != timeMs || row.version != version) {
            float[] values = new float[features];
            covariate.write(timeMs, values, 0);
            row = new Row(timeMs, version, values);
            rows[place] = row;
        }
        System.arraycopy(row.values, 0, x, at, features);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecentTimes that && covariate.equals(that.covariate);
    }

    @Override
    public int hashCode() {
        return covariate.hashCode();
    }

    @Override
    public String toString() {
        return covariate.toString();
    }
}
