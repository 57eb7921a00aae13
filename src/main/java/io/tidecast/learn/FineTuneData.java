package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.series.TimeStep;
import java.util.List;
import java.util.Optional;

/**
 * Training and held-out data: what a fine-tune learns from and is judged by.
 *
 * @param history since things have been as they are now, its newest steps held out
 * @param changedMs event time from which on they have been so; null where that is all of history
 * @param young whether there is little history of that yet
 * @param outliers share of outliers among what arrived since the last fine-tune, however much of history counts as new
 */
record FineTuneData(History history, Long changedMs, boolean young, double outliers) {
    /** Share of the steps since a change that is held out while there are few. */
    private static final double TURNED_HOLDOUT = 1 / 6.0;

    /**
     * The same while there is little history for a network that began as the base network: what serves forecasts well
     * already, so that what takes its place must show more, and may see less.
     */
    private static final double YOUNG_HOLDOUT = 1 / 4.0;

    /** Horizons that a gain over such a one must be told on, for one alone says what chance says. */
    private static final int LEAST_BLOCKS = 3;

    /** Steps from one held-out window to the next: neighbours say nearly the same, and weeks judge better than days. */
    private static final int STRIDE = 4;

    /** @param chunks history in the order it came */
    static FineTuneData of(
            LearningSettings settings, Forecaster champion, List<RetrainingRecord.Chunk> chunks, FineTuner.Task task) {
        Manifest manifest = champion.manifest();
        TimeStep step = manifest.timeStep();
        double outlier = settings.training().outlier();
        History whole =
                History.of(chunks, new Holdout(0, 0, 0), outlier, NewSteps.Arrived.last(chunks, task.newSteps()));
        Optional<Long> changed = ChangePoint.find(champion, whole, task.changedMs());
        List<RetrainingRecord.Chunk> own = changed.map(since -> History.since(since, manifest.window(), chunks))
                .orElse(chunks);
        long steps = own.stream().mapToLong(c -> c.segment().steps()).sum();
        boolean young = steps < settings.triggers().everySteps();
        double share = young
                ? youngShare(settings, champion, changed.isPresent())
                : settings.gate().holdout();
        NewSteps fresh = !young
                ? NewSteps.Arrived.last(own, task.newSteps())
                : changed.<NewSteps>map(since -> new NewSteps.Since(since, step))
                        .orElseGet(NewSteps.Everything::new);
        return new FineTuneData(
                History.of(own, holdout(settings, share, own, manifest), outlier, fresh),
                changed.orElse(null),
                young,
                whole.freshOutliers());
    }

    /** Share that is held out while there is little history of the way things are. */
    private static double youngShare(LearningSettings settings, Forecaster champion, boolean changed) {
        if (changed) {
            return TURNED_HOLDOUT;
        }
        double usual = settings.gate().holdout();
        return champion.readsBase() ? Math.max(YOUNG_HOLDOUT, usual) : usual;
    }

    /** The newest steps are held out, but no more than are judged by. */
    private static Holdout holdout(
            LearningSettings settings, double share, List<RetrainingRecord.Chunk> chunks, Manifest manifest) {
        long devices =
                chunks.stream().map(RetrainingRecord.Chunk::device).distinct().count();
        int windows = STRIDE * (int) (settings.gate().windows() / Math.max(1, devices)) + 1;
        int least = manifest.horizon() + manifest.horizon() / 2;
        return new Holdout(share, least, Math.max(least, manifest.horizon() + windows));
    }

    /** Whether things have changed, and there is little history since. */
    boolean turned() {
        return young && changedMs != null;
    }

    /** Horizons that a gain over a champion must be told on. */
    int leastBlocks(Forecaster champion) {
        return champion.readsBase() && !turned() ? LEAST_BLOCKS : 1;
    }

    /** Share of the lanes drawn from all of history; while there is little, all of it is as new as the newest. */
    double replay(TrainingSettings settings) {
        return young ? 0 : settings.replay();
    }

    /** The stretches that can be trained on. */
    List<History.Stretch> stretches(Manifest manifest) {
        return HistoryTraining.usable(history, manifest.window());
    }

    /** The change, as what comes of a fine-tune tells it; null if there was none. */
    FineTuner.Change change() {
        return changedMs == null ? null : new FineTuner.Change(changedMs, history.steps());
    }
}
