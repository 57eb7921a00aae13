package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.PoolTensors;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Covariates;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.Statics;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A season of 6 steps, a horizon of 3, a network's window of 8; a plan moves a pump and a fan, each its own way. */
class SharedMapsTest {
    private static final int SEASON = 6;
    private static final int HORIZON = 3;
    private static final int WINDOW = 8;
    private static final Map<String, Double> EFFECT = Map.of("pump", -10.0, "fan", 4.0);

    private static ForecastSettings forecast(int season) {
        return new ForecastSettings(
                "m",
                List.of("a", "plan"),
                List.of("a"),
                WINDOW,
                HORIZON,
                Duration.ofHours(1),
                Duration.ofHours(season),
                List.of());
    }

    private static ScoredMethods scored(int season, String... statics) {
        CovariateSettings covariates = new CovariateSettings(
                List.of(),
                ZoneOffset.UTC,
                HolidaySettings.NONE,
                Optional.empty(),
                List.of("plan"),
                new StaticSettings(List.of(statics), null, List.of()));
        return ScoredMethods.of(
                forecast(season),
                ScoreSettings.of(WINDOW),
                CombinationSettings.DEFAULT,
                Covariates.NONE,
                Regressors.of(forecast(season), covariates, Optional.empty()));
    }

    /** A device of a size: its season, a little noise, and what a plan at irregular steps does to its kind. */
    private static Segment device(String kind, double size, long seed, int steps) {
        SplitMix random = new SplitMix(seed);
        double[] values = new double[2 * steps];
        boolean[] observed = new boolean[2 * steps];
        Arrays.fill(observed, true);
        for (int t = 0; t < steps; t++) {
            boolean planned = random.nextDouble() < 0.2;
            double season = 3 * Math.sin(2 * Math.PI * t / SEASON);
            double value = 20 + season + (planned ? EFFECT.get(kind) : 0) + 0.1 * random.nextGaussian();
            values[2 * t] = size * value;
            values[2 * t + 1] = planned ? 1 : 0;
        }
        return new Segment(0, 2, values, observed).of(Statics.of(Map.of("kind", kind)));
    }

    private static Scale scale(double size) {
        return new Scale(new double[2], new float[] {1, 1}, new float[] {(float) (3 * size), 1});
    }

    private static PoolTensors learnt(ScoredMethods scored) {
        return learnt(scored, UnaryOperator.identity());
    }

    /** @param odd what becomes of the first device */
    private static PoolTensors learnt(ScoredMethods scored, UnaryOperator<Segment> odd) {
        SharedMaps maps = new SharedMaps(scored);
        for (boolean first : new boolean[] {true, false}) {
            for (int d = 0; d < 6; d++) {
                double size = Math.pow(10, d - 2);
                Segment usual = device(d % 2 == 0 ? "pump" : "fan", size, d, 300);
                Segment device = d == 0 ? odd.apply(usual) : usual;
                for (int t = 0; t < device.steps(); t++) {
                    Window window = scored.window(device, t);
                    if (first) {
                        if (t == 0) {
                            maps.begin();
                        }
                        maps.see(window);
                    } else {
                        maps.learn(window, scale(size), feature -> true);
                    }
                }
            }
        }
        return new PoolTensors(maps.tensors());
    }

    private static Serving serving(PoolTensors pool, double size) {
        Forecaster version = UntrainedModel.untrained(
                        forecast(SEASON), NetworkSettings.defaults().withOwnLayers(), 1)
                .with(pool);
        return new Serving(version.session(), scale(size), UnaryOperator.identity());
    }

    /** What a method forecasts of a device that it has learnt of for so many steps, served by such a version. */
    private static Optional<double[]> forecast(ScoredMethods scored, Serving serving, Segment device, int steps) {
        SeasonalRegression method = SeasonalRegression.of(SeasonalRegression.DYNAMIC, scored.context(), 0);
        method.serve(Optional.of(serving));
        for (int t = 0; t < steps; t++) {
            method.learn(scored.window(device, t), 0);
        }
        double[] means = new double[HORIZON];
        return method.forecast(scored.window(device, steps - 1), 0, means) ? Optional.of(means) : Optional.empty();
    }

    /** Mean absolute error over new devices' first forecasts, in a device's size. */
    private static double error(ScoredMethods scored, PoolTensors pool, String kind) {
        double sum = 0;
        int count = 0;
        for (int seed = 100; seed < 120; seed++) {
            double size = 7;
            Segment device = device(kind, size, seed, WINDOW + 10 + HORIZON);
            for (int steps = WINDOW + 2; steps < WINDOW + 10; steps++) {
                double[] means =
                        forecast(scored, serving(pool, size), device, steps).orElseThrow();
                for (int h = 1; h <= HORIZON; h++) {
                    sum += Math.abs(means[h - 1] - device.value(steps - 1 + h, 0)) / size;
                    count++;
                }
            }
        }
        return sum / count;
    }

    @ParameterizedTest
    @CsvSource({"pump, 10", "fan, 4"})
    void shouldKnowFromTheFirstWindowWhatAPlanDoesToADeviceOfItsKind(String kind, double effect) {
        ScoredMethods told = scored(SEASON, "kind=pump|fan");
        double like = error(told, learnt(told), kind);
        assertThat(like).isLessThan(0.15 * effect);
        ScoredMethods untold = scored(SEASON);
        assertThat(like).isLessThan(0.6 * error(untold, learnt(untold), kind));
        assertThat(like).isLessThan(0.4 * error(told, PoolTensors.NONE, kind));
    }

    @Test
    void shouldTakeADeviceOfWhichNothingIsToldForOneOfAll() {
        ScoredMethods told = scored(SEASON, "kind=pump|fan");
        Segment pump = device("pump", 1, 7, 40);
        Segment unknown = pump.of(Statics.NONE);
        PoolTensors pool = learnt(told);
        double[] asPump = forecast(told, serving(pool, 1), pump, 20).orElseThrow();
        double[] asFan = forecast(told, serving(pool, 1), pump.of(Statics.of(Map.of("kind", "fan"))), 20)
                .orElseThrow();
        double[] asAll = forecast(told, serving(pool, 1), unknown, 20).orElseThrow();
        for (int h = 0; h < HORIZON; h++) {
            assertThat(asAll[h]).isBetween(Math.min(asPump[h], asFan[h]) - 0.1, Math.max(asPump[h], asFan[h]) + 0.1);
        }
    }

    @Test
    void shouldPassOverAMapOfAnotherSeasonOrOfOtherCovariates() {
        PoolTensors pool = learnt(scored(SEASON, "kind=pump|fan"));
        Segment device = device("pump", 1, 7, 40);
        for (ScoredMethods other : List.of(scored(SEASON + 1, "kind=pump|fan"), scored(SEASON, "kind=fan|pump"))) {
            assertThat(forecast(other, serving(pool, 1), device, 30)).hasValueSatisfying(means -> assertThat(means)
                    .containsExactly(forecast(other, serving(PoolTensors.NONE, 1), device, 30)
                            .orElseThrow()));
        }
    }

    @Test
    void shouldUseNoMapWhereTheWindowIsTooShortForTheForecastToNameTheVersion() {
        ScoredMethods told = scored(SEASON, "kind=pump|fan");
        PoolTensors pool = learnt(told);
        Segment device = device("pump", 1, 7, 40);
        assertThat(forecast(told, serving(pool, 1), device, WINDOW - 1)).isEmpty();
        assertThat(forecast(told, serving(pool, 1), device, WINDOW)).isPresent();
    }

    @Test
    void shouldLearnTheSameOfADeviceWhicheverVersionServes() {
        ScoredMethods told = scored(SEASON, "kind=pump|fan");
        Segment device = device("pump", 1, 7, 200);
        byte[][] states = new byte[2][];
        for (int i = 0; i < 2; i++) {
            SeasonalRegression method = SeasonalRegression.of(SeasonalRegression.DYNAMIC, told.context(), 0);
            Serving serving = serving(i == 0 ? PoolTensors.NONE : learnt(told), 1);
            for (int t = 0; t < device.steps(); t++) {
                method.serve(Optional.of(serving));
                method.learn(told.window(device, t), 0);
                method.forecast(told.window(device, t), 0, new double[HORIZON]);
                method.serve(Optional.empty());
            }
            ByteBuffer bytes = ByteBuffer.allocate(method.stateBytes());
            method.write(bytes);
            states[i] = bytes.array();
        }
        assertThat(states[0]).isEqualTo(states[1]);
    }

    @Test
    void shouldGoItsOwnWayAsADeviceIsSeenToDiffer() {
        ScoredMethods told = scored(SEASON, "kind=pump|fan");
        PoolTensors pool = learnt(told);
        Segment odd = device("fan", 1, 3, 700).of(Statics.of(Map.of("kind", "pump"))); // It is told to be a pump.
        double late = 0;
        for (int steps = 600; steps < 640; steps++) {
            double[] means = forecast(told, serving(pool, 1), odd, steps).orElseThrow();
            late += Math.abs(means[0] - odd.value(steps, 0)) / 40;
        }
        assertThat(late).isLessThan(0.5);
    }

    @Test
    void shouldLearnNothingOfNothing() {
        assertThat(new SharedMaps(scored(SEASON)).tensors()).isEmpty();
    }

    @Test
    void shouldSayTheSameInAnotherScaleOfWhatIsKnownAhead() {
        SeasonalTerms terms = new SeasonalTerms(1, scored(SEASON).regressors());
        KnownScale one = KnownScale.between(-3, 5);
        KnownScale other = KnownScale.between(2, 40);
        SplitMix random = new SplitMix(1);
        double[] map = new double[terms.count()];
        Arrays.setAll(map, i -> random.nextGaussian());
        double[] converted = map.clone();
        terms.convert(converted, 0, one, other);
        int at = terms.own();
        double before = 2.5;
        double after = 4.5;
        assertThat(effect(converted, at, other, before, after))
                .isCloseTo(effect(map, at, one, before, after), offset(1e-9));
    }

    private static double effect(double[] map, int at, KnownScale scale, double before, double after) {
        double from = scale.of(before);
        double to = scale.of(after);
        return map[at] * (to - from) + map[at + 1] * (to * to - from * from);
    }

    @Test
    void shouldReadAValueInTheScaleOfAllUntilADeviceHasOneOfItsOwn() {
        KnownScale all = KnownScale.between(0, 10);
        KnownScale own = new KnownScale();
        assertThat(own.in(all).of(10)).isEqualTo(0.5);
        for (int i = 0; i < 48; i++) {
            own.learn(i % 2 == 0 ? 0 : 2);
        }
        assertThat(own.in(all).of(2)).isEqualTo(0.5);
        assertThat(own.in(all).of(10)).isEqualTo(4.5);
        assertThat(own.in(all).of(1000)).isEqualTo(4.5);
    }

    private static Segment changed(Segment device, int feature, int from, double by) {
        double[] values = device.values().clone();
        for (int t = from; t < device.steps(); t++) {
            values[2 * t + feature] += by;
        }
        return new Segment(0, 2, values, device.observed()).of(device.statics());
    }

    @Test
    void shouldBeTurnedLittleByADeviceWhoseMeterWasReplaced() {
        ScoredMethods told = scored(SEASON, "kind=pump|fan");
        double usual = error(told, learnt(told), "pump");
        double jumped = error(told, learnt(told, device -> changed(device, 0, 150, 1e4)), "pump");
        assertThat(jumped).isLessThan(1.5 * usual);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e6, 1e39})
    void shouldBeTurnedLittleByAnAbsurdValueKnownAheadOfOneDevice(double absurd) {
        ScoredMethods told = scored(SEASON, "kind=pump|fan");
        double usual = error(told, learnt(told), "pump");
        double odd = error(told, learnt(told, device -> changed(device, 1, 299, absurd)), "pump");
        assertThat(odd).isLessThan(1.5 * usual);
    }

    @Test
    void shouldStayFiniteWhenReadingsJumpFartherThanASquareHolds() {
        ScoredMethods scored = scored(SEASON);
        double[] values = new double[2 * 60];
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        values[60] = 3e38;
        Segment device = new Segment(0, 2, values, observed);
        SharedMaps maps = new SharedMaps(scored);
        maps.begin();
        for (int t = 0; t < device.steps(); t++) {
            maps.see(scored.window(device, t));
        }
        for (int t = 0; t < device.steps(); t++) {
            maps.learn(scored.window(device, t), scale(1), feature -> true);
        }
        assertThat(maps.tensors()).isNotEmpty(); // A tensor has finite values alone.
    }
}
