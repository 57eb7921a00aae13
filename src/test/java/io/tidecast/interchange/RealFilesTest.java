package io.tidecast.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.nn.Activation;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.NetworkSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Files that PyTorch and Keras wrote themselves; {@code real/make.py} has what they were told. */
class RealFilesTest {
    private static final NetworkSpec WRAPPED =
            NetworkSpec.of(3, new Dense(6, Activation.RELU), new Lstm(5, false, false), new Dense(2));

    static final List<Fixture> FILES = List.of(
            of("keras-3.15.1-fitted.keras"),
            of("keras-3.15.1-gru-before.h5"),
            of("keras-3.15.1-no-bias.weights.h5"),
            of("keras-3.15.1-seq2seq.keras"),
            of("torch-1.13.0-double.pt"),
            of("torch-1.13.0-gru-last.onnx"),
            of("torch-1.13.0-lstm-both-ends.onnx"),
            of("torch-1.13.0-lstm-given.onnx"),
            of("torch-1.13.0-rnn-2layer-state.onnx"),
            new Fixture("real/torch-1.13.0-wrapped.pt", Optional.of(WRAPPED)),
            of("torch-2.13.0-cell.safetensors"),
            of("torch-2.13.0-checkpoint.pt"),
            of("torch-2.13.0-gru-2layer-state.onnx"),
            of("torch-2.13.0-gru-beside.onnx"),
            of("torch-2.13.0-gru-halves.onnx"),
            of("torch-2.13.0-gru-last.onnx"),
            of("torch-2.13.0-half.safetensors"),
            of("torch-2.13.0-lstm-both-ends.onnx"),
            of("torch-2.13.0-numbered.safetensors"),
            of("torch-2.13.0-parallel.pth"),
            of("torch-2.13.0-rnn-script.onnx"));

    private static Fixture of(String name) {
        return new Fixture("real/" + name, Optional.empty());
    }

    @ParameterizedTest
    @FieldSource("FILES")
    void shouldGiveTheLibrarysOutputsWhenItWroteTheFileItself(Fixture file) throws IOException {
        assertThat(file.deviation()).isCloseTo(0, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            torch-1.13.0-legacy.pt  | file must be a zip, as torch.save writes it since 1.6; is a bare pickle
            torch-2.13.0-whole.pt   | names torch.nn.modules.rnn.GRU
            torch-2.13.0-lstm-proj.onnx | it begins from a state other than 2 zeros
            """)
    void shouldRefuseOtherFormsOfPyTorchByName(String name, String reason) {
        assertThatThrownBy(of(name)::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldRefuseAnLstmWithProjection() {
        assertThatThrownBy(() -> TorchNetwork.of(
                        List.of(
                                zeros("rnn.weight_ih_l0", 20, 3),
                                zeros("rnn.weight_hh_l0", 20, 2),
                                zeros("rnn.weight_hr_l0", 2, 5)),
                        Optional.empty()))
                .hasMessage("rnn.weight_hr_l0 must not be there: an LSTM with proj_size has no counterpart");
    }

    /** Sorted by their names, the decoder comes first. */
    @Test
    void shouldRefuseModulesOfOneSizeWhenTheirOrderIsLost() {
        assertThatThrownBy(() -> TorchNetwork.ofSorted(twoCells("encoder.", "decoder."), Optional.empty()))
                .hasMessageStartingWith("decoder. and encoder. must differ in size or in a number in their names")
                .hasMessageEndingWith("torch.save(model.state_dict(), …) does");
        NetworkSpec read = TorchNetwork.ofSorted(twoCells("gru10.", "gru2."), Optional.empty())
                .network();
        assertThat(read).isEqualTo(NetworkSpec.of(4, new Gru(4, true, true), new Gru(4, true, false)));
    }

    @Test
    void shouldTakeNumbersInNamesForNumbers() {
        Map<String, Boolean> before = new LinkedHashMap<>();
        before.put("net.2.weight", true);
        before.put("net.10.weight", false);
        before.forEach((name, first) -> assertThat(NumberedNames.ORDER.compare(name, "net.9.weight") < 0)
                .isEqualTo(first));
    }

    private static List<WeightArray> twoCells(String one, String other) {
        return List.of(
                zeros(one + "weight_ih_l0", 12, 4),
                zeros(one + "weight_hh_l0", 12, 4),
                zeros(other + "weight_ih_l0", 12, 4),
                zeros(other + "weight_hh_l0", 12, 4));
    }

    private static WeightArray zeros(String name, int rows, int columns) {
        return new WeightArray(name, List.of(rows, columns), new float[rows * columns]);
    }
}
