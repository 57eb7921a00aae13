package io.tidecast.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The trainer's place with one model, as it is stored. A pending run is stored before it starts and goes with its verdict, so
 * that a crash neither loses a run nor publishes one twice.
 *
 * @param schema version of this form
 * @param first number of the oldest chunk in the history store
 * @param next number of the next chunk
 * @param steps steps in the history store
 * @param newSteps steps since the last run began
 * @param version the newest version number given out
 * @param published the newest version that was published
 * @param lastRunMs wall-clock time the last run ended, 0 before the first
 * @param requests ids of the requests that wait for a run
 * @param reason of the oldest waiting request, or null
 * @param pending the run that is on its way, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrainerState(
        int schema,
        long first,
        long next,
        long steps,
        long newSteps,
        int version,
        int published,
        long lastRunMs,
        List<String> requests,
        String reason,
        Run pending) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA = 1;
    private static final int MOST_REQUESTS = 100;

    /**
     * A fine-tune.
     *
     * @param version number its challenger gets
     * @param trigger why it runs
     * @param requests ids of the requests it answers
     */
    record Run(int version, String trigger, List<String> requests) {}

    static TrainerState empty() {
        return new TrainerState(SCHEMA, 0, 0, 0, 0, 0, 0, 0, List.of(), null, null);
    }

    static TrainerState of(byte[] bytes) {
        try {
            return JSON.readValue(bytes, TrainerState.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TrainerState withChunk(int chunkSteps) {
        return new TrainerState(
                schema,
                first,
                next + 1,
                steps + chunkSteps,
                newSteps + chunkSteps,
                version,
                published,
                lastRunMs,
                requests,
                reason,
                pending);
    }

    TrainerState withoutOldest(int chunkSteps) {
        return new TrainerState(
                schema,
                first + 1,
                next,
                steps - chunkSteps,
                newSteps,
                version,
                published,
                lastRunMs,
                requests,
                reason,
                pending);
    }

    /** Adds a request; one whose id waits already, or is being answered, changes nothing. */
    TrainerState withRequest(String id, String why) {
        boolean running = pending != null && pending.requests().contains(id);
        if (requests.contains(id) || running || requests.size() >= MOST_REQUESTS) {
            return this;
        }
        List<String> more = new ArrayList<>(requests);
        more.add(id);
        return new TrainerState(
                schema,
                first,
                next,
                steps,
                newSteps,
                version,
                published,
                lastRunMs,
                more,
                reason == null ? why : reason,
                pending);
    }

    /** A version was published without a run. */
    TrainerState withPublished(int number) {
        return new TrainerState(
                schema,
                first,
                next,
                steps,
                newSteps,
                Math.max(version, number),
                number,
                lastRunMs,
                requests,
                reason,
                pending);
    }

    /**
     * A run begins; it answers every request that waits.
     *
     * @param newest highest version on the models topic, where others may publish too
     */
    TrainerState begin(String trigger, int newest) {
        int number = Math.max(version, newest) + 1;
        Run run = new Run(number, trigger, requests);
        return new TrainerState(schema, first, next, steps, 0, number, published, lastRunMs, List.of(), null, run);
    }

    /** The pending run has ended. */
    TrainerState end(boolean promoted, long nowMs) {
        return new TrainerState(
                schema,
                first,
                next,
                steps,
                newSteps,
                version,
                promoted ? pending.version() : published,
                nowMs,
                requests,
                reason,
                null);
    }
}
