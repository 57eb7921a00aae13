package io.tidecast.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkSpecTest {
    private static final NetworkSpec GRU_STACK = NetworkSpec.of(
            7, new Gru(75, false, true), new Gru(30, false, true), new Gru(30, false, false), new Dense(1));
    private static final NetworkSpec LSTM_STACK = NetworkSpec.of(
            7, new Lstm(75, false, true), new Lstm(30, false, true), new Lstm(30, false, false), new Dense(1));

    @Test
    void shouldNameParametersAsPyTorchWhenOneGruAndDense() {
        Layout layout = Network.of(NetworkSpec.of(3, new Gru(5, true, false), new Dense(2)))
                .layout();
        assertThat(layout.views().stream().map(v -> v.name() + v.shape()))
                .containsExactly(
                        "gru.weight_ih_l0[15, 3]",
                        "gru.weight_hh_l0[15, 5]",
                        "gru.bias_ih_l0[15]",
                        "gru.bias_hh_l0[15]",
                        "head.weight[2, 5]",
                        "head.bias[2]");
    }

    @Test
    void shouldNumberModulesWhenUnitsDifferAndLayersWhenTheyAreEqual() {
        assertThat(Network.of(GRU_STACK).layout().views().stream()
                        .map(ParameterView::name)
                        .filter(name -> name.contains("weight")))
                .containsExactly(
                        "gru_0.weight_ih_l0",
                        "gru_0.weight_hh_l0",
                        "gru_1.weight_ih_l0",
                        "gru_1.weight_hh_l0",
                        "gru_1.weight_ih_l1",
                        "gru_1.weight_hh_l1",
                        "head.weight");
    }

    @Test
    void shouldPrintTheTableOfKerasWhenSummarised() {
        assertThat(NetworkSummary.of(GRU_STACK))
                .isEqualTo(
                        """
                        Layer (type)  Output Shape      Param #
                        ---------------------------------------
                        gru_0 (Gru)   (None, None, 75)   18,675
                        gru_1 (Gru)   (None, None, 30)    9,540
                        gru_1 (Gru)   (None, 30)          5,490
                        head (Dense)  (None, 1)              31
                        ---------------------------------------
                        Total parameters: 33,736
                        """);
        assertThat(NetworkSummary.of(LSTM_STACK)).contains("Total parameters: 44,971");
    }

    @Test
    void shouldKeepTheParametersWhenTurnedToSequences() {
        NetworkSpec spec = NetworkSpec.of(3, new Gru(5, true, true), new Gru(4, true, false), new Dense(2));
        assertThat(spec.output()).isEqualTo(Shape.vectorOf(2));
        assertThat(spec.asSequences().output()).isEqualTo(Shape.sequenceOf(2));
        assertThat(Layout.of(spec.asSequences())).isEqualTo(Layout.of(spec));
    }

    @Test
    void shouldReadDefaultsAndTextWhenGivenAsPlainData() {
        Map<String, Object> map = Map.of(
                "inputs", "4",
                "layers", List.of(Map.of("type", "gru", "units", "32"), Map.of("type", "dense", "units", 24)),
                "highway", Map.of("steps", 48, "channels", List.of(0)));
        assertThat(NetworkSpec.fromMap(map))
                .isEqualTo(NetworkSpec.of(4, new Gru(32, true, false), new Dense(24))
                        .withHighway(new HighwaySpec(48, List.of(0))));
    }

    @Test
    void shouldNameLayerRuleAndValueWhenSomethingIsWrong() {
        refused(Map.of("type", "gru", "units", 0), "layers[0] (gru): units must be 1..65536, was 0");
        refused(Map.of("type", "gru"), "layers[0].units is missing");
        refused(Map.of("type", "gru", "units", 2.5), "layers[0].units must be a whole number, was 2.5");
        refused(Map.of("type", "tcn"), "layers[0].type must be one of [gru, lstm, ");
        refused(
                Map.of("type", "dropout", "rate", 1),
                "layers[0] (dropout): rate must be at least 0 and below 1, was 1.0");
        refused(
                Map.of("type", "dense", "units", 1, "activation", "gelu"),
                "layers[0] (dense): activation must be one of [linear, tanh, sigmoid, relu], was gelu");
        refused(Map.of("type", "repeat-vector", "times", 3), "layers[0] (repeat-vector): repeat-vector needs a vector");
        refused(
                Map.of("type", "bidirectional", "layer", Map.of("type", "dense", "units", 1)),
                "layers[0].layer.type must be gru, lstm or rnn, was dense");
        refused(
                Map.of("type", "bidirectional", "layer", Map.of("type", "gru", "units", -1)),
                "layers[0].layer (gru): units must be 1..65536, was -1");
    }

    private static void refused(Map<String, Object> layer, String message) {
        assertThatThrownBy(() -> NetworkSpec.fromMap(Map.of("inputs", 3, "layers", List.of(layer))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldRefuseTheHighwayWhenItDoesNotFit() {
        NetworkSpec spec = NetworkSpec.of(3, new Gru(4, true, false), new Dense(4));
        assertThatThrownBy(() -> spec.withHighway(new HighwaySpec(2, List.of(3))))
                .hasMessage("highway.channels must be 0..2, was 3");
        assertThatThrownBy(() -> spec.withHighway(new HighwaySpec(2, List.of(0, 1, 2))))
                .hasMessageContaining("must divide the 4 outputs evenly");
        assertThatThrownBy(() -> NetworkSpec.of(3, new Gru(4, true, false), new Gru(4, true, false)))
                .hasMessageStartingWith("layers[1] (gru): gru needs a sequence, was given (None, 4)");
    }
}
