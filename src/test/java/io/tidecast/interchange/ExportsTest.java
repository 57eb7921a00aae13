package io.tidecast.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.tidecast.model.Forecaster;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ExportsTest {
    @TestFactory
    Stream<DynamicTest> shouldBringBackTheSameBitsWhenAModelIsWrittenAndRead() {
        return ExampleModels.all().flatMap(model -> Arrays.stream(Exports.Library.values())
                .map(library ->
                        DynamicTest.dynamicTest(library + " " + model.manifest().network(), () -> {
                            byte[] file = Exports.of(model, library, "model").get("model");
                            ForeignModel back = Imports.read(file, Optional.empty());
                            assertThat(back.parameters().toArray())
                                    .containsExactly(model.parameters().toArray());
                            assertThat(back.network()).isEqualTo(model.network().spec());
                            assertThat(back.manifest().orElseThrow().withProvenance(Map.of()))
                                    .hasToString(model.manifest()
                                            .withProvenance(Map.of())
                                            .toString());
                        })));
    }

    @TestFactory
    Stream<DynamicTest> shouldForecastTheSameWhenOnnxRuntimeRunsIt() {
        return ExampleModels.all()
                .map(model -> DynamicTest.dynamicTest(model.manifest().network().toString(), () -> {
                    double[] expected = ExampleModels.forecast(model);
                    float[] given = run(model, ExampleModels.segment(model));
                    double most = 0;
                    for (double value : expected) {
                        most = Math.max(most, Math.abs(value));
                    }
                    assertThat(given).hasSameSizeAs(expected);
                    for (int i = 0; i < given.length; i++) {
                        assertThat((double) given[i]).isCloseTo(expected[i], within(1e-5 * most));
                    }
                }));
    }

    @Test
    void shouldForecastNothingWhenATargetWasNeverObserved() throws OrtException {
        Forecaster model = ExampleModels.trained(true);
        Segment segment = ExampleModels.segment(model);
        double[] values = segment.values().clone();
        for (int i = 0; i < values.length; i += segment.features()) {
            values[i] = Double.NaN;
        }
        Segment unknown = new Segment(segment.firstIndex(), segment.features(), values, segment.observed());
        float[] given = run(model, unknown);
        assertThat(Arrays.copyOfRange(given, 4, 8)).containsOnly(Float.NaN); // temp, the second target
        assertThat(Arrays.copyOfRange(given, 0, 4)).doesNotContain(Float.NaN);
    }

    private static float[] run(Forecaster model, Segment segment) throws OrtException {
        Scale scale = ExampleModels.scale(model);
        byte[] file = Exports.of(model, Exports.Library.ONNX, "model").get("model");
        return OnnxRun.forecast(file, model, segment, scale, ExampleModels.calendar(model));
    }

    @Test
    void shouldRefuseAGraphOfOursWhenItWasChanged() {
        byte[] file = Exports.of(ExampleModels.trained(false), Exports.Library.ONNX, "model")
                .get("model");
        String text = new String(file, StandardCharsets.ISO_8859_1);
        byte[] changed = text.replace("Sub", "Add").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Imports.read(changed, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("graph must be as it was written for model default/1, was changed");
    }

    @Test
    void shouldWriteAModuleWithTheNamesOfTheWeights() {
        Forecaster model = ExampleModels.trained(true);
        String module = new String(
                Exports.of(model, Exports.Library.PYTORCH, "model.safetensors").get(Exports.MODULE),
                StandardCharsets.UTF_8);
        assertThat(module)
                .contains("Network of model default/1")
                .contains("self.gru = nn.GRU(12, 5, num_layers=1, batch_first=True, bidirectional=False)")
                .contains("self.lstm = nn.LSTM(5, 4, num_layers=1, batch_first=True, bidirectional=False)")
                .contains("self.head = nn.Linear(4, 8)")
                .contains("self.highway = Highway(8, 6, [2, 0])")
                .contains("        y, _ = self.gru(y)\n        _, (end, _) = self.lstm(y)\n        y = end[-1]\n")
                .contains("y = y + self.highway(x)")
                .contains("  8  calendar: sine of cycle 0 of [hour, weekday] in UTC")
                .doesNotContainPattern("@[A-Z]+@");
    }
}
