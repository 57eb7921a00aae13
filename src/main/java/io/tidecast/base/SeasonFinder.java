package io.tidecast.base;

/**
 * Season of a series, told from its own values: the lag after which they come back nearest to where they were, by the
 * mean absolute difference of values that far apart (the average magnitude difference function of Ross et al. 1974). It
 * is chosen on the older half of what is known and takes the place of the season that was said only where it is clearly
 * nearer on the newer half, too.
 *
 * <p>The difference of values close together is small in every series. So a lag is a season only if values some way
 * less apart differ more: their difference has come down again.
 */
final class SeasonFinder {
    private static final int SHORTEST = 4;
    private static final int LONGEST = 400;
    /** Seasons that must be known of one. */
    private static final int SEASONS = 3;
    /** The most a difference may be, of what it was at a shorter lag. */
    private static final double DIP = 0.75;
    /** Lags whose difference is at most so many times the least are as good: then the shortest is the season. */
    private static final double AS_GOOD = 1.15;
    /** The most a difference may be, of the one a said season before. */
    private static final double NEARER = 0.85;
    /** The same of the spread, where the said season is not known yet. */
    private static final double NEARER_THAN_SPREAD = 0.5;
    /** Values beyond which every other one is looked at. */
    private static final int MANY = 500;
    /** Share of a lag within which it is a multiple of the season that was said, which has its own candidates. */
    private static final double OFF = 0.02;

    private SeasonFinder() {}

    /**
     * The season that was said, or the one that is found.
     *
     * @param values without gaps
     * @param said steps of it
     */
    static int of(double[] values, int said) {
        int known = values.length;
        int most = Math.min(LONGEST, known / SEASONS);
        if (most <= SHORTEST) {
            return said;
        }
        int half = known / 2;
        int stride = known > MANY ? 2 : 1;
        double[] differences = new double[most + 1];
        for (int lag = 1; lag <= most; lag++) {
            differences[lag] = difference(values, lag, half, lag, stride);
        }
        int found = shortestOfLeast(differences, said);
        if (found == 0) {
            return said;
        }
        double own = difference(values, half, known, found, stride);
        boolean nearer = said <= known / SEASONS
                ? own <= NEARER * difference(values, half, known, said, stride)
                : own <= NEARER_THAN_SPREAD * spread(values, half);
        return nearer ? found : said;
    }

    private static int shortestOfLeast(double[] differences, int said) {
        boolean[] seasons = new boolean[differences.length];
        double least = Double.POSITIVE_INFINITY;
        double most = Math.max(differences[1], Math.max(differences[2], differences[3]));
        for (int lag = SHORTEST; lag < differences.length; lag++) {
            seasons[lag] = differences[lag] < DIP * most && !isMultiple(lag, said);
            least = seasons[lag] ? Math.min(least, differences[lag]) : least;
            most = Math.max(most, differences[lag]);
        }
        int shortest = SHORTEST;
        while (shortest < differences.length && !(seasons[shortest] && differences[shortest] <= AS_GOOD * least)) {
            shortest++;
        }
        int best = shortest; // of those around it
        for (int lag = shortest; lag < Math.min(differences.length, shortest + 1 + shortest / 10); lag++) {
            best = seasons[lag] && differences[lag] < differences[best] ? lag : best;
        }
        return best < differences.length ? best : 0;
    }

    /** Whether it is the season that was said or about some of them, as a week is of days. */
    private static boolean isMultiple(int lag, int said) {
        if (said < SHORTEST) {
            return false; // All of them would be one.
        }
        long times = Math.round((double) lag / said);
        return lag == said || (times > 1 && Math.abs(lag - times * said) <= Math.max(1, OFF * lag));
    }

    private static double difference(double[] values, int from, int end, int lag, int stride) {
        double sum = 0;
        int count = 0;
        for (int i = from; i < end; i += stride) {
            sum += Math.abs(values[i] - values[i - lag]);
            count++;
        }
        return count == 0 ? Double.POSITIVE_INFINITY : sum / count;
    }

    private static double spread(double[] values, int from) {
        int count = values.length - from;
        double mean = 0;
        for (int i = from; i < values.length; i++) {
            mean += values[i] / count;
        }
        double sum = 0;
        for (int i = from; i < values.length; i++) {
            sum += Math.abs(values[i] - mean) / count;
        }
        return sum;
    }
}
