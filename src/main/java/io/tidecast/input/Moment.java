package io.tidecast.input;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;

/** Timestamp whose unit is not in doubt, as it stands in a tree of Jackson's. */
record Moment(Instant at) {
    /** Milliseconds since 1970, of what they can hold; beyond that as far as a double tells. */
    static double millis(Instant moment) {
        return moment.getEpochSecond() * 1e3 + Math.floorDiv(moment.getNano(), 1_000_000);
    }

    /** In ISO-8601, also where the tree is written into a message. */
    @JsonValue
    @Override
    public String toString() {
        return at.toString();
    }
}
