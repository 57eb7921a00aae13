package io.tidecast.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer must hold, run over every example of every kind. */
class LayerContractTest {
    static Stream<LayerSpec> examples() {
        return LayerKind.ALL.stream().flatMap(kind -> kind.examples().stream());
    }

    @BeforeAll
    static void shouldFindLayers() {
        assertThat(examples()).isNotEmpty();
        assertThat(LayerKind.ALL).allSatisfy(kind -> assertThat(kind.examples()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldComeBackEqualWhenWrittenAsPlainData(LayerSpec example) {
        NetworkSpec spec = NetworkCase.around(example, 3, 5);
        assertThat(NetworkSpec.fromMap(spec.toMap())).isEqualTo(spec);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldRefuseUnknownSettingsWhenMisspelt(LayerSpec example) {
        var form = example.toMap();
        form.put("unitz", 3);
        assertThatThrownBy(() -> LayerKind.parse("layers[0]", form))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layers[0].unitz is unknown");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldAllocateNothingWhenCalledAgain(LayerSpec example) {
        NetworkSpec spec = NetworkCase.around(example, 3, 33);
        NetworkCase net = new NetworkCase(spec, 9, 4, 1f, 1);
        assertThat(bytesOfTenCalls(net)).isZero();
    }

    @Test
    void shouldAllocateNothingWhenHighwayAndResets() {
        NetworkSpec spec =
                NetworkSpec.of(3, new Gru(5, true, true), new Dense(4)).withHighway(new HighwaySpec(3, List.of(1)));
        assertThat(bytesOfTenCalls(new NetworkCase(spec, 3, 4, 1f, 1))).isZero();
    }

    /**
     * Of the calmest round: a layer that allocates does so in every one. The vector kernels need to be compiled first;
     * the virtual machine itself, too, now and then allocates once on a thread.
     */
    private static long bytesOfTenCalls(NetworkCase net) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        Resets resets = Resets.NONE;
        if (net.network.spec().causal()) {
            resets = Resets.of(net.batch, net.steps).mark(1, 2, Reset.RECURRENT);
        }
        float[] gradients = new float[net.network.layout().size()];
        long calmest = Long.MAX_VALUE;
        long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos(); // for the compilers, on a busy machine
        while (calmest > 0 && System.nanoTime() < patience) {
            long before = threads.getThreadAllocatedBytes(id);
            for (int i = 0; i < 10; i++) {
                net.parameters.edit();
                net.forward(resets);
                net.network.backward(net.parameters, net.workspace, net.weighting, gradients);
                net.workspace.inputGradient();
                net.workspace.readStateGradient(0, net.state[0]);
            }
            calmest = Math.min(calmest, threads.getThreadAllocatedBytes(id) - before);
        }
        return calmest;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldGiveTheSameBitsWhenRunAgainOrInALargerWorkspace(LayerSpec example) {
        NetworkSpec spec = NetworkCase.around(example, 3, 5);
        NetworkCase net = new NetworkCase(spec, 2, 4, 1f, 7);
        net.forward(Resets.NONE);
        float[] first = Arrays.copyOf(net.workspace.output(), net.weighting.length);
        float[] larger = new float[5 * 9 * 3];
        net.network.forward(net.parameters, net.workspace, larger, 5, 9);
        net.forward(Resets.NONE);
        assertThat(Arrays.copyOf(net.workspace.output(), first.length)).isEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldAccumulateWhenGradientsHoldSomethingAlready(LayerSpec example) {
        NetworkCase net = new NetworkCase(NetworkCase.around(example, 3, 5), 2, 4, 1f, 7);
        float[] once = new float[net.network.layout().size()];
        float[] onTop = new float[once.length];
        Arrays.fill(onTop, 1f);
        net.forward(Resets.NONE);
        net.network.backward(net.parameters, net.workspace, net.weighting, once);
        net.forward(Resets.NONE);
        net.network.backward(net.parameters, net.workspace, net.weighting, onTop);
        for (int i = 0; i < once.length; i++) {
            assertThat(onTop[i]).isEqualTo(1f + once[i], within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldCarryOnWhereItStoppedWhenRunInChunks(LayerSpec example) {
        NetworkSpec spec = NetworkCase.around(example, 3, 5);
        if (!spec.causal() || !spec.output().sequence()) {
            return;
        }
        NetworkCase net = new NetworkCase(spec, 2, 6, 1f, 9);
        Workspace workspace = net.network.workspace();
        float[] whole = Arrays.copyOf(
                net.network.forward(net.parameters, workspace, net.x, 2, 6), 2 * 6 * net.network.outputs());
        workspace.resetState();
        int width = net.network.outputs();
        for (int from = 0; from < 6; from += 2) {
            float[] chunk = new float[2 * 2 * 3];
            for (int b = 0; b < 2; b++) {
                System.arraycopy(net.x, (b * 6 + from) * 3, chunk, b * 2 * 3, 2 * 3);
            }
            float[] part = net.network.forward(net.parameters, workspace, chunk, 2, 2);
            for (int b = 0; b < 2; b++) {
                for (int i = 0; i < 2 * width; i++) {
                    assertThat(part[b * 2 * width + i]).isEqualTo(whole[(b * 6 + from) * width + i]);
                }
            }
        }
    }
}
