package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Online ridge regression on a few seasonal terms: the way from the last value to the one h steps ahead is a linear map
 * of what the season did a season ago, how far the level is from a season ago, from the season's mean and from the step
 * before, and how the last two seasons differ; then of what the season did {@value #SEASONS} seasons ago, which is a
 * week of days, and how far the level is from then. Persistence, seasonal naive forecasts and their means are such
 * maps; which one holds is learnt for each third of the horizon from the device's own steps, by recursive least
 * squares.
 *
 * <pre>
 * A = f A + mean over the block's h of  w x xᵀ        b = f b + the same of  w x y
 * (A + r I) c = b + r c0                              forecast: y_t + c x
 * </pre>
 *
 * The ridge holds {@code c} near {@code c0}, the mean of persistence and the seasonal naive forecasts, as if
 * {@value #PRIOR_STEPS} steps had said so, and never falls below a share of what was learnt: forgetting makes the
 * equations singular in every direction that the readings do not move in, and without a floor the map blows up. An
 * error or terms far beyond the usual ones have a weight w below 1, so that an outlier does not turn the map, neither
 * when it comes nor from then on when it is looked back at.
 *
 * <p>With {@link Regressors} it is a dynamic regression with autoregressive errors (Hyndman &amp; Athanasopoulos, ch.
 * 10): of each number that is known ahead there is a term beside every difference of values, the number's own
 * difference between the same two steps. So what the values did then is told from what the number did then. Of a number
 * that is not known the terms are 0, as if it were then as it was before. They have a ridge of their own, in their own
 * units, that draws to no effect.
 *
 * @see <a href="https://otexts.com/fpp3/dynamic.html">Forecasting: principles and practice, dynamic regression</a>
 */
final class SeasonalRegression implements UnivariateMethod.Univariate {
    static final String NAME = "seasonal-regression";
    static final String DYNAMIC = "dynamic-regression";
    static final MethodKind KIND = kind(NAME, context -> Regressors.NONE);
    /** Asleep where nothing is known ahead. */
    static final MethodKind DYNAMIC_KIND = kind(DYNAMIC, MethodContext::regressors);

    private static final int BLOCKS = 3;
    /** Terms of the season. */
    private static final int SEASONAL = 5;
    /** Terms of the seasons before. */
    private static final int EARLIER = 2;
    /**
     * That are looked back on, where they are no more than {@link #MOST_STEPS} steps: a week of steps of ten minutes.
     */
    private static final int SEASONS = 7;

    private static final int MOST_STEPS = 1_008;
    private static final double PRIOR_STEPS = 3;
    /** The same of regressors. */
    private static final double PRIOR_STEPS_OF_KNOWN = 30;
    /** Share of the mean square of the terms that the ridge does not fall below. */
    private static final double LEAST_RIDGE = 1e-3;

    /** Of a number that moved so long ago that a float hardly holds its square, nothing is known any more. */
    private static final double LEAST_SQUARE = 1e-30;

    private static final double FORGETTING = 0.999;
    /** Of the usual squared error. */
    private static final double USUAL_FORGETTING = 0.99;
    /** Squares count for less from about so many times the usual one on. */
    private static final double OUTLIER = 9;

    private final int horizon;
    private final int season;
    private final int seasons; // steps of several, 0 where they are too many
    private final int own; // terms of the target's own values
    private final int terms;
    private final boolean dynamic;
    private final Regressors regressors;
    private final int meaning; // of the terms, as it is stored
    private final KnownScale[] scales; // of each value known ahead
    private final double[] prior; // [terms]
    private final float[][] squares; // [BLOCKS][terms (terms + 1) / 2]
    private final float[][] products; // [BLOCKS][terms]
    private final float[] usual = new float[BLOCKS]; // squared errors
    private final float[] steps = new float[BLOCKS]; // that were learnt from, as far as not forgotten
    private final double[] x; // [terms]
    private Map<Integer, double[]> numbers = Map.of(); // of steps before the origin, while a step is gone through

    private static MethodKind kind(String name, Function<MethodContext, Regressors> regressors) {
        return new MethodKind(
                name,
                MethodKind.Family.ONLINE,
                false,
                context -> context.horizon() + Math.max(2 * context.season() + 1, seasons(context.season())),
                context -> new UnivariateMethod(
                        name,
                        context,
                        () -> new SeasonalRegression(context, regressors.apply(context), name.equals(DYNAMIC))));
    }

    private static int seasons(int season) {
        return season > 1 && SEASONS * season <= MOST_STEPS ? SEASONS * season : 0;
    }

    private SeasonalRegression(MethodContext context, Regressors regressors, boolean dynamic) {
        horizon = context.horizon();
        season = context.season();
        seasons = seasons(season);
        own = SEASONAL + (seasons > 0 ? EARLIER : 0);
        this.dynamic = dynamic;
        this.regressors = regressors;
        terms = own + (seasons > 0 ? 2 : 1) * EARLIER * regressors.count();
        meaning = Objects.hash(
                season, terms, regressors.names(), regressors.covariates().names());
        scales = Stream.generate(KnownScale::new)
                .limit(regressors.names().size())
                .toArray(KnownScale[]::new);
        prior = new double[terms];
        prior[0] = 0.5;
        prior[1] = 0.5;
        squares = new float[BLOCKS][terms * (terms + 1) / 2];
        products = new float[BLOCKS][terms];
        x = new double[terms];
    }

    @Override
    public void begin() {}

    @Override
    public void learn(Window window, int feature) {
        numbers = new HashMap<>();
        learnFrom(window, feature);
        numbers = Map.of();
    }

    private void learnFrom(Window window, int feature) {
        for (int k = 0; k < scales.length; k++) {
            scales[k].learn(
                    window.observed(0, regressors.places().get(k)) ? regressors.value(window, 0, k) : Double.NaN);
        }
        if (!window.observed(0, feature) || window.origin() < season + 2) {
            return;
        }
        double value = window.value(0, feature);
        double mean = mean(window, feature, 1);
        for (int k = 0; k < BLOCKS; k++) {
            double[] map = coefficients(k);
            double[] xx = new double[squares[k].length];
            double[] xy = new double[terms];
            double error2 = 0;
            int count = 0;
            int to = (horizon * (k + 1) + BLOCKS - 1) / BLOCKS;
            for (int h = (horizon * k + BLOCKS - 1) / BLOCKS + 1; h <= to; h++) {
                if (!terms(window, feature, h, h, mean + shift(window, feature, h))) {
                    break; // The stretch does not reach back farther.
                }
                double y = value - window.value(h, feature);
                if (y == 0 && norm() == 0) {
                    continue; // Nothing moves, which is true of any map: nothing is to be forgotten for it.
                }
                double error = y - dot(map);
                double weight = share(error * error, usual[k]) * share(norm(), trace(k) / steps[k]);
                error2 += error * error;
                count++;
                for (int i = 0, at = 0; i < terms; i++) {
                    xy[i] += weight * x[i] * y;
                    for (int j = i; j < terms; j++) {
                        xx[at++] += weight * x[i] * x[j];
                    }
                }
            }
            if (count > 0) {
                add(k, xx, xy, error2 / count, count);
            }
        }
    }

    /** What a square counts for that is usually of such a size. */
    private static double share(double square, double usual) {
        return usual > 0 ? 1 / (1 + square / (OUTLIER * usual)) : 1;
    }

    /** Of the terms of the target's own values, which have its unit. */
    private double norm() {
        double sum = 0;
        for (int i = 0; i < own; i++) {
            sum += x[i] * x[i];
        }
        return sum;
    }

    private double trace(int k) {
        double trace = 0;
        for (int i = 0, at = 0; i < own; at += terms - i, i++) {
            trace += squares[k][at];
        }
        return trace;
    }

    private void add(int k, double[] xx, double[] xy, double error2, int count) {
        double finite = 0;
        for (int i = 0; i < squares[k].length; i++) {
            squares[k][i] = (float) (FORGETTING * squares[k][i] + xx[i] / count);
            finite += squares[k][i];
        }
        for (int i = 0; i < terms; i++) {
            products[k][i] = (float) (FORGETTING * products[k][i] + xy[i] / count);
            finite += products[k][i];
        }
        double most = usual[k] > 0 ? Math.min(error2, OUTLIER * usual[k]) : error2;
        usual[k] = (float) (usual[k] > 0 ? usual[k] + (1 - USUAL_FORGETTING) * (most - usual[k]) : most);
        steps[k] = (float) (FORGETTING * steps[k] + 1);
        if (!Float.isFinite((float) finite + usual[k])) {
            Arrays.fill(squares[k], 0); // Readings whose squares are no float: the block begins anew.
            Arrays.fill(products[k], 0);
            usual[k] = 0;
            steps[k] = 0;
        }
    }

    /** Mean of the season that ended so many steps ago. */
    private double mean(Window window, int feature, int back) {
        double sum = 0;
        for (int i = back; i < back + season; i++) {
            sum += window.value(i, feature);
        }
        return sum / season;
    }

    /** By how much the mean of the season that ended so many steps ago differs from the one that ended a step ago. */
    private double shift(Window window, int feature, int back) {
        double sum = 0;
        for (int i = 1; i < back; i++) {
            sum += window.value(i + season, feature) - window.value(i, feature);
        }
        return sum / season;
    }

    /**
     * Fills the terms of the forecast of h steps that was made so many steps ago.
     *
     * @param mean of the season that had ended then
     * @return false where the window does not reach back to all of them
     */
    private boolean terms(Window window, int feature, int h, int back, double mean) {
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
        if (terms > own) {
            regress(window, h, back, lag, longLag);
        }
        return !Double.isNaN(x[0] + x[1] + x[2] + x[3]);
    }

    /** Fills the terms of the regressors: their differences between the steps that the values' are between. */
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
            double value = scales[k].of(regressors.value(window, back, k));
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

    private double dot(double[] map) {
        double sum = 0;
        for (int i = 0; i < terms; i++) {
            sum += map[i] * x[i];
        }
        return sum;
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        numbers = new HashMap<>();
        boolean speaks = forecastFrom(window, feature, means);
        numbers = Map.of();
        return speaks;
    }

    private boolean forecastFrom(Window window, int feature, double[] means) {
        if (window.origin() < season || steps[0] == 0 || (dynamic && terms == own)) {
            return false;
        }
        double mean = mean(window, feature, 0);
        double[][] maps = new double[BLOCKS][];
        for (int h = 1; h <= horizon; h++) {
            int k = (h - 1) * BLOCKS / horizon;
            if (!terms(window, feature, h, 0, mean)) {
                return false;
            }
            maps[k] = maps[k] == null ? coefficients(k) : maps[k];
            means[h - 1] = Precision.of(window.value(0, feature) + dot(maps[k]));
        }
        return true;
    }

    /** The map of a block, by a Cholesky decomposition; a step without any movement leaves the prior. */
    private double[] coefficients(int k) {
        double trace = trace(k);
        if (!(trace > 0)) {
            return prior.clone();
        }
        double ridge = trace / own * (PRIOR_STEPS / steps[k] + LEAST_RIDGE);
        double ofKnown = PRIOR_STEPS_OF_KNOWN / steps[k] + LEAST_RIDGE;
        double[][] root = new double[terms][terms]; // lower
        double[] c = new double[terms];
        for (int i = 0, at = 0; i < terms; i++) {
            double square = squares[k][at];
            double drawn = i < own ? ridge : Math.max(ofKnown * square, LEAST_SQUARE);
            for (int j = i; j < terms; j++) {
                double sum = squares[k][at++] + (i == j ? drawn : 0);
                for (int l = 0; l < i; l++) {
                    sum -= root[i][l] * root[j][l];
                }
                if (i == j && !(sum > 0)) {
                    return prior.clone(); // What is left of squares that were all but forgotten need not be squares.
                }
                root[j][i] = i == j ? Math.sqrt(sum) : sum / root[i][i];
            }
            double sum = products[k][i] + drawn * prior[i];
            for (int l = 0; l < i; l++) {
                sum -= root[i][l] * c[l];
            }
            c[i] = sum / root[i][i];
        }
        for (int i = terms - 1; i >= 0; i--) {
            for (int l = i + 1; l < terms; l++) {
                c[i] -= root[l][i] * c[l];
            }
            c[i] /= root[i][i];
        }
        return c;
    }

    @Override
    public boolean isOf(UnivariateMethod.Univariate other) {
        return regressors.sameNumbers(((SeasonalRegression) other).regressors);
    }

    @Override
    public int stateBytes() {
        return Integer.BYTES
                + scales.length * KnownScale.BYTES
                + BLOCKS * (squares[0].length + terms + 2) * Float.BYTES;
    }

    @Override
    public void write(ByteBuffer to) {
        to.putInt(meaning);
        for (KnownScale scale : scales) {
            scale.write(to);
        }
        for (int k = 0; k < BLOCKS; k++) {
            for (float[] part : new float[][] {squares[k], products[k], {usual[k], steps[k]}}) {
                for (float value : part) {
                    to.putFloat(value);
                }
            }
        }
    }

    /** Of other terms it would be read as something that it is not: then it begins anew. */
    @Override
    public void read(ByteBuffer from) {
        if (from.remaining() < stateBytes() || from.getInt() != meaning) {
            return;
        }
        for (KnownScale scale : scales) {
            scale.read(from);
        }
        for (int k = 0; k < BLOCKS; k++) {
            for (float[] part : new float[][] {squares[k], products[k]}) {
                for (int i = 0; i < part.length; i++) {
                    part[i] = from.getFloat();
                }
            }
            usual[k] = from.getFloat();
            steps[k] = from.getFloat();
        }
    }
}
