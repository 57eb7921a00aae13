package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.model.PoolTensors.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTensorsTest {
    private static final PoolTensors TENSORS = new PoolTensors(Map.of(
            "map", new Tensor("2 x 2 of something", 7, new float[] {1, -2.5f, Float.MIN_VALUE, Float.MAX_VALUE}),
            "none", new Tensor("nothing", -1, new float[0])));

    private static Forecaster model() {
        ForecastSettings forecast = new ForecastSettings(
                "m", List.of("a"), List.of("a"), 4, 2, Duration.ofHours(1), Duration.ofHours(24), List.of());
        return UntrainedModel.untrained(forecast, NetworkSettings.defaults().withOwnLayers(), 1);
    }

    @Test
    void shouldComeBackFromAModelFileWithTheSameBits() {
        PoolTensors back =
                ModelFile.read(ModelFile.write(model().with(TENSORS))).pool();
        assertThat(back.byName().keySet()).containsExactly("map", "none");
        assertThat(back.find("map", 7)).hasValueSatisfying(values -> assertThat(values)
                .containsExactly(1, -2.5f, Float.MIN_VALUE, Float.MAX_VALUE));
        assertThat(back.find("none", -1))
                .hasValueSatisfying(values -> assertThat(values).isEmpty());
    }

    @Test
    void shouldFindNothingThatMeansSomethingElse() {
        assertThat(TENSORS.find("map", 8)).isEmpty();
        assertThat(TENSORS.find("other", 7)).isEmpty();
    }

    @Test
    void shouldLeaveAFileWithoutAnyAsItAlwaysWas() {
        Forecaster model = model();
        assertThat(ModelFile.write(model)).isEqualTo(ModelFile.write(model.manifest(), model.parameters()));
        assertThat(ModelFile.read(ModelFile.write(model)).pool().isEmpty()).isTrue();
    }

    @Test
    void shouldStayWithAVersionUnderAnotherManifest() {
        Forecaster model = model().with(TENSORS);
        assertThat(model.as(model.manifest().numbered(9)).pool()).isSameAs(TENSORS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "null",
                "[]",
                "{\"map\":null}",
                "{\"map\":{\"meaning\":1}}",
                "{\"map\":{\"of\":\"x\",\"meaning\":1,\"values\":\"AAA=\"}}", // two bytes
                "{\"map\":{\"of\":\"x\",\"meaning\":1,\"values\":\"?\"}}",
                "{\"map\":{\"of\":\"x\",\"meaning\":1,\"values\":\"AADAfw==\"}}", // NaN
            })
    void shouldRefuseWhatIsNoTensor(String text) {
        assertThatThrownBy(() -> PoolTensors.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseMoreThanAModelMayBring() {
        Tensor large = new Tensor("much", 1, new float[PoolTensors.MOST_BYTES / Float.BYTES + 1]);
        assertThatThrownBy(() -> new PoolTensors(Map.of("map", large)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensors of the pool must be at most 65536 bytes, were 65540");
    }
}
