package io.tidecast.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tensors of a version beside its network's weights: what the pool's other methods have learnt of all devices of the
 * model, from which a device that is new begins. Each says what it is of; whoever reads one asks for just that, so that
 * one of another season or other covariates is passed over.
 *
 * <p>They stand as text in the metadata of a {@link ModelFile}, float32 in base64, where a build that knows nothing of
 * them passes them over too.
 *
 * @param byName name to tensor
 */
public record PoolTensors(Map<String, Tensor> byName) {
    /** Nothing was learnt. */
    public static final PoolTensors NONE = new PoolTensors(Map.of());

    /** Most bytes of all tensors together. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Tensor.
     *
     * @param of its axes and what they are, in words
     * @param meaning the same as a number, which whoever reads it compares
     */
    public record Tensor(String of, int meaning, float[] values) {
        public Tensor {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("a tensor's values must be finite, had " + value);
                }
            }
        }
    }

    /** As it is written. */
    private record Text(String of, int meaning, String values) {}

    public PoolTensors {
        byName = Collections.unmodifiableMap(new TreeMap<>(byName));
        long bytes = byName.values().stream()
                .mapToLong(tensor -> (long) Float.BYTES * tensor.values().length)
                .sum();
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "tensors of the pool must be at most " + MOST_BYTES + " bytes, were " + bytes);
        }
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** The values of a tensor, if there is one that means this. */
    public Optional<float[]> find(String name, int meaning) {
        Tensor tensor = byName.get(name);
        return tensor != null && tensor.meaning() == meaning ? Optional.of(tensor.values()) : Optional.empty();
    }

    /** As text. */
    String text() {
        Map<String, Text> texts = new TreeMap<>();
        byName.forEach((name, tensor) -> {
            byte[] bytes = new byte[tensor.values().length * Float.BYTES];
            buffer(bytes).asFloatBuffer().put(tensor.values());
            texts.put(
                    name,
                    new Text(tensor.of(), tensor.meaning(), Base64.getEncoder().encodeToString(bytes)));
        });
        try {
            return JSON.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tensors of the pool cannot be written", e);
        }
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static PoolTensors parse(String text) {
        try {
            Map<String, Text> texts = JSON.readValue(text, new TypeReference<>() {});
            if (texts == null) {
                throw new IllegalArgumentException("tensors of the pool must be a JSON object, was " + text);
            }
            Map<String, Tensor> tensors = new TreeMap<>();
            texts.forEach((name, of) -> tensors.put(name, tensor(name, of)));
            return new PoolTensors(tensors);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tensors of the pool must be JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Tensor tensor(String name, Text text) {
        if (text == null || text.of() == null || text.values() == null) {
            throw new IllegalArgumentException("tensor " + name + " must have of and values, had " + text);
        }
        byte[] bytes = Base64.getDecoder().decode(text.values());
        if (bytes.length % Float.BYTES != 0) {
            throw new IllegalArgumentException(
                    "tensor " + name + " must have float32 values, had " + bytes.length + " bytes");
        }
        float[] values = new float[bytes.length / Float.BYTES];
        buffer(bytes).asFloatBuffer().get(values);
        return new Tensor(text.of(), text.meaning(), values);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
