package io.tidecast.faults;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * A reading as it was sent.
 *
 * @param number its place among all readings sent, ascending from 0
 * @param values one per feature, NaN where the reading has none
 * @param at the place on the topic it has got
 */
record Sent(long number, String device, long timeMs, List<Float> values, Future<RecordMetadata> at) {
    /** Where the record stands. */
    Place place() {
        return Place.of(at);
    }

    /** A record's partition and offset on the topic of readings. */
    record Place(int partition, long offset) {
        static Place of(Future<RecordMetadata> sent) {
            try {
                RecordMetadata at = sent.get();
                return new Place(at.partition(), at.offset());
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
