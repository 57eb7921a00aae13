package io.tidecast.learn;

/**
 * What is kept to learn from.
 *
 * @param chunkSteps steps in a chunk of a device's history
 * @param steps steps of history kept per model
 * @param maxModels most models whose history one partition of the retraining topic may hold
 */
public record HistorySettings(int chunkSteps, int steps, int maxModels) {
    public HistorySettings {
        LearningSettings.require(
                chunkSteps >= 1 && chunkSteps <= 1000, "learning.chunk-steps must be 1..1000, was " + chunkSteps);
        LearningSettings.require(
                steps >= chunkSteps, "learning.history-steps must be at least chunk-steps, was " + steps);
        LearningSettings.require(maxModels >= 1, "learning.max-models must be at least 1, was " + maxModels);
    }

    public static HistorySettings defaults() {
        return new HistorySettings(24, 200_000, 100);
    }
}
