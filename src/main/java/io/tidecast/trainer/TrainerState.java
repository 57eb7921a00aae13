package io.tidecast.trainer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.learn.FineTuner;
import io.tidecast.learn.LiveScores;
import io.tidecast.learn.Progress;
import io.tidecast.model.Pointer;
import io.tidecast.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored state of the trainer with one model. A pending run is stored before it starts and goes with its verdict, so
 * that a crash neither loses a run nor publishes one twice.
 *
 * @param schema version of this form
 * @param chunks what the history store holds of the model
 * @param version the newest version number given out
 * @param progress since the last run
 * @param live errors on live readings; null before the first score summary
 * @param waiting requests that wait for a run
 * @param pending the run that is on its way, or null
 * @param shadow the challenger that is tried on live traffic, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrainerState(
        int schema,
        ChunkRange chunks,
        int version,
        Progress progress,
        LiveScores live,
        Requests waiting,
        FineTuneRun pending,
        ShadowDeployment shadow) {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerState.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA = 2;

    /**
     * Pending fine-tune.
     *
     * @param version number its challenger gets
     * @param trigger why it runs
     * @param changedMs event time from which on things are as they are now; null when all history is of one kind
     * @param newSteps steps that came since the last one
     * @param requests ids of the requests it answers
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FineTuneRun(int version, String trigger, Long changedMs, long newSteps, List<String> requests) {
        FineTuner.Task task(String model) {
            return new FineTuner.Task(model, version, trigger, newSteps, changedMs);
        }
    }

    /**
     * Shadow deployment of a challenger that passed the gate and does not serve yet.
     *
     * @param version its number
     * @param serving the model's own version that served when it began; 0: the default model's did
     * @param of steps it is to be tried for
     * @param steps that have come since it began
     * @param due steps after which it is judged, or was judged last
     * @param firstChunk number of the first chunk that came since
     * @param sinceMs wall-clock time of its beginning
     * @param passed what the gate said
     */
    record ShadowDeployment(
            int version, int serving, int of, long steps, long due, long firstChunk, long sinceMs, Verdict passed) {
        private static final int TOLD = 4;

        static ShadowDeployment begin(Pointer pointer, int of, long firstChunk, Verdict passed, long nowMs) {
            return new ShadowDeployment(passed.version(), pointer.serving(), of, 0, of, firstChunk, nowMs, passed);
        }

        private ShadowDeployment with(int more) {
            return new ShadowDeployment(version, serving, of, steps + more, due, firstChunk, sinceMs, passed);
        }

        /** It is being judged on the steps that have come. */
        ShadowDeployment judged() {
            return dueAfter(steps);
        }

        ShadowDeployment dueAfter(long steps) {
            return new ShadowDeployment(version, serving, of, this.steps, steps, firstChunk, sinceMs, passed);
        }

        /** Steps as they are told: by the quarter, since each telling is a record. */
        long told() {
            return Math.min(of, steps * TOLD / of * of / TOLD);
        }

        Pointer.Shadow pointed(String champion) {
            return new Pointer.Shadow(
                    version, champion, told(), of, Instant.ofEpochMilli(sinceMs).toString());
        }
    }

    /**
     * Pending requests.
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
        return new TrainerState(
                SCHEMA, ChunkRange.EMPTY, version, Progress.begin(nowMs), null, Requests.NONE, null, null);
    }

    /**
     * What was stored. Of another form only the history and the version numbers are taken over: the trainer begins anew
     * with them.
     */
    static TrainerState of(String model, byte[] bytes, long nowMs) {
        try {
            JsonNode json = JSON.readTree(bytes);
            int form = json.path("schema").asInt();
            if (form == SCHEMA) {
                return JSON.treeToValue(json, TrainerState.class);
            }
            LOG.warn(
                    "model {}: the trainer begins anew, with its history: the schema of its state must be {}, was {}",
                    model,
                    SCHEMA,
                    form);
            ChunkRange chunks = JSON.treeToValue(json.path("chunks"), ChunkRange.class);
            return begin(json.path("version").asInt(), nowMs).withChunk(chunks, 0);
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

    /** The ids of all requests that are not answered yet. */
    List<String> requests() {
        List<String> all = new ArrayList<>(waiting.ids());
        if (pending != null) {
            all.addAll(pending.requests());
        }
        return all;
    }

    /** The reason of a request that is not answered yet. */
    String why(String request) {
        return waiting.ids().contains(request) ? waiting.reason() : pending.trigger();
    }

    TrainerState withChunks(ChunkRange kept) {
        return new TrainerState(schema, kept, version, progress, live, waiting, pending, shadow);
    }

    /** A chunk of so many steps was kept; the store holds the range now. */
    TrainerState withChunk(ChunkRange kept, int steps) {
        return new TrainerState(
                schema,
                kept,
                version,
                progress.withSteps(steps),
                live,
                waiting,
                pending,
                shadow == null ? null : shadow.with(steps));
    }

    /** Adds a request; one whose id waits already, or is being answered, changes nothing. */
    TrainerState withRequest(String id, String why) {
        boolean running = pending != null && pending.requests().contains(id);
        return running
                ? this
                : new TrainerState(schema, chunks, version, progress, live, waiting.with(id, why), pending, shadow);
    }

    TrainerState withLive(LiveScores scores) {
        return new TrainerState(schema, chunks, version, progress, scores, waiting, pending, shadow);
    }

    TrainerState withProgress(Progress next) {
        return new TrainerState(schema, chunks, version, next, live, waiting, pending, shadow);
    }

    /**
     * A run begins; it answers every request that waits, and a drift that was found: the test for the next starts
     * afresh.
     *
     * @param newest highest version on the models topic, where others may publish too
     */
    TrainerState begin(String trigger, int newest, int everySteps) {
        int number = Math.max(version, newest) + 1;
        FineTuneRun run = new FineTuneRun(number, trigger, progress.changedMs(), progress.newSteps(), waiting.ids());
        LiveScores watched = live == null || progress.drift() == null ? live : live.watchedAnew();
        return new TrainerState(
                schema, chunks, number, progress.begun(everySteps), watched, Requests.NONE, run, shadow);
    }

    /** The pending run has ended, or the time of its challenger in the shadow. */
    TrainerState end(long nowMs) {
        return new TrainerState(schema, chunks, version, progress.ended(nowMs), live, waiting, null, null);
    }

    /** A challenger stands in the shadow, or none any more. */
    TrainerState withShadow(ShadowDeployment tried) {
        return new TrainerState(schema, chunks, version, progress, live, waiting, pending, tried);
    }
}
