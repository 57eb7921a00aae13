package io.tidecast.record;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Record header of when a reading was sent, by the timestamp of its record: on the way to the task that has its device,
 * and on the forecast whose step it closed. Against the time at which that forecast is read it gives the end-to-end
 * latency. A step that silence has closed has none.
 */
public final class SentAt {
    /** Its value is milliseconds since 1970, eight bytes, big-endian. */
    public static final String NAME = "tidecast.sent";

    /** Name and value, and two lengths. */
    public static final int BYTES = NAME.length() + Long.BYTES + 2 * Integer.BYTES;

    private SentAt() {}

    /** Header of a record's timestamp. */
    public static Header header(long timestampMs) {
        return new RecordHeader(
                NAME, ByteBuffer.allocate(Long.BYTES).putLong(timestampMs).array());
    }

    /** What headers say of it; empty where they do not, or not in eight bytes. */
    public static OptionalLong in(Headers headers) {
        Header sent = headers.lastHeader(NAME);
        return sent == null || sent.value() == null || sent.value().length != Long.BYTES
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(sent.value()).getLong());
    }
}
