package io.tidecast.trainer;

import io.tidecast.learn.Gate;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.learn.ShadowGate;
import io.tidecast.learn.ShadowSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Pointer;
import io.tidecast.model.Ruling;
import io.tidecast.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Shadow deployments: challengers that passed the gate and stand in the shadow of the version that serves, until so
 * many steps of live traffic have come. Then both forecast that traffic, on the worker, and the challenger serves or
 * goes. Serving pays nothing for it: the traffic comes as chunks of history, as it is learnt from.
 *
 * <p>A time in the shadow always ends: after {@code learning.shadow-for} on the wall clock what has come decides.
 * Fine-tunes wait for that, since one that took the shadow's place would in turn be replaced by the next, and where
 * they are due often none would ever serve. Only a drift is not waited with: the challenger was made for what is no
 * more.
 */
final class Shadows {
    /** How long a version that was published is waited for to come back over the models topic. */
    private static final long ECHO_MS = TrainModels.ECHO.toMillis();

    private final ShadowSettings settings;
    private final ShadowGate gate;
    private final ModelVersions versions;
    private final ChunkStore history;
    private final TaskWorker worker;
    private final Function<List<byte[]>, List<RetrainingRecord.Chunk>> chunks;

    /** @param chunks reads records of the history */
    Shadows(
            LearningSettings learning,
            ModelVersions versions,
            ChunkStore history,
            TaskWorker worker,
            Function<List<byte[]>, List<RetrainingRecord.Chunk>> chunks) {
        settings = learning.shadow();
        gate = new ShadowGate(learning);
        this.versions = versions;
        this.history = history;
        this.worker = worker;
        this.chunks = chunks;
    }

    /** A challenger passed the gate: its time in the shadow begins. */
    TrainerState begin(TrainerState state, Forecaster challenger, Verdict passed, long nowMs) {
        Pointer pointer = versions.pointer(challenger.manifest().model());
        TrainerState.ShadowDeployment shadow = TrainerState.ShadowDeployment.begin(
                pointer,
                settings.steps(),
                state.chunks().next(),
                passed.again(passed.ruling().shadowed(settings.steps()), null, passed.at()),
                nowMs);
        versions.shadow(challenger, shadow);
        return state.withShadow(shadow);
    }

    /** Looks after a challenger in the shadow; returns the model's place then. */
    TrainerState carryOn(String model, TrainerState state, long nowMs) {
        TrainerState.ShadowDeployment shadow = state.shadow();
        Optional<String> ended = ended(model, state, nowMs);
        if (ended.isPresent()) {
            worker.cancel(model);
            Ruling ruling = Ruling.rejected(ended.get() + " while it stood in the shadow");
            return reject(model, state, ruling, null, nowMs);
        }
        if (!versions.isThere(model, shadow.version())) {
            return state; // It has not come back yet.
        }
        Pointer.Shadow known = versions.pointer(model).shadow();
        if (known != null && known.version() == shadow.version() && known.steps() != shadow.told()) {
            versions.tell(model, shadow);
        }
        boolean late = nowMs - shadow.sinceMs() >= settings.longest().toMillis();
        boolean started = !worker.isRunning(model)
                && (late || shadow.steps() >= shadow.due())
                && worker.start(model, () -> judging(model, state));
        TrainerState next = started ? state.withShadow(shadow.judged()) : state;
        return worker.done(model)
                .map(done -> judged(model, next, done.as(TrainerWork.Judged.class), late, nowMs))
                .orElse(next);
    }

    /** Why there is nothing to judge any more, or empty. */
    private Optional<String> ended(String model, TrainerState state, long nowMs) {
        TrainerState.ShadowDeployment shadow = state.shadow();
        Pointer pointer = versions.pointer(model);
        if (pointer.serving() != shadow.serving()) {
            return Optional.of("the serving version changed");
        }
        if (pointer.pinned()) {
            return Optional.of("the serving version was pinned");
        }
        if (state.progress().drift() != null) {
            return Optional.of("things changed (" + state.progress().drift() + ")");
        }
        return !versions.isThere(model, shadow.version()) && nowMs - shadow.sinceMs() > ECHO_MS
                ? Optional.of("its version was removed")
                : Optional.empty();
    }

    private Callable<TrainerWork> judging(String model, TrainerState state) {
        TrainerState.ShadowDeployment shadow = state.shadow();
        ChunkRange range = state.chunks();
        List<byte[]> records = history.read(model, range);
        int before = (int) Math.max(0, Math.min(records.size(), shadow.firstChunk() - range.first()));
        Forecaster champion = versions.champion(model).orElseThrow();
        Forecaster challenger = versions.version(model, shadow.version());
        return () -> new TrainerWork.Judged(
                champion.manifest().id(),
                challenger,
                gate.judge(
                        champion,
                        challenger,
                        chunks.apply(records.subList(0, before)),
                        chunks.apply(records.subList(before, records.size()))));
    }

    /** @param late whether no more steps are waited for */
    private TrainerState judged(
            String model, TrainerState state, TrainingWorker.Done<TrainerWork.Judged> done, boolean late, long nowMs) {
        TrainerState.ShadowDeployment shadow = state.shadow();
        if (done.failure() != null) {
            return reject(model, state, Ruling.failed(done.failure()), null, nowMs);
        }
        Gate.Judgement judgement = done.result().judgement();
        // A horizon's steps of each device are no window yet; and history that holds nothing older can hold no more of
        // what is new.
        boolean full = state.chunks().first() >= shadow.firstChunk();
        if (judgement.windows() < shadow.of() && !late && !full) {
            return state.withShadow(shadow.dueAfter(shadow.due() + shadow.of() - judgement.windows()));
        }
        if (!done.result().champion().equals(versions.championId(model))) {
            return state; // A group's champion is the default model's, which may move on; the new one is the one to be
            // better than.
        }
        Verdict.Errors live = Verdict.Errors.of(judgement.champion(), judgement.challenger(), judgement.windows());
        if (!judgement.promoted()) {
            return reject(model, state, judgement.ruling(), live, nowMs);
        }
        versions.promoteShadow(done.result().challenger(), shadow.passed().again(judgement.ruling(), live, at(nowMs)));
        return state.end(nowMs);
    }

    private TrainerState reject(String model, TrainerState state, Ruling ruling, Verdict.Errors live, long nowMs) {
        versions.rejectShadow(model, state.shadow().passed().again(ruling, live, at(nowMs)));
        return state.withShadow(null);
    }

    private static String at(long nowMs) {
        return Instant.ofEpochMilli(nowMs).toString();
    }
}
