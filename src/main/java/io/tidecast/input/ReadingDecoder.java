package io.tidecast.input;

import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/**
 * Deserializer of records of the readings topic. It is given all that a record is, since a schema registry tells a
 * schema by topic and headers.
 */
@FunctionalInterface
public interface ReadingDecoder {
    /**
     * Reading out of a record.
     *
     * @param reading NaN where the record has no value
     * @param group the group that the record tells of the device, {@link GroupSource#NONE} if none
     * @param dropped why values are missing that the record has, but that cannot be read
     */
    record Decoded(Reading reading, String group, List<UnreadableRecordException> dropped) {}

    /**
     * The readings that a record holds, in its order; none, one or several.
     *
     * @param key may be null; the device where the value names none
     * @param value may be null, which is refused
     * @param timestampMs the event time where the value names none
     * @throws UnreadableRecordException with name, rule and value, if any part of the record cannot be read
     */
    List<Decoded> decode(String topic, Headers headers, byte[] key, byte[] value, long timestampMs);

    /**
     * Every field of the readings of a record by its path, for who does not know yet where a reading's parts stand.
     * What is around a list of readings has paths of {@code record:}; of a list of objects its path alone is told, as
     * {@link FieldValue.Kind#OTHER}. None where the format cannot tell.
     *
     * @throws UnreadableRecordException if the record is not of the format
     */
    default List<Map<FieldPath, FieldValue>> fields(
            String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {
        return List.of();
    }
}
