package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.kernel.SplitMix;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Covariates;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.RecentSteps;
import io.tidecast.series.Sampling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A season of six steps, a horizon of six. */
class SeasonalRegressionTest {
    private static final MethodContext CONTEXT = new MethodContext(new int[] {0}, 6, 6, 4, MethodContext.NO_TRAINING);

    private static double[] forecast(Segment series) {
        return Stretches.forecast(SeasonalRegression.KIND, CONTEXT, series);
    }

    private static double season(int t) {
        return 3 * Math.sin(2 * Math.PI * t / 6);
    }

    /** A season and a level that falls back to 0 by a half a step, pushed anew by chance. */
    private static IntToDoubleFunction pushed(int steps, boolean seasonal) {
        SplitMix random = new SplitMix(1);
        double[] level = new double[steps];
        for (int t = 1; t < steps; t++) {
            level[t] = 0.5 * level[t - 1] + random.nextGaussian();
        }
        return t -> (seasonal ? 10 + season(t) : 0) + level[t];
    }

    @Test
    void shouldLearnThatALevelFallsBackToTheSeason() {
        int steps = 3000;
        double[] errors = new double[2]; // of the regression, of the seasonal naive forecast with the present level
        Segment series = Stretches.of(steps, pushed(steps, true));
        for (int end = 2000; end < steps - 6; end += 50) {
            Segment until = series.slice(0, end);
            double[] means = forecast(until);
            double[] level = Stretches.forecast(SeasonalLevel.KIND, CONTEXT, until);
            for (int h = 0; h < 6; h++) {
                errors[0] += Math.abs(means[h] - series.value(end + h, 0));
                errors[1] += Math.abs(level[h] - series.value(end + h, 0));
            }
        }
        assertThat(errors[0]).isLessThan(0.8 * errors[1]);
    }

    @Test
    void shouldForecastASeasonExactlyWhenThereIsNothingElse() {
        double[] means = forecast(Stretches.of(400, t -> 10 + season(t)));
        for (int h = 1; h <= 6; h++) {
            assertThat((double) means[h - 1]).isCloseTo(10 + season(399 + h), offset(0.05));
        }
    }

    @Test
    void shouldStayWithTheLastValueWhenReadingsHaveStoodStillForLong() {
        IntToDoubleFunction before = pushed(500, true);
        double[] means = forecast(Stretches.of(60_000, t -> t < 500 ? before.applyAsDouble(t) : 7));
        assertThat(means).containsOnly(7);
    }

    @Test
    void shouldNotBlowUpWhenReadingsMoveAgainAfterTheyStoodStillForLong() {
        IntToDoubleFunction before = pushed(500, true);
        Segment series = Stretches.of(
                60_003, t -> t < 500 ? before.applyAsDouble(t) : 7 + (t >= 60_000 ? 0.5 * (t - 59_999) : 0));
        for (double mean : forecast(series)) {
            assertThat(mean).isBetween(0.0, 20.0);
        }
    }

    @Test
    void shouldBeTurnedLittleByAnOutlier() {
        IntToDoubleFunction usual = pushed(1200, true);
        double[] without = forecast(Stretches.of(1200, usual));
        double[] with = forecast(Stretches.of(1200, t -> t == 1000 ? 1e6 : usual.applyAsDouble(t)));
        for (int h = 0; h < 6; h++) {
            assertThat(with[h]).isBetween(without[h] - 4, without[h] + 4);
        }
    }

    @Test
    void shouldBeginAnewWhenSquaresAreNoFloat() {
        double[] means = forecast(Stretches.of(200, t -> t == 50 ? 3e38 : 10 + season(t)));
        for (double mean : means) {
            assertThat(mean).isBetween(5.0, 15.0);
        }
    }

    @Test
    void shouldForecastWhatWasSevenSeasonsAgoWhenASeventhSeasonIsAnother() {
        IntToDoubleFunction week = t -> 10 + season(t) + (t / 6 % 7 == 6 ? -8 : 0);
        double[] means = forecast(Stretches.of(6 * 7 * 40 - 6, week));
        for (int h = 1; h <= 6; h++) {
            assertThat(means[h - 1]).isCloseTo(week.applyAsDouble(6 * 7 * 40 - 7 + h), offset(0.5));
        }
    }

    /** The value is 10 lower where the plan, its second feature, is 1: at irregular steps. */
    private static Segment planned(int steps, double effect) {
        IntToDoubleFunction usual = pushed(steps, true);
        SplitMix random = new SplitMix(2);
        double[] values = new double[2 * steps];
        boolean[] observed = new boolean[2 * steps];
        Arrays.fill(observed, true);
        for (int t = 0; t < steps; t++) {
            values[2 * t + 1] = random.nextDouble() < 0.1 ? 1 : 0;
            values[2 * t] = usual.applyAsDouble(t) + effect * values[2 * t + 1];
        }
        return new Segment(0, 2, values, observed);
    }

    private static final Regressors PLAN = new Regressors(List.of("plan"), List.of(1), Covariates.NONE);
    private static final MethodContext PLANNED =
            new MethodContext(new int[] {0}, 6, 6, 4, MethodContext.NO_TRAINING, PLAN);

    private static ForecastMethod learnt(MethodContext context, Segment series) {
        ForecastMethod method = SeasonalRegression.DYNAMIC_KIND.make().apply(context);
        for (int t = 0; t < series.steps(); t++) {
            method.learn(at(series, t, KnownAhead.NOTHING));
        }
        return method;
    }

    private static Window at(Segment series, int origin, KnownAhead known) {
        int lookback = SeasonalRegression.DYNAMIC_KIND.lookback().applyAsInt(PLANNED);
        Segment recent = series.slice(Math.max(0, origin - lookback), origin + 1);
        return Covariates.NONE.window(recent, recent.steps() - 1, 6, known);
    }

    private static double[] means(ForecastMethod method, Window window) {
        double[] means = new double[6];
        assertThat(method.forecast(window, means)).isTrue();
        return means;
    }

    @Test
    void shouldForecastWhatAPlanDoesWhenItIsKnownAhead() {
        Segment series = planned(800, -10);
        ForecastMethod method = learnt(PLANNED, series);
        double[] none = means(method, at(series, 799, (h, feature) -> 0));
        double[] third = means(method, at(series, 799, (h, feature) -> h == 3 ? 1 : 0));
        for (int h = 1; h <= 6; h++) {
            assertThat(third[h - 1] - none[h - 1]).isCloseTo(h == 3 ? -10 : 0, offset(1.0));
        }
    }

    @Test
    void shouldForecastAsIfAllWereAsBeforeWhenAPlanIsNotKnown() {
        Segment series = planned(800, -10);
        ForecastMethod method = learnt(PLANNED, series);
        double[] unknown = means(method, at(series, 799, KnownAhead.NOTHING));
        double[] asBefore = means(method, at(series, 799, (h, feature) -> series.value(799 + h - 6, 1)));
        for (int h = 1; h <= 6; h++) {
            assertThat(unknown[h - 1])
                    .isBetween(asBefore[h - 1] - 6, asBefore[h - 1] + 6)
                    .isBetween(-8.0, 22.0);
        }
    }

    @Test
    void shouldTakeUpTheStateOfTheSameRegressorsAndNoOthers() {
        Segment series = planned(800, -10);
        ForecastMethod method = learnt(PLANNED, series);
        ByteBuffer state = ByteBuffer.allocate(method.stateBytes());
        method.write(state);
        Regressors wind = new Regressors(List.of("wind"), List.of(1), Covariates.NONE);
        MethodContext other = new MethodContext(new int[] {0}, 6, 6, 4, MethodContext.NO_TRAINING, wind);
        ForecastMethod same = SeasonalRegression.DYNAMIC_KIND.make().apply(PLANNED);
        ForecastMethod begun = SeasonalRegression.DYNAMIC_KIND.make().apply(other);
        same.read(state.flip());
        begun.read(state.flip());
        assertThat(means(same, at(series, 799, KnownAhead.NOTHING)))
                .isEqualTo(means(method, at(series, 799, KnownAhead.NOTHING)));
        assertThat(begun.forecast(at(series, 799, KnownAhead.NOTHING), new double[6]))
                .isFalse();
        begun.takeOver(method, new int[] {0});
        assertThat(begun.forecast(at(series, 799, KnownAhead.NOTHING), new double[6]))
                .isFalse();
        ForecastMethod takenOver = SeasonalRegression.DYNAMIC_KIND.make().apply(PLANNED);
        takenOver.takeOver(method, new int[] {0});
        assertThat(takenOver.forecast(at(series, 799, KnownAhead.NOTHING), new double[6]))
                .isTrue();
    }

    @Test
    void shouldStayFiniteWhenWhatIsKnownIsBeyondAllMeasure() {
        Segment series = planned(800, -10);
        ForecastMethod method = learnt(PLANNED, series);
        double[] usual = means(method, at(series, 799, (h, feature) -> 1));
        double[] beyond = means(method, at(series, 799, (h, feature) -> 1e300));
        assertThat(beyond).isEqualTo(usual);
    }

    @Test
    void shouldSleepWhenNothingIsKnownAhead() {
        Segment series = planned(100, 0);
        assertThat(learnt(CONTEXT, series).forecast(at(series, 99, KnownAhead.NOTHING), new double[6]))
                .isFalse();
    }

    @Test
    void shouldLearnWhatAHolidayDoes() {
        Covariates holidays = new CovariateSettings(
                        List.of(), ZoneOffset.UTC, HolidaySettings.NONE, Optional.empty(), List.of())
                .withDays(List.of("1970-01-08", "1970-01-21", "1970-02-04", "1970-02-20", "1970-03-03", "1970-03-12"))
                .ofSteps(TimeStep.of(Duration.ofHours(4)));
        MethodContext context = new MethodContext(
                new int[] {0}, 6, 6, 4, MethodContext.NO_TRAINING, new Regressors(List.of(), List.of(), holidays));
        List<Integer> days = List.of(7, 20, 34, 50, 61, 70);
        IntToDoubleFunction usual = pushed(600, true);
        Segment series = Stretches.of(600, t -> usual.applyAsDouble(t) - (days.contains(t / 6) ? 12 : 0));
        ForecastMethod method = SeasonalRegression.DYNAMIC_KIND.make().apply(context);
        for (int t = 0; t < 420; t++) {
            method.learn(holidays.window(series.slice(Math.max(0, t - 80), t + 1), Math.min(t, 80), 6));
        }
        // Of the day of 12 March, from the last step before.
        double[] means = means(method, holidays.window(series.slice(339, 420), 80, 6));
        for (int h = 1; h <= 6; h++) {
            assertThat(means[h - 1]).isCloseTo(10 + season(419 + h) - 12, offset(4.0));
        }
    }

    /** A day's number, those of the day before and after it: their squares are forgotten at different times. */
    @Test
    void shouldForecastAsWithoutAHolidayWhenTheLastOneIsAllButForgotten() {
        Covariates holiday = new CovariateSettings(
                        List.of(), ZoneOffset.UTC, HolidaySettings.NONE, Optional.empty(), List.of())
                .withDays(List.of("1970-01-03"))
                .ofSteps(TimeStep.of(Duration.ofHours(4)));
        MethodContext context = new MethodContext(
                new int[] {0}, 6, 6, 4, MethodContext.NO_TRAINING, new Regressors(List.of(), List.of(), holiday));
        ForecastMethod dynamic = SeasonalRegression.DYNAMIC_KIND.make().apply(context);
        ForecastMethod without = SeasonalRegression.KIND.make().apply(CONTEXT);
        SplitMix random = new SplitMix(3);
        int steps = 160_000;
        double level = 0;
        RecentSteps recent = new RecentSteps(80, 1, Sampling.GRID);
        for (int t = 0; t < steps; t++) {
            level = 0.5 * level + random.nextGaussian();
            recent.append(t, 0, new double[] {10 + season(t) + level - (t / 6 == 2 ? 12 : 0)}, new boolean[] {true});
            Segment segment = recent.since(t - 79);
            Window window = holiday.window(segment, segment.steps() - 1, 6);
            dynamic.learn(window);
            without.learn(window);
            if (t % 500 == 499) {
                double[] expected = means(without, window);
                double[] means = means(dynamic, window);
                for (int h = 0; h < 6; h++) {
                    assertThat(means[h]).as("%d steps", t).isCloseTo(expected[h], offset(t > 100_000 ? 1e-4 : 5.0));
                }
            }
        }
    }
}
