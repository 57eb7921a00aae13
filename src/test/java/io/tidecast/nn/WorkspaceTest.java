package io.tidecast.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
    private static final NetworkSpec SPEC = NetworkSpec.of(
                    2, new Gru(4, true, true), new Lstm(3, false, true), new Dense(4))
            .withHighway(new HighwaySpec(3, List.of(1, 0)));
    private final NetworkCase net = new NetworkCase(SPEC, 2, 6, 1f, 3);

    @Test
    void shouldAddTheLinearMapOfTheLastInputsWhenThereIsAHighway() {
        Parameters parameters = Parameters.zeros(net.network.layout());
        float[] a = new float[4 * 3];
        SplitMix random = new SplitMix(1);
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextFloat();
        }
        parameters.set("highway.weight", a);
        Workspace workspace = net.network.workspace();
        float[] out = net.network.forward(parameters, workspace, net.x, 2, 6);
        int[] channels = {1, 0};
        for (int b = 0; b < 2; b++) {
            for (int t = 0; t < 6; t++) {
                for (int o = 0; o < 4; o++) {
                    float sum = 0;
                    for (int k = 0; k < 3 && k <= t; k++) {
                        sum += a[o * 3 + k] * net.x[(b * 6 + t - k) * 2 + channels[o / 2]];
                    }
                    assertThat(out[(b * 6 + t) * 4 + o]).isCloseTo(sum, within(1e-5f));
                }
            }
        }
    }

    @Test
    void shouldGiveTheLastStepOfTheSequenceWhenServing() {
        NetworkSpec window = NetworkSpec.of(2, new Gru(4, true, true), new Lstm(3, false, false), new Dense(4))
                .withHighway(new HighwaySpec(3, List.of(1, 0)));
        float[] sequence = net.network.forward(net.parameters, net.network.workspace(), net.x, 2, 6);
        Network serving = Network.of(window);
        float[] last = serving.forward(net.parameters, serving.workspace(), net.x, 2, 6);
        for (int b = 0; b < 2; b++) {
            for (int o = 0; o < 4; o++) {
                assertThat(last[b * 4 + o]).isEqualTo(sequence[(b * 6 + 5) * 4 + o]);
            }
        }
    }

    @Test
    void shouldKeepTheHighwaysHistoryWhenOnlyTheRecurrentStateIsReset() {
        Workspace workspace = net.network.workspace();
        float[] first = lane(0, 0, 3);
        net.network.forward(net.parameters, workspace, first, 1, 3);
        float[] state = new float[workspace.stateSize()];
        workspace.resetRecurrentState(0);
        workspace.readState(0, state);
        assertThat(Arrays.copyOf(state, workspace.recurrentStateSize())).containsOnly(0f);
        assertThat(Arrays.copyOfRange(state, workspace.recurrentStateSize(), state.length))
                .containsExactly(first[3], first[5], first[2], first[4]);
        workspace.resetState(0);
        workspace.readState(0, state);
        assertThat(state).containsOnly(0f);
    }

    @Test
    void shouldEqualChunksResetInBetweenWhenResetsAreMarkedInside() {
        for (Reset kind : List.of(Reset.RECURRENT, Reset.FULL)) {
            Workspace marked = net.network.workspace();
            Resets resets = Resets.of(1, 6).mark(0, 2, kind);
            float[] whole = net.network
                    .forward(net.parameters, marked, lane(0, 0, 6), 1, 6, resets)
                    .clone();
            Workspace cut = net.network.workspace();
            net.network.forward(net.parameters, cut, lane(0, 0, 2), 1, 2);
            if (kind == Reset.FULL) {
                cut.resetState(0);
            } else {
                cut.resetRecurrentState(0);
            }
            float[] rest = net.network.forward(net.parameters, cut, lane(0, 2, 6), 1, 4);
            for (int i = 0; i < 4 * 4; i++) {
                assertThat(whole[2 * 4 + i]).isCloseTo(rest[i], within(1e-6f));
            }
            assertThat(state(marked, 0)).isEqualTo(state(cut, 0));
        }
    }

    @Test
    void shouldCarryOnFromAnEarlierStepWhenAsked() {
        Workspace longer = net.network.workspace();
        net.network.forward(net.parameters, longer, net.x, 2, 6, Resets.of(2, 6).mark(1, 1, Reset.FULL));
        longer.carryFrom(2);
        Workspace shorter = net.network.workspace();
        float[] two = new float[2 * 2 * 2];
        System.arraycopy(net.x, 0, two, 0, 4);
        System.arraycopy(net.x, 12, two, 4, 4);
        net.network.forward(net.parameters, shorter, two, 2, 2, Resets.of(2, 2).mark(1, 1, Reset.FULL));
        assertThat(state(longer, 0)).isEqualTo(state(shorter, 0));
        assertThat(state(longer, 1)).isEqualTo(state(shorter, 1));
    }

    @Test
    void shouldSeeNewWeightsWhenParametersWereEdited() {
        Parameters parameters = net.parameters.copy();
        Workspace workspace = net.network.workspace();
        float before = net.network.forward(parameters, workspace, net.x, 2, 6)[0];
        parameters.set("head.bias", new float[] {9, 9, 9, 9});
        workspace.resetState();
        assertThat(net.network.forward(parameters, workspace, net.x, 2, 6)[0]).isNotEqualTo(before);
        assertThatThrownBy(() -> parameters.publish().edit()).hasMessageContaining("published");
    }

    @Test
    void shouldNameTheLayerAndStepWhenANumberIsNotFinite() {
        net.x[(1 * 6 + 4) * 2] = Float.NaN;
        net.network.forward(net.parameters, net.workspace, net.x, 2, 6);
        assertThat(net.workspace.firstNonFinite()).contains(new NonFinite("input", 4, 1, Float.NaN));
        net.x[(1 * 6 + 4) * 2] = 0f;
        float[] bias = net.parameters.get("lstm.bias_ih_l0");
        Arrays.fill(bias, Float.NaN);
        net.parameters.set("lstm.bias_ih_l0", bias);
        net.workspace.resetState();
        net.network.forward(net.parameters, net.workspace, net.x, 2, 6);
        assertThat(net.workspace.firstNonFinite().orElseThrow())
                .hasToString("NaN in the output of lstm at time step 0 of lane 0");
    }

    @Test
    void shouldSayBothShapesWhenSomethingDoesNotFit() {
        assertThatThrownBy(() -> net.network.forward(net.parameters, net.workspace, new float[3], 2, 6))
                .hasMessageContaining("[B=2, T=6, F=2]")
                .hasMessageContaining("had 3 values");
        Network other = Network.of(NetworkSpec.of(2, new Gru(3, true, false), new Dense(1)));
        assertThatThrownBy(() -> other.forward(net.parameters, other.workspace(), net.x, 2, 6))
                .hasMessageContaining("gru.weight_ih_l0[9, 2]")
                .hasMessageContaining("gru.weight_ih_l0[12, 2]");
        net.forward(Resets.NONE);
        float[] gradients = new float[net.network.layout().size()];
        net.network.backward(net.parameters, net.workspace, net.weighting, gradients);
        assertThatThrownBy(() -> net.network.backward(net.parameters, net.workspace, net.weighting, gradients))
                .hasMessageContaining("must follow a forward pass");
    }

    private float[] lane(int b, int from, int to) {
        return Arrays.copyOfRange(net.x, (b * 6 + from) * 2, (b * 6 + to) * 2);
    }

    private static float[] state(Workspace workspace, int lane) {
        float[] state = new float[workspace.stateSize()];
        workspace.readState(lane, state);
        return state;
    }
}
