package io.tidecast.forecaster;

import io.tidecast.input.GroupSource;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.OriginalRecord;
import io.tidecast.record.SentAt;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Reading together with the record it came from, so that a reading refused later (a late one) still reaches the dead
 * letters as it came.
 *
 * @param group the group it tells of its device, {@link GroupSource#NONE} if none
 * @param ahead whether it is no reading, but what is known ahead of a step to come; its record is told by place alone
 */
record SourcedReading(Reading reading, String group, OriginalRecord original, boolean ahead) {
    /** A reading, of what is over. */
    SourcedReading(Reading reading, String group, OriginalRecord original) {
        this(reading, group, original, false);
    }

    /** What a record tells of a step to come. */
    static SourcedReading ahead(Reading told, DeadLetters.Origin origin) {
        OriginalRecord original =
                new OriginalRecord(origin, null, new byte[0], new RecordHeaders(), OriginalRecord.NO_TIMESTAMP);
        return new SourcedReading(told, GroupSource.NONE, original, true);
    }

    /** The same record with another reading. */
    SourcedReading with(Reading other) {
        return new SourcedReading(other, group, original, ahead);
    }

    /** The same record with what its headers on the repartition topic tell of those it came with. */
    SourcedReading with(Headers headers) {
        return new SourcedReading(
                reading,
                group,
                new OriginalRecord(
                        original.origin(),
                        original.key(),
                        original.value(),
                        headers,
                        SentAt.in(headers).orElse(OriginalRecord.NO_TIMESTAMP)),
                ahead);
    }

    /** A reading that was decoded from this record. */
    static SourcedReading of(Decoded decoded, OriginalRecord original) {
        return new SourcedReading(decoded.reading(), decoded.group(), original);
    }

    /** @throws UnreadableRecordException if the record's key is not the reading's device */
    void requireKeyedByDevice() {
        String device = reading.device();
        byte[] key = original.key();
        if (key == null || !Arrays.equals(key, device.getBytes(StandardCharsets.UTF_8))) {
            throw UnreadableRecordException.of(
                    "key",
                    "be the device " + device + " (readings.keyed-by-device is true)",
                    key == null ? null : new String(key, StandardCharsets.UTF_8));
        }
    }
}
