package io.tidecast.forecaster;

import io.tidecast.input.GroupSource;
import io.tidecast.series.Reading;

/**
 * A reading together with the record it came from, so that a reading refused later (a late one) still reaches the dead
 * letters as it came.
 *
 * @param group the group it tells of its device, {@link GroupSource#NONE} if none
 * @param key the record's own key, may be null
 * @param value the record's own value
 */
record SourcedReading(
        Reading reading, String group, String topic, int partition, long offset, byte[] key, byte[] value) {}
