package io.tidecast.learn;

import java.time.Duration;

/**
 * When a model is fine-tuned, for how long, and what a challenger must show.
 *
 * @param enabled whether fine-tunes run at all; without them the first model is still published
 * @param everySteps new steps that start a fine-tune
 * @param minInterval least time between two fine-tunes
 * @param chunkSteps steps in a chunk of history
 * @param historySteps steps of history kept per model
 * @param lanes contiguous stretches of history trained side by side
 * @param k1 steps between two weight updates
 * @param k2 steps the gradient reaches back
 * @param learningRate Adam's step size
 * @param clipNorm global norm that a gradient is clipped to
 * @param budget longest time one fine-tune may train
 * @param maxUpdates most weight updates of one fine-tune
 * @param holdout newest share of each device's history that judges and is not trained on
 * @param gateWindows most held-out windows a challenger is judged on
 * @param margin relative gain a challenger must show, e.g. 0.005
 * @param keepVersions versions kept on the models topic besides the one serving
 * @param threads threads a fine-tune computes on; the result has the same bits on any number
 * @param seed of everything random in a fine-tune
 */
public record LearningSettings(
        boolean enabled,
        int everySteps,
        Duration minInterval,
        int chunkSteps,
        int historySteps,
        int lanes,
        int k1,
        int k2,
        double learningRate,
        double clipNorm,
        Duration budget,
        int maxUpdates,
        double holdout,
        int gateWindows,
        double margin,
        int keepVersions,
        int threads,
        long seed) {
    public LearningSettings {
        require(everySteps >= 1, "learning.every-steps must be at least 1, was " + everySteps);
        require(!minInterval.isNegative(), "learning.min-interval must not be negative, was " + minInterval);
        require(chunkSteps >= 1 && chunkSteps <= 1000, "learning.chunk-steps must be 1..1000, was " + chunkSteps);
        require(historySteps >= chunkSteps, "learning.history-steps must be at least chunk-steps, was " + historySteps);
        require(lanes >= 1 && lanes <= 1024, "learning.lanes must be 1..1024, was " + lanes);
        require(k1 >= 1, "learning.k1 must be at least 1, was " + k1);
        require(k2 >= k1, "learning.k2 must be at least k1 " + k1 + ", was " + k2);
        require(learningRate > 0 && learningRate < 1, "learning.rate must be in (0, 1), was " + learningRate);
        require(clipNorm > 0, "learning.clip-norm must be positive, was " + clipNorm);
        require(!budget.isNegative() && !budget.isZero(), "learning.budget must be positive, was " + budget);
        require(maxUpdates >= 1, "learning.max-updates must be at least 1, was " + maxUpdates);
        require(holdout > 0 && holdout < 1, "learning.holdout must be in (0, 1), was " + holdout);
        require(gateWindows >= 1, "learning.gate-windows must be at least 1, was " + gateWindows);
        require(margin >= 0 && margin < 1, "learning.margin must be in [0, 1), was " + margin);
        require(keepVersions >= 1, "learning.keep-versions must be at least 1, was " + keepVersions);
        require(threads >= 1 && threads <= 64, "learning.threads must be 1..64, was " + threads);
    }

    public static LearningSettings defaults() {
        return new LearningSettings(
                true,
                5_000,
                Duration.ofMinutes(10),
                24,
                200_000,
                32,
                12,
                12,
                3e-3,
                1.0,
                Duration.ofSeconds(60),
                2_000,
                0.1,
                512,
                0.002,
                5,
                1,
                1);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
