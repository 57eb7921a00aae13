package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Online ridge regression on a few {@linkplain SeasonalTerms seasonal terms}: the way from the last value to the one h
 * steps ahead is a linear map of them. Persistence, seasonal naive forecasts and their means are such maps; which one
 * holds is learnt for each third of the horizon from the device's own steps, as they come ({@link RidgeEquations}), and
 * begins as the mean of persistence and the seasonal naive forecasts.
 *
 * <p>Where the version that serves brings a {@link SharedMap}, a device's map begins as that one instead. What is
 * learnt and stored of a device does not depend on it, so that it can be learnt again under any version.
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
    static final MethodKind KIND = kind(NAME);
    /** Asleep where nothing is known ahead. */
    static final MethodKind DYNAMIC_KIND = kind(DYNAMIC);

    /** For so many steps a device's own map is held near the one that all devices share. */
    private static final double SHARED_STEPS = 30;

    private final int horizon;
    private final int season;
    private final boolean dynamic;
    private final SeasonalTerms terms;
    private final SharedMap shared;
    private final double[] prior;
    private final RidgeEquations[] blocks;
    private Optional<Serving> serving = Optional.empty();

    private static MethodKind kind(String name) {
        return new MethodKind(
                name,
                MethodKind.Family.ONLINE,
                false,
                context -> context.horizon() + SeasonalTerms.lookback(context.season()),
                context -> new UnivariateMethod(name, context, target -> of(name, context, target)));
    }

    /** Whether a method is one of these. */
    static boolean is(String method) {
        return method.equals(NAME) || method.equals(DYNAMIC);
    }

    /** That of a target's place among the targets. */
    static SeasonalRegression of(String name, MethodContext context, int target) {
        Regressors read = name.equals(DYNAMIC) ? context.regressors() : Regressors.NONE;
        return new SeasonalRegression(name, context, read, target);
    }

    private SeasonalRegression(String name, MethodContext context, Regressors regressors, int target) {
        horizon = context.horizon();
        season = context.season();
        dynamic = name.equals(DYNAMIC);
        terms = new SeasonalTerms(season, regressors);
        shared = new SharedMap(name, target, context, terms);
        prior = new double[terms.count()];
        prior[0] = 0.5;
        prior[1] = 0.5;
        blocks = Stream.generate(() -> new RidgeEquations(terms.own(), prior))
                .limit(Thirds.COUNT)
                .toArray(RidgeEquations[]::new);
    }

    @Override
    public void begin() {}

    @Override
    public void serve(Optional<Serving> version) {
        serving = version;
    }

    @Override
    public void learn(Window window, int feature) {
        terms.learn(window);
        terms.begin();
        tell(window, feature, new Lesson() {
            @Override
            public void begin(int block) {
                blocks[block].begin();
            }

            @Override
            public void take(int block, double[] x, double y) {
                blocks[block].take(x, y);
            }

            @Override
            public void end(int block) {
                blocks[block].end();
            }
        });
        terms.end();
    }

    /** What a step says, by blocks of the horizon: of each way that leads to it the terms, and how far it was. */
    interface Lesson {
        default void begin(int block) {}

        void take(int block, double[] x, double y);

        default void end(int block) {}
    }

    /** Tells what the step at the window's origin says. */
    void tell(Window window, int feature, Lesson lesson) {
        if (!window.observed(0, feature) || window.origin() < season + 2) {
            return;
        }
        double value = window.value(0, feature);
        double mean = terms.mean(window, feature, 1);
        for (int k = 0; k < Thirds.COUNT; k++) {
            lesson.begin(k);
            for (int h = Thirds.first(k, horizon); h < Thirds.first(k + 1, horizon); h++) {
                double[] x = terms.of(window, feature, h, h, mean + terms.shift(window, feature, h));
                if (x == null) {
                    break; // The stretch does not reach back farther.
                }
                lesson.take(k, x, value - window.value(h, feature));
            }
            lesson.end(k);
        }
    }

    SharedMap shared() {
        return shared;
    }

    /** The map that is held near where nothing else is known: the mean of persistence and the seasonal naive one. */
    double[] prior() {
        return prior.clone();
    }

    /** Whether it has numbers of steps to come to read, without which it is another method. */
    boolean isAsleep() {
        return dynamic && terms.count() == terms.own();
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        Optional<SharedMap.OfDevice> ofAll = serving.flatMap(version -> shared.of(
                version.pool(window),
                window.segment().statics(),
                version.scale().diff()[feature]));
        if (isAsleep() || window.origin() < season || (blocks[0].isEmpty() && ofAll.isEmpty())) {
            return false;
        }
        terms.begin();
        ofAll.ifPresent(map -> terms.read(map.scales()));
        boolean known = true;
        double mean = terms.mean(window, feature, 0);
        double[][] maps = new double[Thirds.COUNT][];
        for (int h = 1; h <= horizon && known; h++) {
            int k = (h - 1) * Thirds.COUNT / horizon;
            double[] x = terms.of(window, feature, h, 0, mean);
            known = x != null;
            if (known) {
                maps[k] = maps[k] == null ? map(k, ofAll) : maps[k];
                means[h - 1] = Precision.of(window.value(0, feature) + RidgeEquations.dot(maps[k], x));
            }
        }
        terms.end();
        return known;
    }

    private double[] map(int block, Optional<SharedMap.OfDevice> ofAll) {
        return ofAll.map(all -> blocks[block].map(all.coefficients()[block], SHARED_STEPS))
                .orElseGet(() -> blocks[block].map());
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
