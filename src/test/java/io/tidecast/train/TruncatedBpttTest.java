package io.tidecast.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.HighwaySpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Reset;
import io.tidecast.nn.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TruncatedBpttTest {
    private static final int LANES = 3;
    private final NetworkSpec spec = NetworkSpec.of(2, new Gru(4, true, true), new Lstm(3, true, false), new Dense(2))
            .withHighway(new HighwaySpec(3, List.of(0)));
    private final Network network = Network.of(spec.asSequences());
    private final Parameters start = Initializer.TORCH.parameters(network.layout(), 3);

    /**
     * With a learning rate of 0 the parameters stay, and every gradient must be that of a run from the state k2 steps
     * before.
     */
    @Property(tries = 60)
    void shouldGoBackExactlyK2StepsWhenAnyK1K2AndResets(
            @ForAll @IntRange(min = 1, max = 6) int k1,
            @ForAll @IntRange(min = 0, max = 7) int more,
            @ForAll @IntRange(min = 1, max = 14) int steps,
            @ForAll boolean resets,
            @ForAll long seed) {
        int k2 = k1 + more;
        SplitMix random = new SplitMix(seed);
        float[] x = TrainerTest.random(random, LANES * steps * 2);
        float[] y = TrainerTest.random(random, LANES * steps * 2);
        ArrayLanes lanes = new ArrayLanes(LANES, steps, x, y, null);
        lanes = resets ? lanes.withResets(4, new int[] {0, 1, 3}) : lanes;
        Trainer trainer = trainer(network);
        List<float[]> gradients = new ArrayList<>();
        ArrayLanes source = lanes;
        new TruncatedBptt(k1, k2).epoch(trainer, lanes, 0, (from, to, loss) -> {
            gradients.add(trainer.gradients().clone());
            float[] expected = gradient(source, x, y, steps, from, to, k2);
            for (int i = 0; i < expected.length; i++) {
                assertThat(trainer.gradients()[i]).isCloseTo(expected[i], within(2e-5f));
            }
        });
        assertThat(gradients).hasSize((steps + k1 - 1) / k1);
    }

    /**
     * Step by step, one lane after another, with resets done by hand; then one backward pass through the last k2 steps.
     */
    private float[] gradient(Lanes lanes, float[] x, float[] y, int steps, int from, int to, int k2) {
        float[] gradients = new float[network.layout().size()];
        int begin = Math.max(0, to - k2);
        for (int b = 0; b < LANES; b++) {
            Workspace workspace = network.workspace();
            for (int t = 0; t < begin; t++) {
                if (lanes.resetBefore(b, t) != Reset.NONE) {
                    workspace.resetRecurrentState(0);
                }
                network.forward(
                        start, workspace, Arrays.copyOfRange(x, (b * steps + t) * 2, (b * steps + t + 1) * 2), 1, 1);
            }
            int at = begin;
            while (at < to) { // pieces between resets: nothing passes from one to the next
                int next = at + 1;
                while (next < to && lanes.resetBefore(b, next) == Reset.NONE) {
                    next++;
                }
                if (lanes.resetBefore(b, at) != Reset.NONE) {
                    workspace.resetRecurrentState(0);
                }
                int length = next - at;
                network.forward(
                        start,
                        workspace,
                        Arrays.copyOfRange(x, (b * steps + at) * 2, (b * steps + next) * 2),
                        1,
                        length);
                float[] dOutput = new float[length * 2];
                for (int i = 0; i < length * 2; i++) {
                    boolean counts = at + i / 2 >= from;
                    float error = workspace.output()[i] - y[(b * steps + at) * 2 + i];
                    dOutput[i] = counts ? 2 * error / (LANES * (to - from) * 2) : 0f;
                }
                network.backward(start, workspace, dOutput, gradients);
                at = next;
            }
        }
        return gradients;
    }

    @Test
    void shouldEqualFullBackPropagationWhenK2IsTheWholeLane() {
        SplitMix random = new SplitMix(5);
        float[] x = TrainerTest.random(random, LANES * 9 * 2);
        float[] y = TrainerTest.random(random, LANES * 9 * 2);
        Trainer whole = trainer(network);
        double loss = whole.step(x, y, null, LANES, 9, 0.1);
        Trainer truncated = trainer(network);
        double same = new TruncatedBptt(9, 9).epoch(truncated, new ArrayLanes(LANES, 9, x, y, null), 0.1);
        assertThat(same).isEqualTo(loss);
        assertThat(truncated.parameters().toArray())
                .isEqualTo(whole.parameters().toArray());
    }

    @Test
    void shouldReadTheSameLossWhenEvaluatedInAnyChunks() {
        SplitMix random = new SplitMix(5);
        float[] x = TrainerTest.random(random, LANES * 9 * 2);
        float[] y = TrainerTest.random(random, LANES * 9 * 2);
        Lanes lanes = new ArrayLanes(LANES, 9, x, y, null).withResets(4, new int[] {0, 1, 3});
        Evaluation evaluation = new Evaluation(network, new Loss.Mse());
        double loss = evaluation.along(lanes, 9, start);
        assertThat(evaluation.along(lanes, 2, start)).isCloseTo(loss, within(1e-6));
        assertThat(new TruncatedBptt(3, 5).epoch(trainer(network), lanes, 0)).isCloseTo(loss, within(1e-6));
    }

    @Test
    void shouldRefuseWhenItCannotCarryState() {
        Network both = Network.of(NetworkSpec.of(2, new Bidirectional(new Gru(3, true, true)), new Dense(2)));
        Lanes lanes = new ArrayLanes(1, 2, new float[4], new float[4], null);
        assertThatThrownBy(() -> new TruncatedBptt(1, 1).epoch(trainer(both), lanes, 0))
                .hasMessageStartingWith("truncated bptt needs a causal network that gives sequences");
        assertThatThrownBy(() -> new TruncatedBptt(3, 2)).hasMessage("k2 must be at least k1 = 3, was 2");
        assertThatThrownBy(() -> new TruncatedBptt(0, 2)).hasMessage("k1 must be at least 1, was 0");
    }

    private static Trainer trainer(Network network) {
        Parameters start = Initializer.TORCH.parameters(network.layout(), 3);
        return new Trainer(
                network, start, new Loss.Mse(), new Sgd(network.layout().size(), 0), new Clipping.None(), 1);
    }
}
