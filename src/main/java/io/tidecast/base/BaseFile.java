package io.tidecast.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.nn.Layout;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.synthetic.SeriesGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Safetensors file of the base network (<a href="https://github.com/huggingface/safetensors#format">format</a>): its
 * float32 weights under the names PyTorch uses, with the recipe in {@code __metadata__}. A checkpoint is the same with
 * what the optimiser keeps, and the updates that are done.
 */
public final class BaseFile {
    private static final int MOST_BYTES = 1_500_000;
    private static final String METADATA = "__metadata__";
    private static final String MOMENTS = "optimizer.moments";
    private static final String SHIPPED = "/base/base.safetensors";
    private static final ObjectMapper JSON = new ObjectMapper();

    private BaseFile() {}

    /** The bytes of a training's network. */
    public static byte[] write(Pretraining training) {
        return write(training, new float[0]);
    }

    /** The bytes to resume it from. */
    public static byte[] checkpoint(Pretraining training) {
        return write(training, training.moments());
    }

    /** The network that comes with the application. */
    public static BaseNetwork shipped() {
        return Shipped.NETWORK;
    }

    /** The network of these weights: the one that comes with the application where they are that one's. */
    public static BaseNetwork of(Parameters parameters) {
        BaseNetwork shipped = shipped();
        boolean same = Arrays.equals(shipped.parameters().toArray(), parameters.toArray());
        return same ? shipped : new BaseNetwork(parameters);
    }

    private static final class Shipped {
        static final BaseNetwork NETWORK = load();

        private static BaseNetwork load() {
            try (InputStream from = BaseFile.class.getResourceAsStream(SHIPPED)) {
                return read(from.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(SHIPPED + " cannot be read", e);
            }
        }
    }

    /**
     * Reads a network.
     *
     * @throws IllegalArgumentException if the file is damaged, or of another format or shape
     */
    public static BaseNetwork read(byte[] bytes) {
        Contents contents = Contents.of(bytes);
        return new BaseNetwork(contents.parameters());
    }

    /** A training as it was when its checkpoint was written. */
    public static Pretraining resume(byte[] checkpoint) {
        Contents contents = Contents.of(checkpoint);
        JsonNode own = contents.header.path(METADATA);
        Pretraining.Recipe recipe = new Pretraining.Recipe(
                own.path("updates").asInt(),
                own.path("seed").asLong(),
                own.path("lanes").asInt(),
                families(own.path("without").asText()));
        return new Pretraining(
                recipe,
                contents.parameters(),
                contents.floats(MOMENTS, 2 * BaseNetwork.layout().size()),
                own.path("done").asInt());
    }

    private static String text(Set<SeriesGenerator.Family> families) {
        return families.stream().map(Enum::name).sorted().collect(Collectors.joining(" "));
    }

    private static Set<SeriesGenerator.Family> families(String names) {
        return Stream.of(names.split(" ", -1))
                .filter(name -> !name.isEmpty())
                .map(SeriesGenerator.Family::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static byte[] write(Pretraining training, float[] moments) {
        Layout layout = BaseNetwork.layout();
        Parameters parameters = training.parameters();
        ByteBuffer data = ByteBuffer.allocate((layout.size() + moments.length) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        ObjectNode header = JSON.createObjectNode();
        Pretraining.Recipe recipe = training.recipe();
        header.putObject(METADATA) // Its values are texts, as the format has it.
                .put("format", String.valueOf(BaseNetwork.FORMAT))
                .put("updates", String.valueOf(recipe.updates()))
                .put("seed", String.valueOf(recipe.seed()))
                .put("lanes", String.valueOf(recipe.lanes()))
                .put("without", text(recipe.without()))
                .put("done", String.valueOf(training.done()));
        for (ParameterView view : layout.views()) {
            ObjectNode tensor = put(header, view.name(), parameters.get(view.name()), data);
            view.shape().forEach(tensor.putArray("shape")::add);
        }
        if (moments.length > 0) {
            put(header, MOMENTS, moments, data).putArray("shape").add(moments.length);
        }
        byte[] head = header.toString().getBytes(StandardCharsets.UTF_8);
        int padding = (8 - head.length % 8) % 8;
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + head.length + padding + data.capacity())
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(head.length + (long) padding).put(head);
        for (int i = 0; i < padding; i++) {
            file.put((byte) ' ');
        }
        return file.put(data.array()).array();
    }

    private static ObjectNode put(ObjectNode header, String name, float[] values, ByteBuffer data) {
        int from = data.position();
        for (float value : values) {
            data.putFloat(value);
        }
        ObjectNode tensor = header.putObject(name).put("dtype", "F32");
        tensor.putArray("data_offsets").add(from).add(data.position());
        return tensor;
    }

    /** A file's header and data. */
    private record Contents(JsonNode header, ByteBuffer data) {
        static Contents of(byte[] bytes) {
            require(
                    bytes.length <= MOST_BYTES,
                    "a base file must have at most " + MOST_BYTES + " bytes, had " + bytes.length);
            ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            long length = bytes.length < Long.BYTES ? -1 : file.getLong();
            require(
                    length >= 2 && length <= file.remaining(),
                    "header length must be 2.." + file.remaining() + ", was " + length);
            byte[] head = new byte[(int) length];
            file.get(head);
            try {
                JsonNode header = JSON.readTree(head);
                JsonNode format = header.path(METADATA).path("format");
                require(
                        format.asInt() == BaseNetwork.FORMAT,
                        METADATA + ".format must be " + BaseNetwork.FORMAT + ", was " + format);
                return new Contents(header, file.slice().order(ByteOrder.LITTLE_ENDIAN));
            } catch (IOException e) {
                throw new IllegalArgumentException("header must be JSON: " + e.getMessage(), e);
            }
        }

        Parameters parameters() {
            Parameters parameters = Parameters.zeros(BaseNetwork.layout());
            for (ParameterView view : BaseNetwork.layout().views()) {
                parameters.set(view.name(), floats(view.name(), view.size()));
            }
            return parameters;
        }

        float[] floats(String name, int size) {
            JsonNode tensor = header.path(name);
            JsonNode offsets = tensor.path("data_offsets");
            long from = offsets.path(0).asLong(-1);
            long to = offsets.path(1).asLong(-1);
            require("F32".equals(tensor.path("dtype").asText()), name + ".dtype must be F32, was " + tensor);
            require(
                    from >= 0 && to <= data.capacity() && to - from == (long) size * Float.BYTES,
                    name + ".data_offsets must span " + (long) size * Float.BYTES + " of " + data.capacity()
                            + " bytes, were " + offsets);
            float[] values = new float[size];
            data.slice((int) from, (int) (to - from))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            for (float value : values) {
                require(Float.isFinite(value), name + " must be finite, had " + value);
            }
            return values;
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
