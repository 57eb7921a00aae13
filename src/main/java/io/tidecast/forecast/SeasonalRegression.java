package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Online ridge regression on a few {@linkplain SeasonalTerms seasonal terms}: the way from the last value to the one h
 * steps ahead is a linear map of them. Persistence, seasonal naive forecasts and their means are such maps; which one
 * holds is learnt for each third of the horizon from the device's own steps, as they come ({@link RidgeEquations}), and
 * begins as the mean of persistence and the seasonal naive forecasts.
 *
 * <p>With {@link Regressors} it is a dynamic regression with autoregressive errors (Hyndman &amp; Athanasopoulos, ch.
 * 10): beside each difference of values there is that of what is known ahead between the same two steps. So what the
 * values did then is told from what the number did then.
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

    private final int horizon;
    private final int season;
    private final boolean dynamic;
    private final SeasonalTerms terms;
    private final RidgeEquations[] blocks;

    private static MethodKind kind(String name, Function<MethodContext, Regressors> regressors) {
        return new MethodKind(
                name,
                MethodKind.Family.ONLINE,
                false,
                context -> context.horizon() + SeasonalTerms.lookback(context.season()),
                context -> new UnivariateMethod(
                        name,
                        context,
                        () -> new SeasonalRegression(context, regressors.apply(context), name.equals(DYNAMIC))));
    }

    private SeasonalRegression(MethodContext context, Regressors regressors, boolean dynamic) {
        horizon = context.horizon();
        season = context.season();
        this.dynamic = dynamic;
        terms = new SeasonalTerms(season, regressors);
        double[] prior = new double[terms.count()];
        prior[0] = 0.5;
        prior[1] = 0.5;
        blocks = Stream.generate(() -> new RidgeEquations(terms.own(), prior))
                .limit(BLOCKS)
                .toArray(RidgeEquations[]::new);
    }

    @Override
    public void begin() {}

    @Override
    public void learn(Window window, int feature) {
        terms.learn(window);
        if (!window.observed(0, feature) || window.origin() < season + 2) {
            return;
        }
        terms.begin();
        double value = window.value(0, feature);
        double mean = terms.mean(window, feature, 1);
        for (int k = 0; k < BLOCKS; k++) {
            blocks[k].begin();
            int to = (horizon * (k + 1) + BLOCKS - 1) / BLOCKS;
            for (int h = (horizon * k + BLOCKS - 1) / BLOCKS + 1; h <= to; h++) {
                double[] x = terms.of(window, feature, h, h, mean + terms.shift(window, feature, h));
                if (x == null) {
                    break; // The stretch does not reach back farther.
                }
                blocks[k].take(x, value - window.value(h, feature));
            }
            blocks[k].end();
        }
        terms.end();
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        boolean asleep = dynamic && terms.count() == terms.own();
        if (asleep || window.origin() < season || blocks[0].isEmpty()) {
            return false;
        }
        terms.begin();
        boolean known = true;
        double mean = terms.mean(window, feature, 0);
        double[][] maps = new double[BLOCKS][];
        for (int h = 1; h <= horizon && known; h++) {
            int k = (h - 1) * BLOCKS / horizon;
            double[] x = terms.of(window, feature, h, 0, mean);
            known = x != null;
            if (known) {
                maps[k] = maps[k] == null ? blocks[k].map() : maps[k];
                means[h - 1] = Precision.of(window.value(0, feature) + RidgeEquations.dot(maps[k], x));
            }
        }
        terms.end();
        return known;
    }

    @Override
    public boolean isOf(UnivariateMethod.Univariate other) {
        return terms.same(((SeasonalRegression) other).terms);
    }

    @Override
    public int stateBytes() {
        return terms.bytes()
                + Arrays.stream(blocks).mapToInt(RidgeEquations::bytes).sum();
    }

    @Override
    public void write(ByteBuffer to) {
        terms.write(to);
        for (RidgeEquations block : blocks) {
            block.write(to);
        }
    }

    /** Of other terms it would be read as something that it is not: then it begins anew. */
    @Override
    public void read(ByteBuffer from) {
        if (from.remaining() >= stateBytes() && terms.read(from)) {
            for (RidgeEquations block : blocks) {
                block.read(from);
            }
        }
    }
}
