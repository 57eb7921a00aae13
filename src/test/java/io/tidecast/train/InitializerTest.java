package io.tidecast.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.HighwaySpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;

class InitializerTest {
    private final Network network =
            Network.of(NetworkSpec.of(3, new Gru(16, true, true), new Lstm(8, true, false), new Dense(2))
                    .withHighway(new HighwaySpec(4, List.of(0))));

    @Test
    void shouldGiveTheSameBitsWhenTheSeedIsTheSame() {
        for (Initializer initializer : Initializer.values()) {
            float[] first = initializer.parameters(network.layout(), 5).toArray();
            assertThat(initializer.parameters(network.layout(), 5).toArray()).isEqualTo(first);
            assertThat(initializer.parameters(network.layout(), 6).toArray()).isNotEqualTo(first);
        }
    }

    @Test
    void shouldStayWithinPyTorchsBoundsWhenTorch() {
        Parameters parameters = Initializer.TORCH.parameters(network.layout(), 1);
        assertThat(largest(parameters.get("gru.weight_ih_l0"))).isBetween(0.22, 0.25);
        assertThat(largest(parameters.get("gru.bias_hh_l0"))).isBetween(0.2, 0.25);
        assertThat(largest(parameters.get("head.weight"))).isBetween(0.25, 1 / Math.sqrt(8));
        assertThat(largest(parameters.get("highway.weight"))).isBetween(0.2, 0.5);
    }

    @Test
    void shouldBeOrthogonalAndRememberWhenKeras() {
        Parameters parameters = Initializer.KERAS.parameters(network.layout(), 1);
        float[] u = parameters.get("gru.weight_hh_l0"); // [48,16]
        for (int i = 0; i < 16; i++) {
            for (int j = 0; j < 16; j++) {
                double dot = 0;
                for (int k = 0; k < 48; k++) {
                    dot += u[k * 16 + i] * u[k * 16 + j];
                }
                assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-5));
            }
        }
        float[] bias = parameters.get("lstm.bias_ih_l0");
        for (int i = 0; i < bias.length; i++) {
            assertThat(bias[i]).isEqualTo(i / 8 == 1 ? 1f : 0f);
        }
        assertThat(parameters.get("lstm.bias_hh_l0")).containsOnly(0f);
        assertThat(largest(parameters.get("gru.weight_ih_l0"))).isBetween(0.3, Math.sqrt(6.0 / (48 + 3)));
    }

    @Test
    void shouldSpreadEveryWeightBySizeWhenGlorot() {
        Parameters parameters = Initializer.GLOROT.parameters(network.layout(), 1);
        assertThat(largest(parameters.get("gru.weight_hh_l0"))).isBetween(0.29, Math.sqrt(6.0 / (48 + 16)));
        assertThat(largest(parameters.get("head.weight"))).isBetween(0.5, Math.sqrt(6.0 / (2 + 8)));
        assertThat(parameters.get("lstm.bias_ih_l0")).containsOnly(0f);
    }

    @Test
    void shouldHaveOrthonormalColumnsOrRowsWhenOrthogonal() {
        Parameters parameters = Initializer.ORTHOGONAL.parameters(network.layout(), 1);
        float[] tall = parameters.get("gru.weight_ih_l0"); // [48,3]
        float[] wide = parameters.get("head.weight"); // [2,8]
        double columns = 0;
        double rows = 0;
        double length = 0;
        for (int k = 0; k < 48; k++) {
            columns += tall[k * 3] * tall[k * 3 + 2];
            length += tall[k * 3 + 1] * tall[k * 3 + 1];
        }
        for (int k = 0; k < 8; k++) {
            rows += wide[k] * wide[8 + k];
        }
        assertThat(columns).isCloseTo(0, within(1e-6));
        assertThat(length).isCloseTo(1, within(1e-6));
        assertThat(rows).isCloseTo(0, within(1e-6));
        assertThat(parameters.get("gru.bias_hh_l0")).containsOnly(0f);
    }

    @Test
    void shouldHaveASmallSpreadWhenNormal() {
        Parameters parameters = Initializer.NORMAL.parameters(network.layout(), 1);
        float[] u = parameters.get("gru.weight_hh_l0");
        double squares = 0;
        for (float value : u) {
            squares += (double) value * value;
        }
        assertThat(Math.sqrt(squares / u.length)).isBetween(0.009, 0.011);
        assertThat(parameters.get("head.bias")).containsOnly(0f);
        assertThatThrownBy(() -> Initializer.of("he"))
                .hasMessage("initializer must be one of [torch, keras, glorot, orthogonal, normal], was he");
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
