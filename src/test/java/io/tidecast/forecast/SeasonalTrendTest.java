package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import org.junit.jupiter.api.Test;

/** A season of four steps, a horizon of six. */
class SeasonalTrendTest {
    private static final MethodContext CONTEXT = new MethodContext(new int[] {0}, 6, 4, 4, MethodContext.NO_TRAINING);
    private static final double[] SHAPE = {-1, 2, 1, -2};

    @Test
    void shouldGoOnWithTheSeasonWhenNothingElseMoves() {
        double[] means = Stretches.forecast(SeasonalTrend.KIND, CONTEXT, Stretches.of(30, t -> 10 + SHAPE[t % 4]));
        for (int h = 1; h <= 6; h++) {
            assertThat((double) means[h - 1]).isCloseTo(10 + SHAPE[(29 + h) % 4], offset(1e-3));
        }
    }

    @Test
    void shouldTakeOnANewLevelAndKeepTheSeason() {
        double[] means = Stretches.forecast(
                SeasonalTrend.KIND, CONTEXT, Stretches.of(80, t -> (t < 60 ? 10 : 30) + SHAPE[t % 4]));
        for (int h = 1; h <= 6; h++) {
            assertThat((double) means[h - 1]).isCloseTo(30 + SHAPE[(79 + h) % 4], offset(1.5));
        }
    }

    @Test
    void shouldSleepUntilTheFirstSeasonIsFull() {
        assertThat(Stretches.forecast(SeasonalTrend.KIND, CONTEXT, Stretches.of(4, t -> t))[0])
                .isNaN();
        assertThat(Stretches.forecast(SeasonalTrend.KIND, CONTEXT, Stretches.of(5, t -> t))[0])
                .isFinite();
    }

    @Test
    void shouldKnowTheSeasonStillWhenAStretchBeginsAfterAGap() {
        ForecastMethod method = SeasonalTrend.KIND.make().apply(CONTEXT);
        Segment before = Stretches.of(20, t -> 10 + SHAPE[t % 4]);
        method.begin();
        for (int t = 0; t < 20; t++) {
            method.learn(Window.upTo(before.slice(t, t + 1)));
        }
        method.begin();
        // Step 1,001 has the phase of 2; the level is 40 now.
        Segment after = new Segment(1001, 1, new double[] {42}, new boolean[] {true});
        method.learn(Window.upTo(after));
        double[] means = new double[6];
        assertThat(method.forecast(Window.upTo(after), means)).isTrue();
        assertThat((double) means[0]).isCloseTo(41, offset(1e-3));
        assertThat((double) means[1]).isCloseTo(38, offset(1e-3));
    }

    @Test
    void shouldBeginAnewWhenValuesAreTooLargeToSmooth() {
        Segment series = Stretches.of(40, t -> t == 20 ? 3e38 : t == 21 ? -3e38 : 10 + SHAPE[t % 4]);
        double[] means = Stretches.forecast(SeasonalTrend.KIND, CONTEXT, series);
        assertThat((double) means[0]).isCloseTo(10 + SHAPE[0], offset(1e-3));
    }
}
