package io.tidecast.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Codec of a pointer's record value on the models topic, both ways. It is beside the pointer and not with the other
 * codecs, since the registry reads it. Fields it does not know are passed over: newer instances may write more.
 */
public final class PointerRecord {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private PointerRecord() {}

    public static byte[] bytes(Pointer pointer) {
        try {
            return JSON.writeValueAsBytes(pointer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a record's value.
     *
     * @throws IllegalArgumentException with name, rule and value
     */
    public static Pointer of(byte[] value) {
        Pointer pointer;
        try {
            pointer = value == null ? null : JSON.readValue(value, Pointer.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    e.getCause() instanceof IllegalArgumentException rule
                            ? rule.getMessage()
                            : "pointer must be JSON of its form: " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (pointer == null) {
            throw new IllegalArgumentException("pointer must be a JSON object, was null");
        }
        return pointer;
    }
}
