package io.tidecast.learn;

/**
 * What is kept to learn from.
 *
 * @param chunkSteps steps in a chunk of a device's history
 * @param steps steps of history kept per model
 */
public record HistorySettings(int chunkSteps, int steps) {
    public HistorySettings {
        LearningSettings.require(
                chunkSteps >= 1 && chunkSteps <= 1000, "learning.chunk-steps must be 1..1000, was " + chunkSteps);
        LearningSettings.require(
                steps >= chunkSteps, "learning.history-steps must be at least chunk-steps, was " + steps);
    }

    public static HistorySettings defaults() {
        return new HistorySettings(24, 200_000);
    }
}
