package io.tidecast.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FitTest {
    private final Network network = Network.of(NetworkSpec.of(1, new Gru(8, true, false), new Dense(1)));

    @Test
    void shouldLearnTheMeanOfAWindowWhenTrainedOverWindows() {
        Windows train = means(256, 1);
        Windows held = means(64, 2);
        Evaluation evaluation = new Evaluation(network, new Loss.Mse());
        List<String> calls = new ArrayList<>();
        Fit.Result result = new Fit(25, 0, 0, new Schedule.Constant(0.01))
                .run(trainer(), EpochRunner.over(train, 32, 3), p -> evaluation.over(held, p), new Fit.Listener() {
                    @Override
                    public void progressed(int epoch, double part, double loss) {
                        calls.add(epoch + " " + part);
                    }

                    @Override
                    public void finished(Fit.Epoch epoch) {
                        calls.add("finished " + epoch.number());
                    }
                });
        assertThat(calls).startsWith("0 0.125", "0 0.25").contains("0 1.0", "finished 0", "1 0.125", "finished 24");
        assertThat(result.history()).hasSize(25);
        assertThat(result.history().get(24).validationLoss())
                .isLessThan(result.history().get(0).validationLoss() / 10);
        assertThat(evaluation.over(held, result.best()))
                .isEqualTo(result.bestEpoch().validationLoss());
        assertThat(result.stoppedEarly()).isFalse();
        Fit.Result again = new Fit(25, 0, 0, new Schedule.Constant(0.01))
                .run(
                        trainer(),
                        EpochRunner.over(means(256, 1), 32, 3),
                        p -> evaluation.over(held, p),
                        new Fit.Listener() {});
        assertThat(again.best().toArray()).isEqualTo(result.best().toArray());
    }

    @Test
    void shouldStopWithTheBestWeightsWhenValidationNoLongerFalls() {
        double[] losses = {5, 4, 4.5, 4.2, 4.1, 1};
        List<Parameters> seen = new ArrayList<>();
        Fit.Result result = new Fit(6, 3, 0, new Schedule.Constant(0.01))
                .run(
                        trainer(),
                        EpochRunner.over(means(32, 1), 32, 3),
                        p -> {
                            seen.add(p.publish());
                            return losses[seen.size() - 1];
                        },
                        new Fit.Listener() {});
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.history()).hasSize(5);
        assertThat(result.bestEpoch().number()).isEqualTo(1);
        assertThat(result.best().toArray())
                .isEqualTo(seen.get(1).toArray())
                .isNotEqualTo(seen.get(4).toArray());
        assertThat(result.best().published()).isTrue();
    }

    @Test
    void shouldEndWithinAnEpochWithTheBestBeforeItWhenStopped() {
        AtomicInteger epochs = new AtomicInteger();
        Fit.Listener stopping = new Fit.Listener() {
            private boolean second;

            @Override
            public void progressed(int epoch, double part, double loss) {
                second = epoch == 1;
            }

            @Override
            public boolean stopped() {
                return second;
            }
        };
        Fit.Result result = new Fit(6, 0, 0, new Schedule.Constant(0.01))
                .run(trainer(), EpochRunner.over(means(32, 1), 8, 3), p -> epochs.incrementAndGet(), stopping);
        assertThat(result.history()).hasSize(1);
        assertThat(result.stoppedEarly()).isFalse();
        assertThat(epochs).hasValue(1);
        Fit.Listener atOnce = new Fit.Listener() {
            @Override
            public boolean stopped() {
                return true;
            }
        };
        assertThatThrownBy(() -> new Fit(6, 0, 0, new Schedule.Constant(0.01))
                        .run(trainer(), EpochRunner.over(means(32, 1), 8, 3), p -> 1, atOnce))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void shouldEndWhenTheListenerHasEnoughAndFailWhenValidationIsNotFinite() {
        Fit fit = new Fit(6, 0, 0, new Schedule.Constant(0.01));
        EpochRunner<Trainer> lesson = EpochRunner.over(means(32, 1), 32, 3);
        Fit.Result result = fit.run(trainer(), lesson, p -> 1, new Fit.Listener() {
            @Override
            public boolean enough() {
                return true;
            }
        });
        assertThat(result.history()).hasSize(1);
        assertThat(result.stoppedEarly()).isFalse();
        assertThatThrownBy(() -> fit.run(trainer(), lesson, p -> Double.NaN, new Fit.Listener() {}))
                .isInstanceOf(NonFiniteException.class)
                .hasMessage("validation loss is NaN after epoch 0");
    }

    @Test
    void shouldFollowTheirCurvesWhenSchedules() {
        assertThat(new Schedule.Step(1, 2, 0.1).at(5)).isCloseTo(0.01, within(1e-12));
        assertThat(new Schedule.Cosine(1, 10, 0.2).at(0)).isEqualTo(1);
        assertThat(new Schedule.Cosine(1, 10, 0.2).at(5)).isCloseTo(0.6, within(1e-12));
        assertThat(new Schedule.Cosine(1, 10, 0.2).at(12)).isCloseTo(0.2, within(1e-12));
        Schedule plateau = new Schedule.ReduceOnPlateau(1, 1, 0.5, 0.3);
        double[] losses = {3, 2, 2, 2, 2, 2, 2};
        double[] rates = new double[7];
        for (int i = 0; i < 7; i++) {
            rates[i] = plateau.at(i, losses);
        }
        assertThat(rates).containsExactly(1, 1, 1, 1, 0.5, 0.5, 0.3);
        assertThatThrownBy(() -> new Schedule.Constant(0)).hasMessage("schedule rate must be above 0, was 0.0");
    }

    private Trainer trainer() {
        Parameters start = Initializer.KERAS.parameters(network.layout(), 3);
        int size = network.layout().size();
        return new Trainer(network, start, new Loss.Mse(), Adam.keras(size), new Clipping.GlobalNorm(1), 1);
    }

    private static Windows means(int count, long seed) {
        float[] x = TrainerTest.random(new SplitMix(seed), count * 5);
        float[] y = new float[count];
        for (int i = 0; i < count; i++) {
            for (int t = 0; t < 5; t++) {
                y[i] += x[i * 5 + t] / 5;
            }
        }
        return new Windows(count, 5, x, y, null);
    }
}
