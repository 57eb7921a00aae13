package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A season of four steps, a horizon of six. */
class LevelTimesShapeTest {
    private static final MethodContext CONTEXT = new MethodContext(new int[] {0}, 6, 4, 4, MethodContext.NO_TRAINING);
    private static final double[] SHAPE = {1, 2, 4, 1};

    private static double[] forecast(int steps, IntToDoubleFunction value) {
        return Stretches.forecast(LevelTimesShape.KIND, CONTEXT, Stretches.of(steps, value));
    }

    @Test
    void shouldScaleTheShapeToTheLastSeasonsLevel() {
        // Each season is twice as high as the one before: the forecast has the newest one's level.
        assertThat(forecast(12, t -> (1 << (t / 4)) * SHAPE[t % 4])).containsExactly(4, 8, 16, 4, 4, 8);
    }

    @Test
    void shouldMoveTheShapeToTheLevelWhereValuesAreBelowZero() {
        assertThat(forecast(12, t -> 8 * (t / 4) + SHAPE[t % 4] - 20)).containsExactly(-3, -2, 0, -3, -3, -2);
    }

    @Test
    void shouldTakeTheMeanOverSeasonsWhenTheyDiffer() {
        // Shapes 1 3 and 3 1 in turn, at one level.
        double[] means = forecast(8, t -> (t / 4 + t) % 2 == 0 ? 1 : 3);
        assertThat(means).containsOnly(2);
    }

    @Test
    void shouldSleepWhenThereAreNotTwoSeasons() {
        assertThat(forecast(7, t -> SHAPE[t % 4])[0]).isNaN();
        assertThat(forecast(8, t -> SHAPE[t % 4])[0]).isOne();
    }

    @Test
    void shouldSleepWhenTwoSeasonsAreMoreThanItReads() {
        MethodContext daily = new MethodContext(new int[] {0}, 6, 288, 4, MethodContext.NO_TRAINING);
        assertThat(Stretches.forecast(LevelTimesShape.KIND, daily, Stretches.of(1000, t -> t % 288))[0])
                .isNaN();
    }
}
