package io.tidecast.forecaster;

import io.tidecast.input.GroupSource;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reading together with the record it came from, so that a reading refused later (a late one) still reaches the dead
 * letters as it came.
 *
 * @param group the group it tells of its device, {@link GroupSource#NONE} if none
 * @param key the record's own key, may be null
 * @param value the record's own value
 */
record SourcedReading(
        Reading reading, String group, String topic, int partition, long offset, byte[] key, byte[] value) {
    /** The same record with another reading. */
    SourcedReading with(Reading other) {
        return new SourcedReading(other, group, topic, partition, offset, key, value);
    }

    /** A reading that was decoded from this record. */
    static SourcedReading of(Decoded decoded, Record<byte[], byte[]> record, RecordMetadata from) {
        return new SourcedReading(
                decoded.reading(),
                decoded.group(),
                from.topic(),
                from.partition(),
                from.offset(),
                record.key(),
                record.value());
    }

    /** @throws UnreadableRecordException if the record's key is not the reading's device */
    void requireKeyedByDevice() {
        String device = reading.device();
        if (key == null || !Arrays.equals(key, device.getBytes(StandardCharsets.UTF_8))) {
            throw UnreadableRecordException.of(
                    "key",
                    "be the device " + device + " (readings.keyed-by-device is true)",
                    key == null ? null : new String(key, StandardCharsets.UTF_8));
        }
    }
}
