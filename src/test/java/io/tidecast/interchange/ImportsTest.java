package io.tidecast.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.NetworkSpec;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ImportsTest {
    static final Iterable<Fixture> FIXTURES = Fixture.ALL;

    @ParameterizedTest
    @FieldSource("FIXTURES")
    void shouldGiveTheLibrarysOutputsWhenItsFileIsRead(Fixture fixture) throws IOException {
        assertThat(fixture.deviation()).isCloseTo(0, within(1e-5));
    }

    @Test
    void shouldReadWhatTheNetworkIsWhenTheFileSaysIt() {
        ForeignModel weather = fixture("weather-seq2seq.keras").read();
        assertThat(weather.library()).startsWith("Keras 3.");
        assertThat(weather.window()).hasValue(18);
        assertThat(weather.network().toMap().toString()).contains("repeat-vector", "bidirectional");
        assertThat(weather.network().outputs()).isEqualTo(1);
        assertThat(fixture("bidirectional-keras2.h5").read().library()).isEqualTo("Keras 2.11.0");
        assertThat(fixture("tf-gru.onnx").read().library()).isEqualTo("ONNX by tf2onnx 1.0");
        assertThat(fixture("tf-gru.onnx").read().network().layers().get(0)).isEqualTo(new Gru(5, false, false));
        assertThat(fixture("torch-lstm.onnx").read().window()).isEmpty();
    }

    @Test
    void shouldRefuseASpecThatIsNotTheFiles() {
        NetworkSpec other = NetworkSpec.of(3, new Gru(6, true, false), new Dense(2));
        assertThatThrownBy(() -> Imports.read(fixture("gru-dense.weights.h5").bytes(), Optional.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--spec: layers[0] must be gru of 5 units as in the file, was gru of 6");
    }

    private static Fixture fixture(String name) {
        return Fixture.ALL.stream()
                .filter(each -> each.file().equals(name) && each.spec().isEmpty())
                .findFirst()
                .orElseThrow();
    }
}
