package io.tidecast.learn;

import java.time.Duration;

/**
 * How a challenger is trained.
 *
 * @param lanes contiguous stretches of history trained side by side
 * @param k1 steps between two weight updates
 * @param k2 steps the gradient reaches back
 * @param learningRate Adam's step size
 * @param clipNorm global norm that a gradient is clipped to
 * @param budget longest time one fine-tune may train
 * @param maxUpdates most weight updates of one fine-tune
 * @param replay share of the lanes drawn from all of history; the others end in what came since the last fine-tune
 * @param outlier change from step to step, in change scales, from which a step is not learnt from
 * @param threads threads a fine-tune computes on; the result has the same bits on any number
 */
public record TrainingSettings(
        int lanes,
        int k1,
        int k2,
        double learningRate,
        double clipNorm,
        Duration budget,
        int maxUpdates,
        double replay,
        double outlier,
        int threads) {
    public TrainingSettings {
        LearningSettings.require(lanes >= 1 && lanes <= 1024, "learning.lanes must be 1..1024, was " + lanes);
        LearningSettings.require(k1 >= 1, "learning.k1 must be at least 1, was " + k1);
        LearningSettings.require(k2 >= k1, "learning.k2 must be at least k1 " + k1 + ", was " + k2);
        LearningSettings.require(
                learningRate > 0 && learningRate < 1, "learning.rate must be in (0, 1), was " + learningRate);
        LearningSettings.require(clipNorm > 0, "learning.clip-norm must be positive, was " + clipNorm);
        LearningSettings.require(
                !budget.isNegative() && !budget.isZero(), "learning.budget must be positive, was " + budget);
        LearningSettings.require(maxUpdates >= 1, "learning.max-updates must be at least 1, was " + maxUpdates);
        LearningSettings.require(replay >= 0 && replay <= 1, "learning.replay must be in [0, 1], was " + replay);
        LearningSettings.require(outlier > 0, "learning.outlier must be positive, was " + outlier);
        LearningSettings.require(threads >= 1 && threads <= 64, "learning.threads must be 1..64, was " + threads);
    }

    public static TrainingSettings defaults() {
        return new TrainingSettings(32, 12, 12, 3e-3, 1.0, Duration.ofSeconds(60), 2_000, 0.9, 12, 1);
    }

    public TrainingSettings withBudget(Duration time, int updates) {
        return new TrainingSettings(lanes, k1, k2, learningRate, clipNorm, time, updates, replay, outlier, threads);
    }
}
