package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.kernel.SplitMix;
import io.tidecast.series.Segment;
import org.junit.jupiter.api.Test;

/** A horizon of six steps, a season of thirty. */
class AutoregressionTest {
    private static final MethodContext CONTEXT = new MethodContext(new int[] {0}, 6, 30, 8, MethodContext.NO_TRAINING);

    private static Segment noise(int steps, double size) {
        SplitMix random = new SplitMix(3);
        double[] values = new double[steps];
        for (int t = 0; t < steps; t++) {
            values[t] = size * (random.nextDouble() - 0.5);
        }
        return Stretches.of(steps, t -> values[t]);
    }

    @Test
    void shouldFollowAWaveWhoseLengthIsNoSeason() {
        double[] means = Stretches.forecast(
                Autoregression.KIND, CONTEXT, Stretches.of(400, t -> 3 * Math.sin(t / 12.42 * 2 * Math.PI)));
        for (int h = 1; h <= 6; h++) {
            assertThat(means[h - 1]).isCloseTo(3 * Math.sin((399 + h) / 12.42 * 2 * Math.PI), offset(0.1));
        }
    }

    @Test
    void shouldSeeASeasonThatIsLongerThanTheNewestStepsWhenItReadsSeasons() {
        MethodContext context = new MethodContext(new int[] {0}, 6, 100, 8, MethodContext.NO_TRAINING);
        Segment series = Stretches.of(799, t -> t % 100 == 0 ? 5 : 0);
        assertThat((double) Stretches.forecast(Autoregression.SEASONAL_KIND, context, series)[1])
                .isCloseTo(5, offset(0.5));
        assertThat((double) Stretches.forecast(Autoregression.KIND, context, series)[1])
                .isCloseTo(0, offset(0.5));
    }

    @Test
    void shouldGiveTheLeastSquaresWeightsWhenADifferenceIsAShareOfTheLast() {
        SplitMix random = new SplitMix(5);
        double[] values = new double[3000];
        double difference = 0;
        for (int t = 1; t < values.length; t++) {
            difference = 0.6 * difference + random.nextDouble() - 0.5;
            values[t] = values[t - 1] + difference;
        }
        double[] means = Stretches.forecast(Autoregression.KIND, CONTEXT, Stretches.of(3000, t -> values[t]));
        assertThat(means[0] - values[2999]).isCloseTo(0.6 * difference, offset(0.15));
    }

    @Test
    void shouldSleepUntilItHasLearntFromAWindowOfSteps() {
        assertThat(Stretches.forecast(Autoregression.KIND, CONTEXT, noise(47, 1))[0])
                .isNaN();
        assertThat(Stretches.forecast(Autoregression.KIND, CONTEXT, noise(48, 1))[0])
                .isFinite();
    }

    @Test
    void shouldForecastTheLastValueWhenNothingMoves() {
        assertThat(Stretches.forecast(Autoregression.KIND, CONTEXT, Stretches.of(200, t -> 7)))
                .containsOnly(7);
    }

    @Test
    void shouldNotBlowUpWhenASensorStandsStillForLong() {
        Segment moving = noise(200, 2);
        double[] means = Stretches.forecast(
                Autoregression.KIND, CONTEXT, Stretches.of(20_000, t -> t < 200 ? moving.value(t, 0) : 1));
        assertThat(means).containsOnly(1);
    }

    @Test
    void shouldBeginAnewWhenSquaresAreNoFloat() {
        Segment moving = noise(400, 2);
        double[] means = Stretches.forecast(
                Autoregression.KIND, CONTEXT, Stretches.of(400, t -> t == 150 ? 3e38 : moving.value(t, 0)));
        for (double mean : means) {
            assertThat(mean).isBetween(-2.0, 2.0);
        }
    }

    @Test
    void shouldSleepWhenTheSeasonIsLongerThanWhatIsRead() {
        MethodContext context = new MethodContext(new int[] {0}, 6, 400, 8, MethodContext.NO_TRAINING);
        assertThat(Stretches.forecast(Autoregression.SEASONAL_KIND, context, noise(900, 1))[0])
                .isNaN();
    }
}
