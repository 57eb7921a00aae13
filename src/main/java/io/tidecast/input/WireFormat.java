package io.tidecast.input;

import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Confluent's wire format: a zero, the schema's id in four bytes, and what is of that schema. */
final class WireFormat {
    /** Where what is of the schema begins. */
    static final int PREFIX = 5;

    private WireFormat() {}

    /** @throws UnreadableRecordException if the value does not begin so */
    static int schemaId(byte[] value) {
        if (value.length < PREFIX || value[0] != 0) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE,
                    "value",
                    "begin with a zero and a schema's id in four bytes (readings.registry.url is set)",
                    Arrays.toString(Arrays.copyOf(value, Math.min(value.length, PREFIX))));
        }
        return ByteBuffer.wrap(value).getInt(1);
    }
}
