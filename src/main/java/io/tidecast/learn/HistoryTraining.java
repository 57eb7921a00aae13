package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.train.EpochRunner;
import io.tidecast.train.Learner;
import java.util.List;

/**
 * Training on history, by gradient steps on what is drawn from it: what a fine-tune and offline training have in
 * common, whatever the network reads.
 */
interface HistoryTraining extends Learner, AutoCloseable {
    /**
     * Begins at a forecaster's weights, of which it works on a copy.
     *
     * @param stretches at least one, {@link #usable} ones
     * @param replay share of what is drawn from all of history, 0..1; the rest is of what is new
     */
    static HistoryTraining of(
            Forecaster start, List<History.Stretch> stretches, TrainingSettings settings, double replay, long seed) {
        return start.readsPatches()
                ? new PatchTraining(start, stretches, settings, replay, seed)
                : new LaneTraining(start, stretches, settings, replay, seed);
    }

    /** The stretches that can be trained on: those with a window and one target after it. */
    static List<History.Stretch> usable(History history, int window) {
        return history.stretches().stream()
                .filter(stretch -> stretch.trainable() > window)
                .toList();
    }

    /** What to say when there are none. */
    static String tooShort(int window) {
        return "no device has a stretch of " + (window + 1) + " steps to train on yet";
    }

    /**
     * Draws until some step has been gone over so many times, in the mean of those drawn alike.
     *
     * @param steps of all history, and how many of them are new
     * @param perDraw steps of a draw
     * @param replay share of a draw that is from all of history
     */
    static double draws(double passes, long steps, long fresh, double perDraw, double replay) {
        double draws = passes * steps / perDraw;
        return fresh > 0 && fresh < steps ? Math.min(draws / replay, passes * fresh / (perDraw * (1 - replay))) : draws;
    }

    /** What the loss is called in a provenance. */
    String loss();

    /** Draws after which about as many steps have been trained on as the stretches have. */
    int drawsPerPass();

    /**
     * Updates until some step has been gone over so many times, in the mean of those drawn alike; at least those of one
     * draw.
     */
    int updates(double passes);

    /** Draws anew and trains on it once; the mean loss. */
    double draw(double rate, EpochRunner.Progress progress);

    /** Lets the threads go. */
    @Override
    void close();
}
