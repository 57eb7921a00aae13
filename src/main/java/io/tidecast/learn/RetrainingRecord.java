package io.tidecast.learn;

import io.tidecast.series.Scale;
import io.tidecast.series.Segment;

/** What the retraining topic carries. */
public sealed interface RetrainingRecord {
    /** Id of the model that is to learn from it. */
    String model();

    /**
     * A contiguous piece of one device's history; each step of a device is in one chunk.
     *
     * @param segment the steps, on the grid of {@code stepMs}
     * @param scale the device's scale when the chunk was cut
     */
    record Chunk(String model, String device, long stepMs, Segment segment, Scale scale) implements RetrainingRecord {}

    /**
     * Somebody wants a fine-tune now.
     *
     * @param reason why, for the provenance
     * @param id repeated requests with one id count once
     */
    record Request(String model, String reason, String id) implements RetrainingRecord {}
}
