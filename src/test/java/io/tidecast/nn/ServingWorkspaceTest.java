package io.tidecast.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tidecast.kernel.KernelProvider;
import io.tidecast.kernel.KernelProvider.Choice;
import io.tidecast.kernel.Kernels;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServingWorkspaceTest {
    private static final List<NetworkSpec> SPECS = List.of(
            NetworkSpec.of(3, new Gru(9, true, true), new Gru(33, true, false), new Dense(4)),
            NetworkSpec.of(3, new Gru(7, false, true), new Dense(4)).withHighway(new HighwaySpec(3, List.of(1, 0))),
            NetworkSpec.of(3, new Lstm(17, true, true), new SimpleRnn(5, false, true), new Dense(2)),
            NetworkSpec.of(3, new Bidirectional(new Lstm(6, false, false)), new Dense(2, Activation.TANH)),
            NetworkSpec.of(3, new Bidirectional(new Gru(5, true, false))),
            NetworkSpec.of(3, new SimpleRnn(17, false, true), new Gru(6, true, false)),
            NetworkSpec.of(3, new Gru(8, true, false), new RepeatVector(3), new Gru(8, true, true), new Dense(2)));

    static Stream<Arguments> cases() {
        return Stream.of(Choice.VECTOR, Choice.PLAIN, Choice.EJML, Choice.SCALAR)
                .map(choice -> KernelProvider.provide(choice).kernels())
                .flatMap(kernels -> SPECS.stream().map(spec -> Arguments.of(kernels, spec)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGiveTheSameBitsAndStatesWhenNothingIsKept(Kernels kernels, NetworkSpec spec) {
        for (int batch : List.of(1, 2, 16, 37)) {
            NetworkCase net = new NetworkCase(spec, kernels, batch, 19, 1f, 3);
            Workspace keeping = net.network.workspace();
            Workspace serving = net.network.servingWorkspace();
            Resets resets = spec.causal() ? Resets.of(batch, 19).mark(batch - 1, 11, Reset.FULL) : Resets.NONE;
            for (int call = 0; call < 2; call++) { // the second carries on
                float[] expected = net.network.forward(net.parameters, keeping, net.x, batch, 19, resets);
                float[] actual = net.network.forward(net.parameters, serving, net.x, batch, 19, resets);
                int count = batch * keeping.outputSteps() * net.network.outputs();
                assertThat(Arrays.copyOf(actual, count)).containsExactly(Arrays.copyOf(expected, count));
            }
            requireSameStates(serving, keeping, batch);
        }
    }

    private static void requireSameStates(Workspace serving, Workspace keeping, int lanes) {
        float[] expected = new float[keeping.stateSize()];
        float[] actual = new float[keeping.stateSize()];
        for (int lane = 0; lane < lanes; lane++) {
            keeping.readState(lane, expected);
            serving.readState(lane, actual);
            assertThat(actual).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldEqualTheWholeWindowWhenGivenStepByStep(Kernels kernels, NetworkSpec spec) {
        if (!spec.causal()) {
            return;
        }
        NetworkCase net = new NetworkCase(spec, kernels, 1, 19, 1f, 5);
        Workspace whole = net.network.workspace();
        Workspace stepwise = net.network.servingWorkspace();
        float[] expected = net.network.forward(net.parameters, whole, net.x, 1, 19);
        int outputs = net.network.outputs();
        float[] last = {};
        for (int t = 0; t < 19; t++) {
            float[] x = Arrays.copyOfRange(net.x, 3 * t, 3 * t + 3);
            last = Arrays.copyOf(net.network.forward(net.parameters, stepwise, x, 1, 1), outputs);
        }
        int at = (whole.outputSteps() - 1) * outputs;
        assertThat(last).containsExactly(Arrays.copyOfRange(expected, at, at + outputs));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldKeepEachLanesStateWhenLanesAndStepsChangeFromCallToCall(Kernels kernels, NetworkSpec spec) {
        NetworkCase net = new NetworkCase(spec, kernels, 37, 7, 1f, 6);
        Workspace keeping = net.network.workspace();
        Workspace serving = net.network.servingWorkspace();
        for (int[] call :
                new int[][] {{1, 1}, {1, 1}, {5, 1}, {1, 7}, {37, 1}, {1, 1}, {20, 7}, {16, 1}, {37, 7}, {2, 1}}) {
            int batch = call[0];
            float[] right = net.network.forward(net.parameters, keeping, net.x, batch, call[1]);
            float[] got = net.network.forward(net.parameters, serving, net.x, batch, call[1]);
            int count = batch * keeping.outputSteps() * net.network.outputs();
            assertThat(Arrays.copyOf(got, count)).containsExactly(Arrays.copyOf(right, count));
            requireSameStates(serving, keeping, batch);
            keeping.writeState(0, net.state[batch - 1]);
            serving.writeState(0, net.state[batch - 1]);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldAllocateNothingWhenWarm(Kernels kernels, NetworkSpec spec) {
        NetworkCase net = new NetworkCase(spec, kernels, 9, 12, 1f, 4);
        Workspace training = net.network.workspace();
        Workspace serving = net.network.servingWorkspace();
        float[] dOutput = new float[9 * 12 * net.network.outputs()];
        float[] gradients = new float[net.network.layout().size()];
        Runnable work = () -> {
            net.network.forward(net.parameters, serving, net.x, 9, 12);
            net.network.forward(net.parameters, serving, net.x, 1, 12);
            net.network.forward(net.parameters, serving, net.x, 1, 1);
            net.network.forward(net.parameters, training, net.x, 9, 12);
            net.network.backward(net.parameters, training, dOutput, gradients);
            training.resetState();
        };
        assertThat(bytesOnceWarm(work)).as("bytes a round").isLessThan(64);
    }

    /** Bytes a round, once the compilers are done; they are given a limited time for that. */
    private static long bytesOnceWarm(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = Long.MAX_VALUE;
        for (int round = 0; round < 300 && bytes >= 64; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                work.run();
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
        }
        return bytes;
    }

    @Test
    void shouldNameTheLayerWhenOneUnitOfTheOnlyLaneIsNotFinite() {
        NetworkCase net = new NetworkCase(NetworkSpec.of(3, new Gru(9, true, false), new Dense(4)), 1, 1, 1f, 8);
        float[] bias = net.parameters.get("gru.bias_ih_l0");
        bias[bias.length - 1] = Float.NaN; // of the last unit's candidate
        net.parameters.set("gru.bias_ih_l0", bias);
        Workspace serving = net.network.servingWorkspace();
        net.network.forward(net.parameters, serving, net.x, 1, 1);
        assertThat(serving.firstNonFinite()).contains(new NonFinite("gru", 0, 0, Float.NaN));
    }

    @Test
    void shouldGiveTheSameGradientsWhenAFurtherLaneIsAskedForBetweenThePasses() {
        NetworkSpec spec = NetworkSpec.of(3, new Lstm(9, false, false, 0.4f), new Dense(4));
        float[][] gradients = new float[2][];
        for (int further = 0; further < 2; further++) {
            NetworkCase net = new NetworkCase(spec, 2, 7, 1f, 9);
            Workspace training = net.network.workspace();
            training.train(1);
            net.network.forward(net.parameters, training, net.x, 2, 7);
            training.readState(1 + 5 * further, new float[training.stateSize()]);
            gradients[further] = new float[net.network.layout().size()];
            net.network.backward(net.parameters, training, net.weighting, gradients[further]);
        }
        assertThat(gradients[1]).containsExactly(gradients[0]);
    }

    @Test
    void shouldRefuseABackwardPassWhenServing() {
        NetworkCase net = new NetworkCase(SPECS.get(0), 1, 4, 1f, 1);
        Workspace serving = net.network.servingWorkspace();
        net.network.forward(net.parameters, serving, net.x, 1, 4);
        assertThatThrownBy(() -> net.network.backward(
                        net.parameters,
                        serving,
                        new float[4],
                        new float[net.network.layout().size()]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only runs forward");
        assertThatThrownBy(() -> serving.train(1)).hasMessageContaining("only runs forward");
    }
}
