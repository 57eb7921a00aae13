package io.tidecast.device;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Store keys {@code id | 0 | number}: all entries of one device (or model) stand together, in the order of their
 * numbers.
 */
public final class DeviceKey {
    private DeviceKey() {}

    public static Bytes of(String id, long number) {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        // With the sign bit flipped, unsigned byte order is the order of signed numbers.
        return Bytes.wrap(ByteBuffer.allocate(text.length + 1 + Long.BYTES)
                .put(text)
                .put((byte) 0)
                .putLong(number ^ Long.MIN_VALUE)
                .array());
    }

    /**
     * A key before all of an id's others, to be kept for good. An iterator looks one live key ahead of its range;
     * without this one it would walk through everything that was ever deleted of the next id.
     */
    static Bytes first(String id) {
        return of(id, Long.MIN_VALUE);
    }

    /** A key behind all of an id's others. */
    static Bytes last(String id) {
        return of(id, Long.MAX_VALUE);
    }

    static long number(Bytes key) {
        byte[] bytes = key.get();
        return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES) ^ Long.MIN_VALUE;
    }
}
