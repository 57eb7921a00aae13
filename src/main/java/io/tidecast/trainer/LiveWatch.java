package io.tidecast.trainer;

import io.tidecast.learn.BatchMeans;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.LiveScores;
import io.tidecast.learn.LiveTrial;
import io.tidecast.learn.RetrainingRecord.ScoreSummary;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.model.ModelKey;
import java.util.Optional;

/**
 * Model monitoring: what the trainer makes of live errors, which come as score summaries. A rise of the error is a
 * drift, and a version that does worse than the one before it is undone.
 */
final class LiveWatch {
    private final LearningSettings learning;
    private final ForecastSettings forecast;
    private final BatchMeans.Length block;
    private final ModelVersions versions;
    private final TrainerMetrics metrics;
    private final LiveTrials trials;

    LiveWatch(
            LearningSettings learning,
            ForecastSettings forecast,
            ModelVersions versions,
            TrainerMetrics metrics,
            LiveTrials trials) {
        this.learning = learning;
        this.forecast = forecast;
        this.versions = versions;
        this.metrics = metrics;
        this.trials = trials;
        block = BatchMeans.Length.of(forecast);
    }

    /** Learns from a summary, if it is of the version that serves; returns the model's place then. */
    TrainerState scored(ScoreSummary summary, TrainerState state, long nowMs) {
        Optional<Manifest> champion = versions.champion(summary.model()).map(Forecaster::manifest);
        if (champion.isEmpty() || champion.get().version() != summary.version()) {
            return state;
        }
        String serving = champion.get().id();
        LiveScores live = state.live() == null ? LiveScores.begin(serving) : state.live();
        if (!live.serving().version().equals(serving)) {
            live = live.swapped(serving, summary.fromMs() + horizonMs());
        }
        LiveScores next = live.with(summary);
        metrics.scored(summary.model(), next);
        LiveTrial trial = trial(champion.get(), summary, next).with(summary, block);
        if (trial.isDue(learning.trial())) {
            Optional<String> regret = trial.regretted(learning.trial());
            if (regret.isPresent()) {
                return undone(summary, regret.get(), trial, state.withLive(next), nowMs);
            }
            trial = trial.looked(learning.trial());
        }
        trials.put(summary.model(), trial);
        return next.drifted(learning.triggers().drift(), summary)
                .map(drift -> state.withProgress(state.progress().drifted(drift)))
                .orElse(state)
                .withLive(next);
    }

    /** The trial of the version that serves. */
    private LiveTrial trial(Manifest champion, ScoreSummary summary, LiveScores live) {
        LiveTrial known = trials.of(summary.model())
                .orElseGet(() -> LiveTrial.begin(champion.id(), live.serving().fromMs()));
        // Going back to an older version is somebody's decision, and not put on trial.
        return known.version().equals(champion.id())
                ? known
                : known.swapped(champion.id(), summary.fromMs() + horizonMs(), !isOlder(champion, known.version()));
    }

    private static boolean isOlder(Manifest version, String than) {
        ModelKey other = ModelKey.parse(than);
        return version.model().equals(other.model()) && version.version() < other.version();
    }

    /** The version before serves again, if it can; either way the two are compared no longer. */
    private TrainerState undone(ScoreSummary summary, String regret, LiveTrial trial, TrainerState state, long nowMs) {
        Optional<String> back = versions.undo(summary.model(), summary.version(), regret, nowMs);
        long fromMs = summary.toMs() + horizonMs();
        trials.put(
                summary.model(),
                back.map(version -> trial.swapped(version, fromMs, false)).orElseGet(trial::ended));
        return back.map(version -> state.withLive(state.live().swapped(version, fromMs)))
                .orElse(state);
    }

    private long horizonMs() {
        return forecast.step().toMillis() * forecast.horizon();
    }
}
