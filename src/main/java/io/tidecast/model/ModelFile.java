package io.tidecast.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.base.BaseFile;
import io.tidecast.base.BaseNetwork;
import io.tidecast.nn.Layout;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Safetensors file of a model (<a href="https://github.com/huggingface/safetensors#format">format</a>): eight bytes of
 * header length, a JSON header with the {@link Manifest} in {@code __metadata__}, then the float32 weights under the
 * names PyTorch uses, those of the base network whose forecasts it is given after them. What the pool's other methods
 * learnt, {@link PoolTensors}, stands beside the manifest. Nothing in it is ever executed, and whatever does not fit is
 * refused with a reason.
 */
public final class ModelFile {
    /** The largest file that is written or read, in bytes: below a broker's default record size of 1 MiB. */
    public static final int MAX_BYTES = 900 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "__metadata__";
    private static final String POOL = "pool";
    /** Beginning of the names of the base network's tensors. */
    private static final String BASE = "base.";

    private static final int PROVENANCE_BYTES = 4 * 1024;
    /** Bytes of objects that a byte of JSON becomes, at most: small maps, lists and boxed numbers. */
    private static final int OBJECTS = 24;

    private ModelFile() {}

    /** The bytes of a model. */
    public static byte[] write(Forecaster model) {
        return write(model.manifest(), model.parameters(), model.pool(), model.base());
    }

    /** The bytes of a model whose network alone has learnt anything. */
    public static byte[] write(Manifest manifest, Parameters parameters) {
        Optional<BaseNetwork> base = manifest.readsBase() ? Optional.of(BaseFile.shipped()) : Optional.empty();
        return write(manifest, parameters, PoolTensors.NONE, base);
    }

    private static byte[] write(
            Manifest manifest, Parameters parameters, PoolTensors pool, Optional<BaseNetwork> base) {
        byte[] file = bytes(manifest, parameters, pool, base);
        requireSize("model " + manifest.id(), file.length);
        return file;
    }

    private static byte[] bytes(
            Manifest manifest, Parameters parameters, PoolTensors pool, Optional<BaseNetwork> base) {
        int given = base.map(network -> network.parameters().layout().size()).orElse(0);
        ByteBuffer data = ByteBuffer.allocate((parameters.layout().size() + given) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        ObjectNode header = JSON.createObjectNode();
        header.putObject(METADATA);
        put(header, "", parameters, data);
        base.ifPresent(network -> put(header, BASE, network.parameters(), data));
        try {
            Manifest hashed = manifest.withSha256(sha256(data.array()));
            ObjectNode metadata = (ObjectNode) header.get(METADATA);
            metadata.put("format", "pt").put("tidecast", JSON.writeValueAsString(hashed));
            if (!pool.isEmpty()) {
                metadata.put(POOL, pool.text());
            }
            return joined(JSON.writeValueAsBytes(header), data.array());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("manifest of " + manifest.model() + " cannot be written", e);
        }
    }

    private static void put(ObjectNode header, String module, Parameters parameters, ByteBuffer data) {
        for (ParameterView view : parameters.layout().views()) {
            int from = data.position();
            for (float value : parameters.get(view.name())) {
                data.putFloat(value);
            }
            ObjectNode tensor = header.putObject(module + view.name());
            tensor.put("dtype", "F32");
            view.shape().forEach(tensor.putArray("shape")::add);
            tensor.putArray("data_offsets").add(from).add(data.position());
        }
    }

    /** Whether a model's file is not larger than may be written, with room for what its provenance is yet to tell. */
    public static boolean fits(Forecaster model) {
        return bytes(model.manifest(), model.parameters(), model.pool(), model.base()).length
                <= MAX_BYTES - PROVENANCE_BYTES;
    }

    private static byte[] joined(byte[] header, byte[] data) {
        int padding = (8 - header.length % 8) % 8;
        int size = Long.BYTES + header.length + padding + data.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length + (long) padding).put(header);
        for (int i = 0; i < padding; i++) {
            file.put((byte) ' ');
        }
        return file.put(data).array();
    }

    /**
     * Reads a model.
     *
     * @throws IllegalArgumentException if the file is damaged, of a newer format, or of another shape than its manifest
     *     says. One whose base network this build does not know is no error: it begins again as this build's
     */
    public static Forecaster read(byte[] bytes) {
        requireSize("model file", bytes.length);
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long length = bytes.length < Long.BYTES ? -1 : file.getLong();
        require(
                length >= 2 && length <= file.remaining(),
                "header length must be 2.." + file.remaining() + ", was " + length);
        byte[] head = new byte[(int) length];
        file.get(head);
        byte[] data = new byte[file.remaining()];
        file.get(data);
        JsonNode header = tree(head);
        Manifest manifest = manifest(header);
        require(
                sha256(data).equals(manifest.sha256()),
                "sha256 of the weights must be " + manifest.sha256() + ", was " + sha256(data));
        if (manifest.readsBase() && !manifest.readsThisBase()) {
            return UntrainedModel.again(manifest);
        }
        Network network = Network.of(NetworkSpec.fromMap(manifest.network()));
        Optional<Layout> base = manifest.readsBase() ? Optional.of(BaseNetwork.layout()) : Optional.empty();
        // Before there is an array of that size: the manifest is whatever its writer wanted.
        long due = ((long) network.layout().size() + base.map(Layout::size).orElse(0)) * Float.BYTES;
        require(
                data.length == due,
                "weights of model " + manifest.id() + " must be " + due + " bytes as its network says, were "
                        + data.length);
        int tensors = network.layout().views().size()
                + base.map(layout -> layout.views().size()).orElse(0);
        require(header.size() == tensors + 1, "tensors must be " + tensors + ", were " + (header.size() - 1));
        return new Forecaster(
                manifest,
                network,
                parameters(network.layout(), "", header, data),
                pool(header),
                base.map(layout -> BaseFile.of(parameters(layout, BASE, header, data))));
    }

    /** Most heap that the model of a file that was read takes, beside the file. */
    static long heapBytes(byte[] file) {
        long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return OBJECTS * header + (file.length - Long.BYTES - header);
    }

    private static JsonNode tree(byte[] head) {
        try {
            return JSON.readTree(head);
        } catch (IOException e) {
            throw new IllegalArgumentException("header must be JSON: " + e.getMessage(), e);
        }
    }

    private static Manifest manifest(JsonNode header) {
        JsonNode text = header.path(METADATA).path("tidecast");
        require(text.isTextual(), METADATA + ".tidecast must hold the manifest, was " + text);
        try {
            Map<String, Object> fields = JSON.readValue(text.textValue(), new TypeReference<>() {});
            Object format = fields.get("format");
            require(
                    format instanceof Integer f && f >= 1 && f <= Manifest.FORMAT,
                    "manifest.format must be 1.." + Manifest.FORMAT + ", was " + format);
            return JSON.convertValue(fields, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("manifest must be JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static PoolTensors pool(JsonNode header) {
        JsonNode text = header.path(METADATA).path(POOL);
        require(text.isMissingNode() || text.isTextual(), METADATA + "." + POOL + " must be text, was " + text);
        return text.isMissingNode() ? PoolTensors.NONE : PoolTensors.parse(text.textValue());
    }

    private static Parameters parameters(Layout layout, String module, JsonNode header, byte[] data) {
        Parameters parameters = Parameters.zeros(layout);
        for (ParameterView view : layout.views()) {
            JsonNode tensor = header.path(module + view.name());
            require(
                    "F32".equals(tensor.path("dtype").asText()),
                    view.name() + ".dtype must be F32, was " + tensor.path("dtype"));
            JsonNode shape = tensor.path("shape");
            require(
                    shape.equals(JSON.valueToTree(view.shape())),
                    view.name() + ".shape must be " + view.shape() + ", was " + shape);
            parameters.set(view.name(), floats(view, tensor.path("data_offsets"), data));
        }
        return parameters.publish();
    }

    private static float[] floats(ParameterView view, JsonNode offsets, byte[] data) {
        long from = offsets.path(0).asLong(-1);
        long to = offsets.path(1).asLong(-1);
        require(
                from >= 0 && to <= data.length && to - from == (long) view.size() * Float.BYTES,
                view.name() + ".data_offsets must span " + view.size() * Float.BYTES + " of " + data.length
                        + " bytes, were " + offsets);
        float[] values = new float[view.size()];
        ByteBuffer.wrap(data, (int) from, (int) (to - from))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(view.name() + " must be finite, had " + value);
            }
        }
        return values;
    }

    private static String sha256(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static void requireSize(String name, long size) {
        require(size <= MAX_BYTES, name + " must be at most " + MAX_BYTES + " bytes, was " + size);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
