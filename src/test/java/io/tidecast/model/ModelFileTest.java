package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.series.Cycle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ModelFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode header(byte[] file) {
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        try {
            return JSON.readTree(file, 8, length);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The file with its header changed, the weights as they are. */
    private static byte[] changed(byte[] file, Consumer<ObjectNode> change) throws IOException {
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        ObjectNode header = (ObjectNode) header(file);
        change.accept(header);
        byte[] head = JSON.writeValueAsBytes(header);
        ByteBuffer out =
                ByteBuffer.allocate(8 + head.length + file.length - 8 - length).order(ByteOrder.LITTLE_ENDIAN);
        return out.putLong(head.length)
                .put(head)
                .put(file, 8 + length, file.length - 8 - length)
                .array();
    }

    private static void changeManifest(ObjectNode header, String field, Object value) {
        try {
            ObjectNode manifest = (ObjectNode)
                    JSON.readTree(header.path("__metadata__").path("tidecast").textValue());
            manifest.set(field, JSON.valueToTree(value));
            ((ObjectNode) header.path("__metadata__")).put("tidecast", JSON.writeValueAsString(manifest));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadBackTheSameModel() {
        Forecaster model = ModelFixtures.model(3);
        Forecaster copy = ModelFile.read(ModelFixtures.file(3));
        assertThat(copy.parameters().toArray())
                .containsExactly(model.parameters().toArray());
        assertThat(copy.manifest().version()).isEqualTo(3);
        assertThat(copy.manifest().parent()).isEqualTo("default/1");
        assertThat(copy.manifest().features()).containsExactly("temp", "load");
        assertThat(copy.network().spec()).isEqualTo(model.network().spec());
    }

    @Test
    void shouldLayTensorsOutAsSafetensorsWithPyTorchsNames() {
        byte[] file = ModelFixtures.file(1);
        JsonNode header = header(file);
        assertThat(header.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "__metadata__",
                        "gru.weight_ih_l0",
                        "gru.weight_hh_l0",
                        "gru.bias_ih_l0",
                        "gru.bias_hh_l0",
                        "head.weight",
                        "head.bias",
                        "highway.weight");
        assertThat(header.path("gru.weight_ih_l0").path("shape").toString()).isEqualTo("[18,9]");
        assertThat(header.path("__metadata__").path("tidecast").isTextual()).isTrue();
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(length % 8).isZero();
        long end = 0;
        for (JsonNode tensor : header) {
            end = Math.max(end, tensor.path("data_offsets").path(1).asLong());
        }
        assertThat(8 + length + end).isEqualTo(file.length);
    }

    @Test
    void shouldReadTheCalendarOfTheFirstFormat() throws IOException {
        byte[] first = changed(ModelFixtures.file(1), h -> {
            changeManifest(h, "format", 1);
            changeManifest(h, "calendar", true);
        });
        assertThat(ModelFile.read(first).manifest().covariates().calendar()).containsExactly(Cycle.HOUR, Cycle.WEEKDAY);
        byte[] none = changed(first, h -> changeManifest(h, "calendar", false));
        assertThatThrownBy(() -> ModelFile.read(none)).hasMessageContaining("must map 5 inputs to 4 outputs, maps 9");
    }

    @Test
    void shouldRefuseADamagedFileWithTheReason() throws IOException {
        byte[] good = ModelFixtures.file(1);
        byte[] flipped = good.clone();
        flipped[good.length - 5] ^= 1;
        assertThatThrownBy(() -> ModelFile.read(flipped)).hasMessageStartingWith("sha256 of the weights must be");
        assertThatThrownBy(() -> ModelFile.read(Arrays.copyOf(good, good.length - 4)))
                .hasMessageStartingWith("sha256");
        assertThatThrownBy(() -> ModelFile.read(new byte[3])).hasMessage("header length must be 2..3, was -1");
        assertThatThrownBy(() -> ModelFile.read("not a model at all".getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("header length must be");
        assertThatThrownBy(() -> ModelFile.read(new byte[ModelFile.MAX_BYTES + 1]))
                .hasMessageContaining("at most 921600");
        byte[] newer = changed(good, h -> changeManifest(h, "format", 9));
        assertThatThrownBy(() -> ModelFile.read(newer)).hasMessage("manifest.format must be 1..8, was 9");
        byte[] bare = changed(good, h -> h.remove("__metadata__"));
        assertThatThrownBy(() -> ModelFile.read(bare)).hasMessageContaining("must hold the manifest");
        byte[] lacking = changed(good, h -> h.remove("head.bias"));
        assertThatThrownBy(() -> ModelFile.read(lacking)).hasMessage("tensors must be 7, were 6");
        byte[] reshaped = changed(
                good,
                h -> ((ObjectNode) h.path("head.bias")).putArray("shape").add(2).add(2));
        assertThatThrownBy(() -> ModelFile.read(reshaped)).hasMessage("head.bias.shape must be [4], was [2,2]");
        byte[] beyond = changed(good, h -> ((ObjectNode) h.path("head.bias"))
                .putArray("data_offsets")
                .add(1L << 40)
                .add((1L << 40) + 16));
        assertThatThrownBy(() -> ModelFile.read(beyond)).hasMessageStartingWith("head.bias.data_offsets must span 16");
        byte[] scaled = changed(good, h -> changeManifest(h, "scaling", "by eye"));
        assertThatThrownBy(() -> ModelFile.read(scaled))
                .hasMessageContainingAll("scaling must be one of [device: diff/std-of-diff", "was by eye");
        byte[] moon = changed(good, h -> changeManifest(h, "calendar", List.of("moon")));
        assertThatThrownBy(() -> ModelFile.read(moon)).hasMessageContaining("a cycle must be one of hour");
        byte[] narrower = changed(good, h -> changeManifest(h, "horizon", 5));
        assertThatThrownBy(() -> ModelFile.read(narrower)).hasMessageContaining("must map 9 inputs to 5 outputs");
    }

    @Test
    void shouldRefuseWeightsThatAreNotFinite() {
        Forecaster model = ModelFixtures.model(1);
        io.tidecast.nn.Parameters poisoned = model.parameters().copy();
        poisoned.set("head.bias", new float[] {0, Float.NaN, 0, 0});
        byte[] file = ModelFile.write(model.manifest(), poisoned);
        assertThatThrownBy(() -> ModelFile.read(file)).hasMessage("head.bias must be finite, had NaN");
    }

    /** Whatever the bytes, the answer is a model or an IllegalArgumentException. */
    @Test
    void shouldNeverFailOtherwiseOnRandomDamage() {
        byte[] good = ModelFixtures.file(1);
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = good.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                damaged[random.nextInt(random.nextBoolean() ? 1500 : good.length)] = (byte) random.nextInt();
            }
            try {
                ModelFile.read(damaged);
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1500);
    }
}
