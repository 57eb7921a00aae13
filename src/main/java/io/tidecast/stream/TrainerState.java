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
 * @param chunks what the history store holds of the model
 * @param newSteps steps since the last run began
 * @param version the newest version number given out
 * @param published the newest version that was published
 * @param lastRunMs wall-clock time the last run ended, 0 before the first
 * @param waiting requests that wait for a run
 * @param pending the run that is on its way, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrainerState(
        int schema,
        ChunkRange chunks,
        long newSteps,
        int version,
        int published,
        long lastRunMs,
        Requests waiting,
        Run pending) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA = 1;

    /**
     * A fine-tune.
     *
     * @param version number its challenger gets
     * @param trigger why it runs
     * @param requests ids of the requests it answers
     */
    record Run(int version, String trigger, List<String> requests) {}

    /**
     * Requests.
     *
     * @param ids of each, once
     * @param reason of the oldest, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Requests(List<String> ids, String reason) {
        private static final int MOST = 100;
        private static final Requests NONE = new Requests(List.of(), null);

        private Requests with(String id, String why) {
            if (ids.contains(id) || ids.size() >= MOST) {
                return this;
            }
            List<String> more = new ArrayList<>(ids);
            more.add(id);
            return new Requests(more, reason == null ? why : reason);
        }
    }

    static TrainerState empty() {
        return new TrainerState(SCHEMA, ChunkRange.EMPTY, 0, 0, 0, 0, Requests.NONE, null);
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

    /** A chunk of so many steps was kept; the store holds the range now. */
    TrainerState withChunk(ChunkRange kept, int steps) {
        return new TrainerState(schema, kept, newSteps + steps, version, published, lastRunMs, waiting, pending);
    }

    /** Adds a request; one whose id waits already, or is being answered, changes nothing. */
    TrainerState withRequest(String id, String why) {
        boolean running = pending != null && pending.requests().contains(id);
        return running
                ? this
                : new TrainerState(
                        schema, chunks, newSteps, version, published, lastRunMs, waiting.with(id, why), pending);
    }

    /** A version was published without a run. */
    TrainerState withPublished(int number) {
        return new TrainerState(
                schema, chunks, newSteps, Math.max(version, number), number, lastRunMs, waiting, pending);
    }

    /**
     * A run begins; it answers every request that waits.
     *
     * @param newest highest version on the models topic, where others may publish too
     */
    TrainerState begin(String trigger, int newest) {
        int number = Math.max(version, newest) + 1;
        Run run = new Run(number, trigger, waiting.ids());
        return new TrainerState(schema, chunks, 0, number, published, lastRunMs, Requests.NONE, run);
    }

    /** The pending run has ended. */
    TrainerState end(boolean promoted, long nowMs) {
        int newest = promoted ? pending.version() : published;
        return new TrainerState(schema, chunks, newSteps, version, newest, nowMs, waiting, null);
    }
}
