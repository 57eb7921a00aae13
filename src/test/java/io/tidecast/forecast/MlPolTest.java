package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.kernel.SplitMix;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three experts, the naive methods among them; scale 1 unless said otherwise. */
class MlPolTest {
    private static final List<String> NAMES = List.of(NetworkMethod.NAME, Persistence.NAME, SeasonalNaive.NAME);
    private static final Limits[] UNLIMITED = {Limits.NONE};
    private static final long TRAINED = NetworkId.of("m", 4, false);
    private static final long UNTRAINED = NetworkId.of("m", 5, true);

    /** Method that forecasts what it is told; asleep where that is NaN. */
    private record Told(String name, double[] values, long untrained) implements ForecastMethod {
        @Override
        public boolean forecast(Window window, double[] means) {
            System.arraycopy(values, 0, means, 0, means.length);
            return !Double.isNaN(values[0]);
        }
    }

    private static MlPol pool(int horizon, CombinationSettings.Loss loss, int prior, double forgetting) {
        return new MlPol(
                new SkillTracker(8, horizon, 0),
                new SkillTracker(8, horizon, 0),
                NAMES,
                NAMES,
                List.of(),
                loss,
                1,
                horizon,
                prior,
                forgetting);
    }

    /** @param forecasts [methods][horizon] */
    private static Combination.Published combine(MlPol pool, double[][] forecasts) {
        return combine(pool, forecasts, 0);
    }

    private static Combination.Published combine(MlPol pool, double[][] forecasts, long untrained) {
        List<ForecastMethod> methods = new ArrayList<>();
        for (int m = 0; m < forecasts.length; m++) {
            methods.add(new Told(NAMES.get(m), forecasts[m], m == 0 ? untrained : 0));
        }
        int horizon = forecasts[0].length;
        MethodContext context = new MethodContext(new int[] {0}, horizon, 1, 2, MethodContext.NO_TRAINING);
        Window window = Window.upTo(new Segment(0, 1, new double[] {1}, new boolean[] {true}));
        return pool.combine(new MethodForecasts(window, context, UNLIMITED, methods));
    }

    /**
     * MLpol with the gradient trick, written down after the algorithm of R's opera: whole history, plain arrays, the
     * learning rates themselves. Awake is who has forecast a number.
     *
     * @return [rounds][experts] weights before each round
     */
    private static double[][] reference(double[][] experts, double[] actual, boolean squared) {
        int n = experts[0].length;
        double[] regret = new double[n];
        double[] rate = new double[n];
        Arrays.fill(rate, Math.exp(700));
        double largest = 0;
        double[][] weights = new double[actual.length][n];
        for (int t = 0; t < actual.length; t++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                boolean awake = !Double.isNaN(experts[t][i]);
                weights[t][i] = awake ? rate[i] * Math.max(0, regret[i]) : 0;
                sum += weights[t][i];
            }
            if (sum == 0) {
                for (int i = 0; i < n; i++) {
                    weights[t][i] = Double.isNaN(experts[t][i]) ? 0 : 1;
                    sum += weights[t][i];
                }
            }
            double mixture = 0;
            for (int i = 0; i < n; i++) {
                weights[t][i] /= sum;
                mixture += weights[t][i] > 0 ? weights[t][i] * experts[t][i] : 0;
            }
            double slope = squared ? 2 * (mixture - actual[t]) : Math.signum(mixture - actual[t]);
            double[] round = new double[n];
            double most = largest;
            for (int i = 0; i < n; i++) {
                round[i] = Double.isNaN(experts[t][i]) ? 0 : slope * mixture - slope * experts[t][i];
                most = Math.max(most, round[i] * round[i]);
            }
            for (int i = 0; i < n; i++) {
                regret[i] += round[i];
                rate[i] = 1 / (1 / rate[i] + round[i] * round[i] + most - largest);
            }
            largest = most;
        }
        return weights;
    }

    @ParameterizedTest
    @EnumSource(CombinationSettings.Loss.class)
    void shouldWeighAsTheReferenceDoesWhenNothingIsForgottenOrDelayed(CombinationSettings.Loss loss) {
        SplitMix random = new SplitMix(3);
        int rounds = 400;
        double[][] experts = new double[rounds][3];
        double[] actual = new double[rounds];
        for (int t = 0; t < rounds; t++) {
            actual[t] = Math.sin(t / 7.0);
            experts[t][0] = t < 50 || t % 9 == 0 ? Double.NaN : (float) (actual[t] + 0.3 * random.nextDouble());
            experts[t][1] = (float) (actual[t] - random.nextDouble());
            experts[t][2] = (float) (0.5 - random.nextDouble());
        }
        double[][] expected = reference(experts, actual, loss == CombinationSettings.Loss.SQUARED);
        MlPol pool = pool(1, loss, 0, 1);
        for (int t = 0; t < rounds; t++) {
            double[][] forecasts = new double[3][1];
            double mixture = 0;
            for (int m = 0; m < 3; m++) {
                forecasts[m][0] = (float) experts[t][m];
                mixture += expected[t][m] > 0 ? expected[t][m] * experts[t][m] : 0;
            }
            double[] published = combine(pool, forecasts).means();
            assertThat((double) published[0]).as("round %d", t).isCloseTo(mixture, offset(2e-3));
            pool.learn(0, 1, (float) actual[t], forecasts, published);
        }
        assertThat(expected[rounds - 1]).as("the case is not trivial").doesNotContain(1.0);
    }

    @Test
    void shouldGiveTheFiguresWorkedOutByHand() {
        // Round 1: weights 1/3, mixture 2, actual 0, slope 1: regrets 2 - 1, 2 - 2, 2 - 3; B = 1.
        // So only the first has a regret above 0. Round 2: mixture 4, actual 5, slope -1: regrets 0, -4 + 7, -4 + 2.
        // Then R = 1, 3, -3; S = 1+1+0+8, 0+1+9+8, 1+1+4+8 = 10, 18, 14. Weights 1/10 : 3/18.
        MlPol pool = pool(1, CombinationSettings.Loss.ABSOLUTE, 0, 1);
        double[][] first = {{1}, {2}, {3}};
        Combination.Published mean = combine(pool, first);
        assertThat(mean.source()).isEqualTo(Combination.NAME);
        assertThat(mean.means()).containsExactly(2);
        pool.learn(0, 1, 0, first, mean.means());
        double[][] second = {{4}, {7}, {2}};
        Combination.Published one = combine(pool, second);
        assertThat(one.source()).as("has all the weight").isEqualTo(NetworkMethod.NAME);
        assertThat(one.means()).containsExactly(4);
        pool.learn(0, 1, 5, second, one.means());
        assertThat(pool.weights(0, 0)).containsExactly(new double[] {0.375, 0.625, 0}, offset(1e-6));
    }

    @Test
    void shouldWeighEachThirdOfTheHorizonByItsOwnErrors() {
        // The network is right near by, persistence far out.
        MlPol pool = pool(3, CombinationSettings.Loss.ABSOLUTE, 0, 1);
        double[][] forecasts = {{0, 1, 2}, {2, 1, 0}, {5, 5, 5}};
        for (int i = 0; i < 20; i++) {
            pool.learn(0, 1, 0, forecasts, combine(pool, forecasts).means());
        }
        assertThat(pool.weights(0, 0)[0]).isGreaterThan(0.9);
        assertThat(pool.weights(0, 2)[1]).isGreaterThan(0.9);
    }

    @Test
    void shouldJudgeWhatWasPublishedThenWhenItsActualComesLater() {
        // Whatever the weights are by now: the published forecast was 3, the actual 4, so above 3 was better.
        MlPol pool = pool(3, CombinationSettings.Loss.ABSOLUTE, 0, 1);
        float nan = Float.NaN;
        double[][] about = {{nan, nan, 5}, {nan, nan, 2}, {nan, nan, 3}};
        pool.learn(0, 1, 4, about, new double[] {nan, nan, 3});
        assertThat(pool.weights(0, 2)).containsExactly(1, 0, 0);
        assertThat(pool.weights(0, 0))
                .as("no actual yet")
                .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, offset(1e-9));
    }

    @Test
    void shouldWeighTheSameWhateverTheUnit() {
        MlPol small = pool(1, CombinationSettings.Loss.SQUARED, 0, 1);
        MlPol large = pool(1, CombinationSettings.Loss.SQUARED, 0, 1);
        SplitMix random = new SplitMix(5);
        for (int t = 0; t < 50; t++) {
            double[][] forecasts = new double[3][1];
            double[][] scaled = new double[3][1];
            for (int m = 0; m < 3; m++) {
                forecasts[m][0] = (float) random.nextDouble();
                scaled[m][0] = 1024 * forecasts[m][0];
            }
            small.learn(0, 1, 0.5f, forecasts, combine(small, forecasts).means());
            large.learn(0, 1024, 512, scaled, combine(large, scaled).means());
        }
        assertThat(large.weights(0, 0)).containsExactly(small.weights(0, 0), offset(1e-5));
    }

    @Test
    void shouldComeBackSoonerToAMethodThatWasBadWhenItForgets() {
        assertThat(roundsUntilBack(0.99)).isLessThan(roundsUntilBack(1) / 2);
    }

    /** The network is on the wrong side of the naive methods for 300 rounds, then on the right one. */
    private static int roundsUntilBack(double forgetting) {
        MlPol pool = pool(1, CombinationSettings.Loss.ABSOLUTE, 0, forgetting);
        double[][] forecasts = {{1}, {0}, {0}};
        for (int t = 0; t < 300; t++) {
            pool.learn(0, 1, -1, forecasts, combine(pool, forecasts).means());
        }
        int rounds = 0;
        while (pool.weights(0, 0)[0] < 0.5 && rounds < 10_000) {
            pool.learn(0, 1, 2, forecasts, combine(pool, forecasts).means());
            rounds++;
        }
        return rounds;
    }

    @Test
    void shouldLeanToInverseErrorsWhileItKnowsLittle() {
        MlPol pool = pool(1, CombinationSettings.Loss.ABSOLUTE, MlPol.PRIOR, 1);
        double[][] forecasts = {{10}, {12}, {40}};
        assertThat(pool.weights(0, 0)).containsExactly(1.0 / 3, 1.0 / 3, 1.0 / 3);
        pool.learn(0, 1, 0, forecasts, combine(pool, forecasts).means());
        assertThat(pool.weights(0, 0)[0]).isBetween(0.6, 0.7);
        assertThat(pool.weights(0, 0)[1]).isBetween(0.3, 0.4);
        assertThat(pool.weights(0, 0)[2]).isLessThan(0.01);
        for (int t = 0; t < 1000; t++) {
            pool.learn(0, 1, 0, forecasts, combine(pool, forecasts).means());
        }
        assertThat(pool.weights(0, 0)[0]).isGreaterThan(0.95);
    }

    @Test
    void shouldGoOnWithTheSameBitsWhenItsStateIsReadBack() {
        MlPol kept = pool(3, CombinationSettings.Loss.ABSOLUTE, MlPol.PRIOR, MlPol.FORGETTING);
        SplitMix random = new SplitMix(11);
        for (int t = 0; t < 30; t++) {
            ByteBuffer state = ByteBuffer.allocate(kept.stateBytes());
            kept.writeState(state);
            assertThat(state.hasRemaining()).as("bytes as announced").isFalse();
            MlPol back = pool(3, CombinationSettings.Loss.ABSOLUTE, MlPol.PRIOR, MlPol.FORGETTING);
            back.readState(state.flip());
            assertThat(state.hasRemaining()).as("all of it read").isFalse();
            double[][] forecasts = new double[3][3];
            for (double[] own : forecasts) {
                for (int h = 0; h < 3; h++) {
                    own[h] = (float) random.nextDouble();
                }
            }
            double[] published = combine(kept, forecasts).means();
            assertThat(combine(back, forecasts).means()).isEqualTo(published);
            float actual = (float) random.nextDouble();
            kept.learn(0, 1, actual, forecasts, published);
            back.learn(0, 1, actual, forecasts, published);
        }
    }

    @Test
    void shouldGiveAnUntrainedNetworkNoWeightUntilItHasProvedBetterThanNaive() {
        MlPol pool = pool(1, CombinationSettings.Loss.ABSOLUTE, MlPol.PRIOR, MlPol.FORGETTING);
        double[][] forecasts = {{0.5}, {2}, {-3}};
        Combination.Published first = combine(pool, forecasts, UNTRAINED);
        assertThat(first.means()[0]).as("mean of the naive ones").isEqualTo(-0.5);
        int rounds = 0;
        while (!pool.proven(UNTRAINED) && rounds < 100) {
            Combination.Published published = combine(pool, forecasts, UNTRAINED);
            assertThat(weightOfNetwork(published)).as("round %d", rounds).isZero();
            learn(pool, UNTRAINED, forecasts, published);
            rounds++;
        }
        assertThat(rounds).as("rounds until the proof").isBetween(4, 50);
        assertThat(weightOfNetwork(combine(pool, forecasts, UNTRAINED))).isGreaterThan(0.5);
    }

    @Test
    void shouldGiveAnUntrainedNetworkNoWeightWhenItIsAsGoodAsNaiveOrWorse() {
        for (double network : new double[] {2, 2.5}) {
            MlPol pool = pool(1, CombinationSettings.Loss.ABSOLUTE, MlPol.PRIOR, MlPol.FORGETTING);
            double[][] forecasts = {{network}, {2}, {-3}};
            for (int t = 0; t < 200; t++) {
                Combination.Published published = combine(pool, forecasts, UNTRAINED);
                assertThat(weightOfNetwork(published)).as("round %d", t).isZero();
                learn(pool, UNTRAINED, forecasts, published);
            }
        }
    }

    @Test
    void shouldGiveANetworkThatIsResetNothingOfWhatTheOneBeforeWasGiven() {
        double[][] reset = {{2.5}, {2}, {-3}};
        MlPol pool = proven();
        for (int t = 0; t < 100; t++) {
            Combination.Published published = combine(pool, reset, UNTRAINED);
            assertThat(weightOfNetwork(published)).as("step %d", t).isZero();
            learn(pool, UNTRAINED, reset, published);
        }
    }

    @Test
    void shouldKeepTheRegretsOfTheVersionBeforeInPartButNoneWhenANetworkIsResetOrGoneBackTo() {
        List<Double> weights = new ArrayList<>();
        for (long next : new long[] {
            NetworkId.of("m", 4, false), NetworkId.of("m", 5, false), UNTRAINED, NetworkId.of("m", 3, false)
        }) {
            MlPol pool = proven();
            pool.learn(next, method -> 1);
            weights.add(pool.weights(0, 0)[0]);
        }
        assertThat(weights.get(1)).isLessThanOrEqualTo(weights.get(0)).isGreaterThan(0.5);
        assertThat(weights.get(2)).isLessThan(0.2);
        assertThat(weights.get(3)).isEqualTo(weights.get(2));
    }

    /** Version 4 has proved good. */
    private static MlPol proven() {
        MlPol pool = pool(1, CombinationSettings.Loss.ABSOLUTE, MlPol.PRIOR, MlPol.FORGETTING);
        double[][] good = {{0.5}, {2}, {-3}};
        for (int t = 0; t < 300; t++) {
            learn(pool, TRAINED, good, combine(pool, good));
        }
        assertThat(weightOfNetwork(combine(pool, good))).isGreaterThan(0.8);
        return pool;
    }

    /** The actual is 0, and each error the network's, persistence's and seasonal naive's own. */
    private static void learn(MlPol pool, long network, double[][] forecasts, Combination.Published published) {
        pool.learn(network, method -> Math.abs(forecasts[NAMES.indexOf(method)][0]));
        pool.learn(0, 1, 0, forecasts, published.means());
    }

    /** Where all the weight is one method's, none is told. */
    private static double weightOfNetwork(Combination.Published published) {
        if (published.weights().isEmpty()) {
            return published.source().equals(NetworkMethod.NAME) ? 1 : 0;
        }
        return published.weights().get(0).values().stream()
                .mapToDouble(weights -> weights.getOrDefault(NetworkMethod.NAME, 0.0))
                .max()
                .orElseThrow();
    }

    @Test
    void shouldStayFiniteWhenErrorsAreAsLargeAsAFloat() {
        MlPol pool = pool(1, CombinationSettings.Loss.SQUARED, 0, 1);
        double[][] forecasts = {{-Float.MAX_VALUE}, {Float.MAX_VALUE}, {0}};
        for (int t = 0; t < 100; t++) {
            double[] published = combine(pool, forecasts).means();
            assertThat(published[0]).isFinite();
            pool.learn(0, 1e-30f, Float.MAX_VALUE, forecasts, published);
        }
        assertThat(pool.weights(0, 0)).doesNotContain(Double.NaN);
    }

    @Test
    void shouldProveWorseWhenWhatIsPublishedIsWorseThanNaive() {
        MlPol pool = pool(1, CombinationSettings.Loss.ABSOLUTE, 0, 1);
        double[][] forecasts = {{5}, {1}, {1}};
        for (int t = 0; t < 60; t++) {
            pool.learn(0, 1, 0, forecasts, new double[] {5});
        }
        assertThat(pool.worse()).isTrue();
        MlPol good = pool(1, CombinationSettings.Loss.ABSOLUTE, 0, 1);
        for (int t = 0; t < 60; t++) {
            good.learn(0, 1, 0, forecasts, new double[] {0.5f});
        }
        assertThat(good.worse()).as("though the network is").isFalse();
    }
}
