package io.tidecast.base;

import java.util.Arrays;

/**
 * Rows of patches that the base network reads of a series: {@value #PATCH} steps a row. Those up to the origin stand at
 * fixed places of the grid and hold the values; the newest may be of fewer steps. Those of the horizon begin at the
 * step after the origin. Beside each step are {@value #SEASONAL} candidates for it from the seasons before its row, so
 * that a season of 7 steps and one of 288 look alike and none has to be carried through a state, and where a
 * {@link LocalRegression} of the series goes on to from before the row.
 *
 * <p>Numbers are differences from the value before the row, of the horizon from the newest one, in units of the
 * {@link Anchor}'s scale. So a row up to the origin shows what the candidates of a first row of the horizon were worth
 * there. A season that a row goes beyond is the last whole one. What is not known is what is known next to it: of
 * seasons the later one, then the value before the row; flags say so.
 *
 * <pre>
 * row: v[8] | a season before [8] | two [8] | mean of the last seven [8] | seven [8]
 *      | a season and a step before [8] | a season less a step [8]
 *      | change of a season before since the row's reference [8] | of the mean [8] | autoregression from the reference [8]
 *      | 17 numbers about the row and the series
 * </pre>
 */
final class PatchRows {
    /** P, steps of a row. */
    static final int PATCH = 8;

    /** Rows up to the origin, the one of fewer steps among them, at most. */
    static final int MOST_CONTEXT = (Anchor.CONTEXT + Anchor.APART) / PATCH;

    /** Seasonal candidates of each step. */
    private static final int SEASONAL = 8;

    /** K, candidates of each step: those and the autoregression's. */
    static final int LAGS = SEASONAL + 1;

    /** F, numbers of a row. */
    static final int FEATURES = PATCH * (LAGS + 1) + 11 + Anchor.ABOUT;

    /** Candidates of which a row says how many are known. */
    private static final int COUNTED = 4;

    private static final int WEEK = 7;
    /** Values are in so many units of the scale at most. */
    private static final double MOST = 12;

    private final SeriesValues values;
    private final Anchor anchor;
    private final long newest;
    private double[] gaps = {}; // what holds over places that were not observed, as far as it was asked for; NaN else
    private long origin; // newest place that a row may read
    private double reference; // what its values are told from
    private double originOne; // a season before the origin, NaN where it is not known
    private double originMean;
    private final int[] counts = new int[COUNTED];
    private final double[] recent = new double[LocalRegression.READS]; // a ring, as the autoregression goes on
    private int recentAt;

    /** @param newest place of the newest value that may be read */
    PatchRows(SeriesValues values, Anchor anchor, long newest) {
        this.values = values;
        this.anchor = anchor;
        this.newest = newest;
    }

    /** Place of the row that a step is in. */
    static long rowOf(long place) {
        return Math.floorDiv(place, PATCH) * (long) PATCH;
    }

    /** Place of the first row up to any origin, which holds something that is known. */
    long begin() {
        return Math.max(rowOf(anchor.place + 1) - Anchor.CONTEXT, rowOf(anchor.first));
    }

    /** Newest known value. */
    double last() {
        return filled(newest);
    }

    /** Newest known value up to a place; a gap is walked back once, however often it is asked for. */
    private double filled(long place) {
        long at = Math.max(place, anchor.first);
        double value = values.at(at);
        return Double.isNaN(value) ? beforeGap(at) : value;
    }

    private double beforeGap(long place) {
        if (gaps.length == 0) {
            gaps = new double[(int) (newest - anchor.first) + 1];
            Arrays.fill(gaps, Double.NaN);
        }
        long at = place;
        double value = Double.NaN;
        while (Double.isNaN(value) && at >= anchor.first) {
            double known = gaps[(int) (at - anchor.first)];
            value = Double.isNaN(known) ? values.at(at) : known;
            at--;
        }
        for (long i = at + 1; i <= place; i++) {
            gaps[(int) (i - anchor.first)] = value;
        }
        return value;
    }

    /** Writes a row up to the origin, its numbers from {@code at} on, of which so many steps are known. */
    void writeContext(long begin, int known, float[] x, int at) {
        from(begin - 1);
        writeSteps(begin, known, x, at);
        int seen = 0;
        for (int p = 0; p < PATCH; p++) {
            long place = begin + p;
            boolean own = p < known && place >= anchor.first;
            x[at + p] = own ? unit(filled(place)) : 0;
            seen += own && !Double.isNaN(values.at(place)) ? 1 : 0;
        }
        writeAbout(seen, known, 0, x, at + PATCH * (LAGS + 1));
    }

    /** Writes the rows of the horizon, [count, {@value #FEATURES}] from {@code at} on. */
    void writeAhead(int count, float[] x, int at) {
        from(newest);
        for (int row = 0; row < count; row++) {
            int to = at + row * FEATURES;
            long begin = newest + 1 + row * (long) PATCH;
            Arrays.fill(x, to, to + PATCH, 0f);
            writeSteps(begin, PATCH, x, to);
            writeAbout(0, 0, row + 1, x, to + PATCH * (LAGS + 1));
        }
    }

    private void from(long place) {
        origin = place;
        reference = filled(place);
        double sum = 0;
        int count = 0;
        for (long i = origin - anchor.season; count < WEEK && i >= anchor.first; i -= anchor.season) {
            sum += unit(filled(i));
            count++;
        }
        originOne = count > 0 ? unit(filled(origin - anchor.season)) : Double.NaN;
        originMean = sum / count;
        for (int i = 0; i < recent.length && anchor.local != null; i++) {
            recent[i] = filled(origin - recent.length + 1 + i);
        }
        recentAt = recent.length - 1;
    }

    private void writeSteps(long begin, int known, float[] x, int at) {
        Arrays.fill(counts, 0);
        for (int p = 0; p < PATCH; p++) {
            if (p < known) {
                writeLags(begin + p, x, at + PATCH + p);
                x[at + LAGS * PATCH + p] = goOn();
            } else {
                for (int k = 1; k <= LAGS; k++) {
                    x[at + k * PATCH + p] = 0;
                }
            }
        }
    }

    /** Writes the candidates of a place, to x at every {@value #PATCH}th number, and counts what is known of them. */
    private void writeLags(long place, float[] x, int at) {
        int season = anchor.season;
        long first = anchor.first;
        long from = back(place, season);
        int count = 0;
        float sum = 0;
        float one = 0;
        float two = 0;
        for (long i = from; count < WEEK && i >= first; i -= season) {
            float value = unit(filled(i));
            one = count == 0 ? value : one;
            two = count == 1 ? value : two;
            sum += value;
            count++;
        }
        float mean = count > 0 ? sum / count : 0;
        long week = back(place, WEEK * (long) season);
        x[at] = one;
        x[at + PATCH] = count > 1 ? two : one;
        x[at + 2 * PATCH] = mean;
        x[at + 3 * PATCH] = week >= first ? unit(filled(week)) : mean;
        x[at + 4 * PATCH] = from - 1 >= first ? unit(filled(from - 1)) : one;
        x[at + 5 * PATCH] = from >= first ? unit(filled(Math.min(from + 1, origin))) : one;
        boolean both = count > 0 && !Double.isNaN(originOne);
        x[at + 6 * PATCH] = both ? (float) (one - originOne) : 0;
        x[at + 7 * PATCH] = both ? (float) (mean - originMean) : 0;
        counts[0] += count > 0 ? 1 : 0;
        counts[1] += count > 1 ? 1 : 0;
        counts[2] += count > 3 ? 1 : 0;
        counts[3] += week >= first ? 1 : 0;
    }

    /** The autoregression's next value, from which it goes on. */
    private float goOn() {
        if (anchor.local == null) {
            return 0;
        }
        float unit = unit(anchor.local.next(recent, recentAt));
        recentAt = (recentAt + 1) % recent.length;
        recent[recentAt] = reference + unit * anchor.scale;
        return unit;
    }

    private void writeAbout(int seen, int known, int ahead, float[] x, int at) {
        x[at] = (float) seen / PATCH;
        x[at + 1] = (float) known / PATCH;
        x[at + 2] = ahead > 0 ? 1 : 0;
        x[at + 3] = Math.min(PATCH, ahead) / (float) PATCH;
        for (int k = 0; k < COUNTED; k++) {
            x[at + 4 + k] = (float) counts[k] / PATCH;
        }
        x[at + 8] = (float) (StrictMath.log(anchor.season) / 5);
        x[at + 9] = Math.min(1, (float) PATCH / anchor.season);
        x[at + 10] = unit(anchor.mean) / 4;
        System.arraycopy(anchor.about, 0, x, at + 11, Anchor.ABOUT);
    }

    /** The newest place up to the origin that is whole periods before one. */
    private long back(long place, long period) {
        long beyond = place - origin;
        return place - (beyond <= 0 ? 1 : (beyond + period - 1) / period) * period;
    }

    /** A value in units of the scale from the reference. */
    private float unit(double value) {
        return (float) Math.max(-MOST, Math.min(MOST, (value - reference) / anchor.scale));
    }
}
