package io.tidecast.base;

/**
 * Anchor: what is measured of a series at fixed places of its grid and held until the next one, so that the recurrent
 * state of the rows since then can be kept from step to step, and made again from the values alone. Anchors are
 * {@value #APART} steps apart; as long as less than that is known before the last of them, they are where what is known
 * has grown by an eighth to a quarter.
 */
final class Anchor {
    /** Steps from one to the next. */
    static final int APART = 48;

    /** Steps of the context up to it. */
    static final int CONTEXT = 96;

    /** Numbers about the series that every row has. */
    static final int ABOUT = 6;

    private static final int WEEK = 7;
    private static final int MOST_REACH = 1104;
    private static final int FEWEST = 3;
    /** The least scale, as a share of the spread. */
    private static final double LEAST_SCALE = 0.25;
    /** The least scale, as a share of the newest value: below it values are rounding. */
    private static final double LEAST_SHARE = 1e-12;
    /** Steps ahead at which persistence is judged. */
    private static final int AHEAD = 12;

    /** Place of the newest value that it has seen. */
    final long place;
    /** Place of the oldest value that is read. */
    final long first;
    /** Steps of the season. */
    final int season;
    /** What a unit of the rows is worth; 0 where the history is constant. */
    final double scale;

    final double mean;
    /** Error of the better naive forecast in the history, in units of the scale. */
    final float better;

    final float[] about; // [ABOUT]

    final LocalRegression local; // null where too little is known of it

    private Anchor(
            long place,
            long first,
            int season,
            double scale,
            double mean,
            float better,
            float[] about,
            LocalRegression local) {
        this.place = place;
        this.first = first;
        this.season = season;
        this.scale = scale;
        this.mean = mean;
        this.better = better;
        this.about = about;
        this.local = local;
    }

    /** Values up to an origin that are read: seven seasons, or as many as are affordable, but always one. */
    static int reach(int season) {
        return APART - 1 + before(season);
    }

    private static int before(int season) {
        return Math.max(Math.min(WEEK * season + CONTEXT, MOST_REACH - APART + 1), season + CONTEXT);
    }

    /** Place of the newest anchor of the grid. */
    static long ofGrid(long origin) {
        return Math.floorDiv(origin + 1, APART) * (long) APART - 1;
    }

    /** Place of the oldest value that is read of a series with such a season. */
    static long oldest(long origin, int season) {
        return ofGrid(origin) - before(season) + 1;
    }

    /**
     * Place of the newest anchor.
     *
     * @param first place of the oldest value that is known
     */
    static long place(long origin, long first) {
        long grid = ofGrid(origin);
        if (grid - first + 1 >= APART) {
            return grid;
        }
        long known = origin - first + 1;
        long apart = Math.max(1, Long.highestOneBit(known) >> 2);
        return first + known / apart * apart - 1;
    }

    /**
     * Measures a series, from the oldest value that is read up to a place.
     *
     * @param said the season, as far as anybody knows
     * @return null where fewer than three values are known
     */
    static Anchor measured(SeriesValues values, long first, long place, int said) {
        int known = (int) (place - first + 1);
        double[] filled = new double[Math.max(0, known)];
        double held = Double.NaN;
        int observed = 0;
        for (int i = 0; i < known; i++) {
            double value = values.at(first + i);
            observed += Double.isNaN(value) ? 0 : 1;
            held = Double.isNaN(value) ? held : value;
            filled[i] = held;
        }
        return observed < FEWEST ? null : of(filled, first, place, SeasonFinder.of(filled, said));
    }

    private static Anchor of(double[] filled, long first, long place, int season) {
        int known = filled.length;
        double mean = 0;
        for (double value : filled) {
            mean += value / known;
        }
        double spread = 0;
        for (double value : filled) {
            spread += Math.abs(value - mean) / known;
        }
        double one = change(filled, 1, CONTEXT);
        double seasonal = change(filled, season, Math.max(CONTEXT, season));
        double ahead = change(filled, AHEAD, 2 * CONTEXT);
        double naive = Math.min(spread, Math.min(orElse(seasonal, spread), orElse(ahead, spread)));
        double scale = Math.max(naive, LEAST_SCALE * spread);
        if (!Double.isFinite(scale) || !Double.isFinite(mean)) {
            return null;
        }
        if (scale <= LEAST_SHARE * Math.abs(filled[known - 1])) {
            return new Anchor(place, first, season, 0, filled[known - 1], 0, new float[ABOUT], null);
        }
        float[] about = {
            logarithm(spread / scale),
            logarithm(one / scale),
            Double.isNaN(seasonal) ? 0 : logarithm(seasonal / scale),
            Double.isNaN(ahead) ? 0 : logarithm(ahead / scale),
            (float) (StrictMath.log(known) / 7),
            still(filled)
        };
        LocalRegression local = LocalRegression.of(filled, mean, scale);
        return new Anchor(place, first, season, scale, mean, (float) (naive / scale), about, local);
    }

    /** Whether a value is as a history is in which nothing has moved. */
    boolean holds(double value) {
        return Math.abs(value - mean) <= LEAST_SHARE * Math.abs(mean);
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
    private static double change(double[] filled, int lag, int over) {
        int from = Math.max(lag, filled.length - over);
        double sum = 0;
        for (int i = from; i < filled.length; i++) {
            sum += Math.abs(filled[i] - filled[i - lag]);
        }
        return from >= filled.length ? Double.NaN : sum / (filled.length - from);
    }

    /** Share of the context's steps that are as the one before. */
    private static float still(double[] filled) {
        int count = 0;
        for (int i = Math.max(1, filled.length - CONTEXT); i < filled.length; i++) {
            count += filled[i] == filled[i - 1] ? 1 : 0;
        }
        return (float) count / CONTEXT;
    }
}
