package io.tidecast.base;

/**
 * Encoding of a history as rows of patches: {@value #PATCH} steps a row, the {@value #CONTEXT} rows up to the origin
 * and then those of the horizon, aligned at the origin. A row holds the values themselves, which are zero ahead of the
 * origin, and beside each {@value #LAGS} candidates from the seasons before it, so that a season of 7 steps and one of
 * 288 look alike and none has to be carried through a state.
 *
 * <p>Values are differences from the newest one, in units of a scale between the spread of the history and the error
 * that the better naive forecast makes in it. A season that the horizon goes beyond is the last whole one. What is not
 * known is what is known next to it: of seasons the later one, then the newest value; flags say so.
 *
 * <pre>
 * row: v[8] | a season before [8] | two [8] | mean of the last seven [8] | seven [8]
 *      | a season and a step before [8] | a season less a step [8]
 *      | change of a season before since the origin's [8] | of the mean [8] | 16 numbers about the row and the series
 * </pre>
 */
final class SeasonalPatches {
    /** P, steps of a row. */
    static final int PATCH = 8;

    /** Rows up to the origin. */
    static final int CONTEXT = 12;

    /** K, seasonal candidates of each step. */
    static final int LAGS = 8;

    /** F, numbers of a row. */
    static final int FEATURES = PATCH * (LAGS + 1) + 16;

    /** Candidates of which a row says how many are known. */
    private static final int COUNTED = 4;

    private static final int STEPS = CONTEXT * PATCH;
    private static final int WEEK = 7;
    private static final int MOST_REACH = 1104;
    /** Values are in so many units of the scale at most. */
    private static final float MOST = 12;
    /** The least scale, as a share of the spread. */
    private static final float LEAST_SCALE = 0.25f;
    /** The least scale, as a share of the newest value: below it a float cannot tell values apart. */
    private static final float LEAST_SHARE = 1e-6f;
    /** Steps ahead at which persistence is judged. */
    private static final int AHEAD = 12;

    private float[] filled = {}; // [reach], the newest last; may be longer
    private boolean[] observed = {}; // [reach]
    private int season;
    private int reach;
    private int first; // place of the oldest known value
    private float last;
    private float scale;
    private float originOne; // a season before the origin, NaN where it is not known
    private float originMean;
    private float better; // error of the better naive forecast, in units of the scale
    private final float[] about = new float[7]; // of the series, the same in every row

    /** Values that are read: seven seasons before all of the context, or as many as are affordable, but always one. */
    static int reach(int season) {
        return Math.max(Math.min(WEEK * season + STEPS, MOST_REACH), season + STEPS);
    }

    /**
     * Takes up the history of a series with such a season.
     *
     * @return false where it holds too little to be forecast from
     */
    boolean read(int steps, RecentValues values) {
        season = steps;
        reach = reach(steps);
        if (filled.length < reach) {
            filled = new float[reach];
            observed = new boolean[reach];
        }
        first = reach;
        float held = Float.NaN;
        int count = 0;
        for (int i = 0; i < reach; i++) {
            float value = values.at(reach - 1 - i);
            observed[i] = Float.isFinite(value);
            held = observed[i] ? value : held;
            count += observed[i] ? 1 : 0;
            filled[i] = held;
            if (observed[i] && first == reach) {
                first = i;
            }
        }
        last = held;
        return count >= 3 && measure();
    }

    /** The newest value. */
    float last() {
        return last;
    }

    /** What a unit of the rows is worth; 0 where the history is constant. */
    float scale() {
        return scale;
    }

    /** Error of the better naive forecast in the history, in units of the scale. */
    float betterNaive() {
        return better;
    }

    private boolean measure() {
        int known = reach - first;
        double mean = 0;
        for (int i = first; i < reach; i++) {
            mean += filled[i] / (double) known;
        }
        double spread = 0;
        for (int i = first; i < reach; i++) {
            spread += Math.abs(filled[i] - mean) / known;
        }
        double one = change(1, STEPS);
        double seasonal = change(season, Math.max(STEPS, season));
        double ahead = change(AHEAD, 2 * STEPS);
        double naive = Math.min(spread, Math.min(orElse(seasonal, spread), orElse(ahead, spread)));
        scale = (float) Math.max(naive, LEAST_SCALE * spread);
        if (!Float.isFinite(scale) || !Double.isFinite(mean)) {
            return false;
        }
        if (scale <= LEAST_SHARE * Math.abs(last)) {
            scale = 0;
            return true;
        }
        better = (float) (naive / scale);
        about[0] = clamped((float) ((mean - last) / scale)) / 4;
        about[1] = logarithm(spread / scale);
        about[2] = logarithm(one / scale);
        about[3] = Double.isNaN(seasonal) ? 0 : logarithm(seasonal / scale);
        about[4] = Double.isNaN(ahead) ? 0 : logarithm(ahead / scale);
        about[5] = (float) (StrictMath.log(known) / 7);
        about[6] = still();
        return true;
    }

    private static double orElse(double value, double other) {
        return Double.isNaN(value) ? other : value;
    }

    private static float logarithm(double ratio) {
        return (float) (StrictMath.log(Math.max(0.01, Math.min(100, ratio))) / 2);
    }

    /**
     * Mean absolute difference from the value so many steps before, over the newest; NaN where nothing reaches back.
     */
    private double change(int lag, int over) {
        int from = Math.max(first + lag, reach - over);
        double sum = 0;
        for (int i = from; i < reach; i++) {
            sum += Math.abs(filled[i] - filled[i - lag]);
        }
        return from >= reach ? Double.NaN : sum / (reach - from);
    }

    /** Share of the context's steps that are as the one before. */
    private float still() {
        int count = 0;
        for (int i = Math.max(first + 1, reach - STEPS); i < reach; i++) {
            count += filled[i] == filled[i - 1] ? 1 : 0;
        }
        return (float) count / STEPS;
    }

    /** Writes the rows of context and horizon, [CONTEXT + ahead, FEATURES], to x from a place on. */
    void write(int ahead, float[] x, int at) {
        float sum = 0;
        int count = 0;
        for (int i = reach - 1 - season; count < WEEK && i >= first; i -= season) {
            sum += unit(filled[i]);
            count++;
        }
        originOne = count > 0 ? unit(filled[reach - 1 - season]) : Float.NaN;
        originMean = sum / count;
        for (int row = 0; row < CONTEXT + ahead; row++) {
            writeRow(row, x, at + row * FEATURES);
        }
    }

    private void writeRow(int row, float[] x, int at) {
        boolean future = row >= CONTEXT;
        int begin = reach - STEPS + row * PATCH; // place of the row's first step
        int seen = 0;
        int[] counts = new int[COUNTED];
        for (int p = 0; p < PATCH; p++) {
            int place = begin + p;
            boolean known = !future && place >= first;
            x[at + p] = known ? unit(filled[place]) : 0;
            seen += known && observed[place] ? 1 : 0;
            lags(place, x, at + PATCH + p, counts);
        }
        int flags = at + PATCH * (LAGS + 1);
        x[flags] = (float) seen / PATCH;
        x[flags + 1] = future ? 1 : 0;
        x[flags + 2] = future ? Math.min(8, row - CONTEXT + 1) / 8f : 0;
        for (int k = 0; k < COUNTED; k++) {
            x[flags + 3 + k] = (float) counts[k] / PATCH;
        }
        x[flags + 7] = (float) (StrictMath.log(season) / 5);
        x[flags + 8] = Math.min(1, (float) PATCH / season);
        System.arraycopy(about, 0, x, flags + 9, about.length);
    }

    /** Writes the candidates of a place, to x at every {@value #PATCH}th number, and counts what is known of them. */
    private void lags(int place, float[] x, int at, int[] counts) {
        int from = back(place, season);
        int count = 0;
        float sum = 0;
        for (int i = from; count < WEEK && i >= first; i -= season) {
            sum += unit(filled[i]);
            count++;
        }
        int week = back(place, WEEK * season);
        float one = count > 0 ? unit(filled[from]) : 0;
        float mean = count > 0 ? sum / count : 0;
        x[at] = one;
        x[at + PATCH] = count > 1 ? unit(filled[from - season]) : one;
        x[at + 2 * PATCH] = mean;
        x[at + 3 * PATCH] = week >= first ? unit(filled[week]) : mean;
        x[at + 4 * PATCH] = from - 1 >= first ? unit(filled[from - 1]) : one;
        x[at + 5 * PATCH] = from >= first ? unit(filled[Math.min(from + 1, reach - 1)]) : one;
        x[at + 6 * PATCH] = count > 0 && !Float.isNaN(originOne) ? one - originOne : 0;
        x[at + 7 * PATCH] = count > 0 && !Float.isNaN(originOne) ? mean - originMean : 0;
        counts[0] += count > 0 ? 1 : 0;
        counts[1] += count > 1 ? 1 : 0;
        counts[2] += count > 3 ? 1 : 0;
        counts[3] += week >= first ? 1 : 0;
    }

    /** The newest known place that is whole periods before one. */
    private int back(int place, int period) {
        int beyond = place - (reach - 1);
        return place - (beyond <= 0 ? 1 : (beyond + period - 1) / period) * period;
    }

    private float unit(float value) {
        return clamped((value - last) / scale);
    }

    private static float clamped(float value) {
        return Math.max(-MOST, Math.min(MOST, value));
    }
}
