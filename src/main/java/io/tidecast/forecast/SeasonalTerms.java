package io.tidecast.forecast;

import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Terms of a seasonal regression: what the way from a value to the one h steps on is a linear map of. Of the target's
 * own values, in its unit:
 *
 * <ol>
 *   <li>what the season did a season ago,
 *   <li>how far the level is from a season ago,
 *   <li>from the season's mean,
 *   <li>and from the step before,
 *   <li>how the last two seasons differ;
 *   <li>what the season did {@value #SEASONS} seasons ago, which is a week of days,
 *   <li>and how far the level is from then: the last two where those are no more than {@value #MOST_STEPS} steps.
 * </ol>
 *
 * <p>Then, of each number of {@link Regressors}, its difference between the steps that each difference to a season, or
 * several, is between. Of a number that is not known the differences are 0, as if it were then as it was before.
 */
final class SeasonalTerms {
    /** Terms of the season. */
    private static final int SEASONAL = 5;
    /** Terms of several seasons before. */
    private static final int EARLIER = 2;

    private static final int SEASONS = 7;
    private static final int MOST_STEPS = 1_008;

    private final int season;
    private final int seasons; // steps of several, 0 where they are too many
    private final int own;
    private final Regressors regressors;
    private final int meaning; // of the terms, as it is stored
    private final KnownScale[] scales; // of each value known ahead
    private final double[] x;
    private KnownScale[] used;
    private Map<Integer, double[]> numbers = Map.of(); // of steps before the origin, while a step is gone through

    SeasonalTerms(int season, Regressors regressors) {
        this.season = season;
        this.regressors = regressors;
        seasons = seasons(season);
        own = SEASONAL + (seasons > 0 ? EARLIER : 0);
        x = new double[own + (seasons > 0 ? 2 : 1) * EARLIER * regressors.count()];
        meaning = Objects.hash(
                season, x.length, regressors.names(), regressors.covariates().names());
        scales = Stream.generate(KnownScale::new)
                .limit(regressors.names().size())
                .toArray(KnownScale[]::new);
        used = scales;
    }

    private static int seasons(int season) {
        return season > 1 && SEASONS * season <= MOST_STEPS ? SEASONS * season : 0;
    }

    /** Steps before an origin that its terms read. */
    static int lookback(int season) {
        return Math.max(2 * season + 1, seasons(season));
    }

    /** How many there are. */
    int count() {
        return x.length;
    }

    /** How many of them, the first, are of the target's own values. */
    int own() {
        return own;
    }

    /** What they mean, as it is stored. */
    int meaning() {
        return meaning;
    }

    /** In words. */
    String describe() {
        List<String> read = new ArrayList<>(regressors.names());
        read.addAll(regressors.covariates().names());
        String terms = x.length + " terms of a season of " + season + " steps";
        return read.isEmpty() ? terms : terms + " and of " + String.join(", ", read);
    }

    /** Those that a device's values known ahead are read in by its own map. */
    KnownScale[] scales() {
        return scales;
    }

    /** Has all values be read in such scales, whatever has come, until they are {@link #end no more asked for}. */
    void read(KnownScale[] others) {
        used = others;
    }

    /** Has coefficients of a value known ahead be of another scale, in which the map says the same. */
    void convert(double[] map, int k, KnownScale from, KnownScale to) {
        double per = to.per(from);
        double middle = to.middleIn(from);
        for (int at = own + k * Regressors.POWERS; at < map.length; at += regressors.count()) {
            double linear = map[at];
            double square = map[at + 1];
            map[at] = per * (linear + 2 * middle * square);
            map[at + 1] = per * per * square;
        }
    }

    /** Whether what is learnt of the others' is true of these. */
    boolean same(SeasonalTerms other) {
        return regressors.sameNumbers(other.regressors);
    }

    /** Learns the scales of what has come. */
    void learn(Window window) {
        for (int k = 0; k < scales.length; k++) {
            scales[k].learn(came(window, k));
        }
    }

    /** A value known ahead, as it came at the origin; NaN where none did. */
    double came(Window window, int k) {
        return window.observed(0, regressors.places().get(k)) ? regressors.value(window, 0, k) : Double.NaN;
    }

    /** Steps of one window are asked for from here on. */
    void begin() {
        numbers = new HashMap<>();
    }

    /** No more are. */
    void end() {
        numbers = Map.of();
        used = scales;
    }

    /** Mean of the season that ended so many steps ago. */
    double mean(Window window, int feature, int back) {
        double sum = 0;
        for (int i = back; i < back + season; i++) {
            sum += window.value(i, feature);
        }
        return sum / season;
    }

    /** By how much the mean of the season that ended so many steps ago differs from the one that ended a step ago. */
    double shift(Window window, int feature, int back) {
        double sum = 0;
        for (int i = 1; i < back; i++) {
            sum += window.value(i + season, feature) - window.value(i, feature);
        }
        return sum / season;
    }

    /**
     * The terms of the forecast of h steps that was made so many steps ago; the next ones are written over them.
     *
     * @param mean of the season that had ended then
     * @return null where the window does not reach back to all of the season's
     */
    double[] of(Window window, int feature, int h, int back, double mean) {
        int lag = SeasonalNaive.lag(h, season);
        double last = window.value(back, feature);
        double before = window.value(back + season, feature);
        x[0] = window.value(back + lag, feature) - before;
        x[1] = before - last;
        x[2] = mean - last;
        x[3] = last - window.value(back + 1, feature);
        double earlier = window.value(back + lag + season, feature) - window.value(back + 2 * season, feature);
        x[4] = Double.isNaN(earlier) ? 0 : earlier - x[0];
        int longLag = seasons == 0 ? 0 : SeasonalNaive.lag(h, seasons);
        if (seasons > 0) {
            double then = window.value(back + seasons, feature);
            double moved = window.value(back + longLag, feature) - then;
            boolean known = !Double.isNaN(moved);
            x[SEASONAL] = known ? moved : 0;
            x[SEASONAL + 1] = known ? then - last : 0;
        }
        if (x.length > own) {
            regress(window, h, back, lag, longLag);
        }
        return Double.isNaN(x[0] + x[1] + x[2] + x[3]) ? null : x;
    }

    /** Writes the terms of the regressors: their differences between the steps that the values' are between. */
    private void regress(Window window, int h, int back, int lag, int longLag) {
        double[] then = numbers(window, back - h);
        double[] now = numbers(window, back);
        int at = own;
        at = differences(then, numbers(window, back + lag), at);
        at = differences(now, numbers(window, back + season), at);
        if (seasons > 0) {
            at = differences(then, numbers(window, back + longLag), at);
            differences(now, numbers(window, back + seasons), at);
        }
    }

    private int differences(double[] one, double[] other, int at) {
        for (int i = 0; i < one.length; i++) {
            double difference = one[i] - other[i];
            x[at + i] = Double.isNaN(difference) ? 0 : difference;
        }
        return at + one.length;
    }

    /** The numbers of a step so many before the origin; of one after it where that is negative. */
    private double[] numbers(Window window, int back) {
        return numbers.computeIfAbsent(back, step -> numbersOf(window, step));
    }

    private double[] numbersOf(Window window, int back) {
        double[] all = new double[regressors.count()];
        int at = 0;
        for (int k = 0; k < scales.length; k++) {
            double power = 1;
            double value = used[k].of(regressors.value(window, back, k));
            for (int p = 0; p < Regressors.POWERS; p++) {
                power *= value;
                all[at++] = power;
            }
        }
        float[] timed = new float[all.length - at];
        boolean known = regressors.write(window, back, timed);
        for (float number : timed) {
            all[at++] = known ? number : Double.NaN;
        }
        return all;
    }

    /** What the terms mean, and the scales. */
    int bytes() {
        return Integer.BYTES + scales.length * KnownScale.BYTES;
    }

    void write(ByteBuffer to) {
        to.putInt(meaning);
        for (KnownScale scale : scales) {
            scale.write(to);
        }
    }

    /** Whether what was stored is of these terms, and so has been read. */
    boolean read(ByteBuffer from) {
        if (from.getInt() != meaning) {
            return false;
        }
        for (KnownScale scale : scales) {
            scale.read(from);
        }
        return true;
    }
}
