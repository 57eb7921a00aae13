package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every forecasting method must hold, run over every kind and every example of what it is to forecast. */
class ForecastMethodContractTest {
    private static final int FEATURES = 2;
    private static final int STEPS = 90;

    record Case(MethodKind kind, MethodContext context) {
        ForecastMethod make() {
            ForecastMethod method = kind.make().apply(context);
            method.serve(Optional.of(new Serving(
                    network(context).session(),
                    new Scale(new double[] {0, 0}, new float[] {1, 1}, new float[] {1, 1}),
                    UnaryOperator.identity())));
            return method;
        }

        double[] means() {
            double[] means = new double[context.targets().length * context.horizon()];
            Arrays.fill(means, 1e30f);
            return means;
        }

        @Override
        public String toString() {
            return kind.name() + ", " + context.targets().length + " targets, horizon " + context.horizon()
                    + ", season " + context.season();
        }
    }

    private static Forecaster network(MethodContext context) {
        List<String> names = List.of("a", "b");
        ForecastSettings forecast = new ForecastSettings(
                "m",
                names,
                Arrays.stream(context.targets()).mapToObj(names::get).toList(),
                context.window(),
                context.horizon(),
                Duration.ofHours(1),
                Duration.ofHours(context.season()),
                List.of());
        NetworkSettings settings =
                new NetworkSettings(List.of(Map.of("type", "gru", "units", 3)), true, List.of(), ZoneId.of("UTC"));
        return UntrainedModel.untrained(forecast, settings, 5);
    }

    static Stream<Case> cases() {
        return ForecastMethods.ALL.stream()
                .flatMap(kind -> ForecastMethods.EXAMPLES.stream().map(context -> new Case(kind, context)));
    }

    @BeforeAll
    static void shouldFindMethods() {
        assertThat(ForecastMethods.ALL).isNotEmpty();
        assertThat(ForecastMethods.EXAMPLES).isNotEmpty();
    }

    @Test
    void shouldHaveNamesOfTheirOwn() {
        assertThat(ForecastMethods.ALL.stream().map(MethodKind::name)).doesNotHaveDuplicates();
        assertThat(ForecastMethods.served().stream().map(MethodKind::name))
                .startsWith(ScoredMethods.FIRST.toArray(String[]::new));
    }

    private static final double HIGH = 0x1p34;

    /** A noisy season on a level, some of it filled. */
    private static Segment series(int season) {
        SplitMix random = new SplitMix(season);
        double[] values = new double[STEPS * FEATURES];
        boolean[] observed = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            int step = i / FEATURES;
            values[i] = (float) (20 + 5 * Math.sin(2 * Math.PI * step / season) + random.nextDouble());
            observed[i] = random.nextDouble() > 0.1;
        }
        return new Segment(0, FEATURES, values, observed);
    }

    private static Window at(Segment series, int origin, int lookback) {
        return Window.upTo(series.slice(Math.max(0, origin - lookback), origin + 1));
    }

    private static int lookback(Case example) {
        return example.kind().lookback().applyAsInt(example.context());
    }

    /** Learns from the steps from..to, as a stream does. */
    private static void learn(ForecastMethod method, Segment series, int from, int to, int lookback) {
        for (int step = from; step <= to; step++) {
            if (step == 0) {
                method.begin();
            }
            method.learn(at(series, step, lookback));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSpeakInFullOnceItHasSeenEnough(Case example) {
        assumeThat(example.kind().family() == MethodKind.Family.FITTED
                        && example.context().trainTo() == MethodContext.NO_TRAINING)
                .as("waits for the end of a training part that never comes")
                .isFalse();
        assumeThat(example.kind().name().equals(SeasonalRegression.DYNAMIC)
                        && example.context().regressors().isEmpty())
                .as("nothing is known ahead")
                .isFalse();
        ForecastMethod method = example.make();
        Segment series = series(example.context().season());
        learn(method, series, 0, STEPS - 1, lookback(example));
        double[] means = example.means();
        assertThat(method.forecast(at(series, STEPS - 1, lookback(example)), means))
                .isTrue();
        for (double mean : means) {
            assertThat(mean).isBetween(-100.0, 200.0);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldBeNamedAsItsKind(Case example) {
        assertThat(example.make().name()).isEqualTo(example.kind().name());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldNotReadWhatComesAfterTheOrigin(Case example) {
        Segment series = series(example.context().season());
        double[] other = series.values().clone();
        Arrays.fill(other, 71 * FEATURES, other.length, -1e6f);
        Segment changed = new Segment(0, FEATURES, other, series.observed());
        ForecastMethod one = example.make();
        ForecastMethod two = example.make();
        learn(one, series, 0, 70, lookback(example));
        learn(two, changed, 0, 70, lookback(example));
        double[] means = example.means();
        double[] same = example.means();
        boolean speaks = one.forecast(at(series, 70, lookback(example)), means);
        assertThat(two.forecast(at(changed, 70, lookback(example)), same)).isEqualTo(speaks);
        assertThat(same).isEqualTo(means);
    }

    /** The same series so high that single precision would round it to 2,048. */
    private static Segment high(Segment series) {
        double[] values =
                Arrays.stream(series.values()).map(value -> value + HIGH).toArray();
        return new Segment(series.firstIndex(), FEATURES, values, series.observed());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldForecastTheSameSoMuchHigherWhenAllValuesNeedDoublePrecision(Case example) {
        assumeThat(example.kind().family() == MethodKind.Family.NETWORK || example.make() instanceof LevelTimesShape)
                .as("knows how high a level is")
                .isFalse();
        Segment series = series(example.context().season());
        ForecastMethod low = example.make();
        ForecastMethod high = example.make();
        learn(low, series, 0, STEPS - 1, lookback(example));
        learn(high, high(series), 0, STEPS - 1, lookback(example));
        double[] means = example.means();
        double[] higher = example.means();
        boolean speaks = low.forecast(at(series, STEPS - 1, lookback(example)), means);
        assertThat(high.forecast(at(high(series), STEPS - 1, lookback(example)), higher))
                .isEqualTo(speaks);
        for (int i = 0; i < means.length && speaks; i++) {
            assertThat(higher[i] - HIGH).isCloseTo(means[i], offset(0.01));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGoOnWithTheSameBitsWhenItsStateIsReadBack(Case example) {
        shouldGoOnWithTheSameBits(example, series(example.context().season()));
        shouldGoOnWithTheSameBits(example, high(series(example.context().season())));
    }

    private static void shouldGoOnWithTheSameBits(Case example, Segment series) {
        ForecastMethod kept = example.make();
        int lookback = lookback(example);
        learn(kept, series, 0, 29, lookback);
        for (int step = 30; step < STEPS; step++) {
            ByteBuffer state = ByteBuffer.allocate(kept.stateBytes());
            kept.write(state);
            assertThat(state.hasRemaining()).as("bytes as announced").isFalse();
            ForecastMethod back = example.make();
            back.read(state.flip());
            assertThat(state.hasRemaining()).as("all of it read").isFalse();
            learn(kept, series, step, step, lookback);
            learn(back, series, step, step, lookback);
            double[] means = example.means();
            double[] same = example.means();
            assertThat(back.forecast(at(series, step, lookback), same))
                    .isEqualTo(kept.forecast(at(series, step, lookback), means));
            assertThat(same).isEqualTo(means);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldForecastFromNoMoreThanItsLookback(Case example) {
        Segment series = series(example.context().season());
        ForecastMethod method = example.make();
        learn(method, series, 0, STEPS - 1, lookback(example));
        double[] means = example.means();
        double[] same = example.means();
        boolean speaks = method.forecast(at(series, STEPS - 1, lookback(example)), means);
        assertThat(method.forecast(Window.upTo(series), same)).isEqualTo(speaks);
        assertThat(same).isEqualTo(means);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldBeAsleepOrUnknownWhenATargetWasNeverObserved(Case example) {
        double[] values = new double[STEPS * FEATURES];
        Arrays.fill(values, Float.NaN);
        Segment nothing = new Segment(0, FEATURES, values, new boolean[values.length]);
        ForecastMethod method = example.make();
        learn(method, nothing, 0, STEPS - 1, lookback(example));
        double[] means = example.means();
        if (method.forecast(at(nothing, STEPS - 1, lookback(example)), means)) {
            assertThat(means).containsOnly(Float.NaN);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGiveEachValueAsItsForecastHasItWhenItFollowsFromTheWindow(Case example) {
        assumeThat(example.make()).isInstanceOf(WindowMethod.class);
        WindowMethod method = (WindowMethod) example.make();
        Window window = Window.upTo(series(example.context().season()));
        double[] means = example.means();
        method.forecast(window, means);
        int at = 0;
        for (int feature : example.context().targets()) {
            for (int h = 1; h <= example.context().horizon(); h++) {
                assertThat(method.at(window, feature, h)).isEqualTo(means[at++]);
            }
        }
    }
}
