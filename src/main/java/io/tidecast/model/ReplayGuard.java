package io.tidecast.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Replay protection of the models topic: takes its records in the topic's order, and refuses one that is not signed, or
 * was signed before what is known. Each pointer of a model has a counter above that of the pointer before; versions and
 * removals have that of the pointer that is to follow them. So what goes with one pointer is refused as a whole once
 * somebody else has moved it: of two writers that knew the same pointer, the first one's stands.
 *
 * <p>Example: after pointer 7 come version 6 and a pointer to it, both with counter 8. A copy of the pointer with
 * counter 7 that comes then is refused, and so is a copy of version 5 with 6; a pin that was signed with 8 meanwhile is
 * refused too, and has to be made again with 9.
 *
 * <p>A compacted topic keeps the order, so that a reader who begins anew comes to the same end, as far as the records
 * that spoke against a copy are still there. Without keys there is nothing to hold against.
 */
public final class ReplayGuard {
    private static final Counters NONE = new Counters(0, 0, null);

    private final ModelKeys keys;
    private final Map<String, Counters> counters = new HashMap<>();

    /**
     * Highest counters of a model.
     *
     * @param pointer of its pointers
     * @param version of its versions and their removals
     * @param last the pointer's value; null where it was removed, or there was none
     */
    private record Counters(long pointer, long version, byte[] last) {
        long next() {
            return Math.max(pointer + 1, version);
        }
    }

    public ReplayGuard(ModelKeys keys) {
        this.keys = keys;
    }

    /** The counter of what is written to a model next. */
    public long next(String model) {
        return counters.getOrDefault(model, NONE).next();
    }

    /**
     * Takes a record.
     *
     * @param value null where it removes
     * @param header {@link ModelKeys#HEADER}
     * @throws IllegalArgumentException with the rule, if it must not be used
     */
    public void admit(String key, byte[] value, Optional<byte[]> header) {
        if (!keys.areSet()) {
            return;
        }
        long counter = keys.verified(key, value, header);
        boolean pointer = ModelKey.isPointer(key);
        String model = pointer ? key : ModelKey.parse(key).model();
        Counters before = counters.getOrDefault(model, NONE);
        if (pointer && counter == before.pointer() && Arrays.equals(value, before.last())) {
            return; // The very same once more, as of a producer that was not sure.
        }
        if (counter < before.next()) {
            throw new IllegalArgumentException("counter of " + key + " must be at least " + before.next() + ", was "
                    + counter + ": it was signed before what is known of model " + model);
        }
        counters.put(
                model,
                pointer
                        ? new Counters(counter, before.version(), value)
                        : new Counters(before.pointer(), counter, before.last()));
    }
}
