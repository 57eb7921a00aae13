package io.tidecast.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.learn.FineTuner;
import io.tidecast.learn.LiveScores;
import io.tidecast.learn.Progress;
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
 * @param version the newest version number given out
 * @param progress since the last run
 * @param live errors on live readings; null before the first score summary
 * @param waiting requests that wait for a run
 * @param pending the run that is on its way, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrainerState(
        int schema, ChunkRange chunks, int version, Progress progress, LiveScores live, Requests waiting, Run pending) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA = 1;

    /**
     * A fine-tune.
     *
     * @param version number its challenger gets
     * @param trigger why it runs
     * @param changedMs event time from which on things are as they are now; null when all history is of one kind
     * @param newSteps steps that came since the last one
     * @param requests ids of the requests it answers
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(int version, String trigger, Long changedMs, long newSteps, List<String> requests) {
        FineTuner.Task task(String model) {
            return new FineTuner.Task(model, version, trigger, newSteps, changedMs);
        }
    }

    /**
     * Requests.
     *
     * @param ids of each, once; of more than {@value #MOST} the newest, whose senders are the likeliest to wait still
     * @param reason of the oldest, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Requests(List<String> ids, String reason) {
        private static final int MOST = 100;
        private static final Requests NONE = new Requests(List.of(), null);

        private Requests with(String id, String why) {
            if (ids.contains(id)) {
                return this;
            }
            List<String> more = new ArrayList<>(ids.subList(Math.max(0, ids.size() - MOST + 1), ids.size()));
            more.add(id);
            return new Requests(more, reason == null ? why : reason);
        }
    }

    /** @param version the newest there is */
    static TrainerState begin(int version, long nowMs) {
        return new TrainerState(SCHEMA, ChunkRange.EMPTY, version, Progress.begin(nowMs), null, Requests.NONE, null);
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
        return new TrainerState(schema, kept, version, progress.withSteps(steps), live, waiting, pending);
    }

    /** Adds a request; one whose id waits already, or is being answered, changes nothing. */
    TrainerState withRequest(String id, String why) {
        boolean running = pending != null && pending.requests().contains(id);
        return running
                ? this
                : new TrainerState(schema, chunks, version, progress, live, waiting.with(id, why), pending);
    }

    TrainerState withLive(LiveScores scores) {
        return new TrainerState(schema, chunks, version, progress, scores, waiting, pending);
    }

    TrainerState withProgress(Progress next) {
        return new TrainerState(schema, chunks, version, next, live, waiting, pending);
    }

    /**
     * A run begins; it answers every request that waits, and a drift that was found: the test for the next starts afresh.
     *
     * @param newest highest version on the models topic, where others may publish too
     */
    TrainerState begin(String trigger, int newest, int everySteps) {
        int number = Math.max(version, newest) + 1;
        Run run = new Run(number, trigger, progress.changedMs(), progress.newSteps(), waiting.ids());
        LiveScores watched = live == null || progress.drift() == null ? live : live.watchedAnew();
        return new TrainerState(schema, chunks, number, progress.begun(everySteps), watched, Requests.NONE, run);
    }

    /** The pending run has ended. */
    TrainerState end(long nowMs) {
        return new TrainerState(schema, chunks, version, progress.ended(nowMs), live, waiting, null);
    }
}
