package io.tidecast.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/**
 * Safetensors file of a model (<a href="https://github.com/huggingface/safetensors#format">format</a>): eight bytes of
 * header length, a JSON header with the {@link Manifest} in {@code __metadata__}, then the float32 weights under the
 * names PyTorch uses. What the pool's other methods learnt, {@link PoolTensors}, stands beside the manifest. Nothing in
 * it is ever executed, and whatever does not fit is refused with a reason.
 */
public final class ModelFile {
    /** The largest file that is written or read, in bytes: below a broker's default record size of 1 MiB. */
    public static final int MAX_BYTES = 900 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "__metadata__";
    private static final String POOL = "pool";
    private static final int PROVENANCE_BYTES = 4 * 1024;
    /** Bytes of objects that a byte of JSON becomes, at most: small maps, lists and boxed numbers. */
    private static final int OBJECTS = 24;

    private ModelFile() {}

    /** The bytes of a model. */
    public static byte[] write(Forecaster model) {
        return write(model.manifest(), model.parameters(), model.pool());
    }

    /** The bytes of a model whose network alone has learnt anything. */
    public static byte[] write(Manifest manifest, Parameters parameters) {
        return write(manifest, parameters, PoolTensors.NONE);
    }

    private static byte[] write(Manifest manifest, Parameters parameters, PoolTensors pool) {
        byte[] file = bytes(manifest, parameters, pool);
        requireSize("model " + manifest.id(), file.length);
        return file;
    }

    private static byte[] bytes(Manifest manifest, Parameters parameters, PoolTensors pool) {
        Layout layout = parameters.layout();
        ByteBuffer data = ByteBuffer.allocate(layout.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ObjectNode header = JSON.createObjectNode();
        header.putObject(METADATA);
        for (ParameterView view : layout.views()) {
            int from = data.position();
            for (float value : parameters.get(view.name())) {
                data.putFloat(value);
            }
            ObjectNode tensor = header.putObject(view.name());
            tensor.put("dtype", "F32");
            view.shape().forEach(tensor.putArray("shape")::add);
            tensor.putArray("data_offsets").add(from).add(data.position());
        }
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

    /** Whether a model's file is not larger than may be written, with room for what its provenance is yet to tell. */
    public static boolean fits(Forecaster model) {
        return bytes(model.manifest(), model.parameters(), model.pool()).length <= MAX_BYTES - PROVENANCE_BYTES;
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
     *     says
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
        Network network = Network.of(NetworkSpec.fromMap(manifest.network()));
        // Before there is an array of that size: the manifest is whatever its writer wanted.
        long due = (long) network.layout().size() * Float.BYTES;
        require(
                data.length == due,
                "weights of model " + manifest.id() + " must be " + due + " bytes as its network says, were "
                        + data.length);
        return new Forecaster(manifest, network, parameters(network.layout(), header, data), pool(header));
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

    private static Parameters parameters(Layout layout, JsonNode header, byte[] data) {
        require(
                header.size() == layout.views().size() + 1,
                "tensors must be " + layout.views().size() + ", were " + (header.size() - 1));
        Parameters parameters = Parameters.zeros(layout);
        for (ParameterView view : layout.views()) {
            JsonNode tensor = header.path(view.name());
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
