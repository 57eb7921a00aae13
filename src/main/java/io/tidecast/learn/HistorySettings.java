package io.tidecast.learn;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;

/**
 * Retention of history: what is kept to learn from.
 *
 * @param chunkSteps steps in a chunk of a device's history
 * @param steps steps of history kept per model
 * @param maxModels most models whose history one partition of the retraining topic may hold
 */
public record HistorySettings(int chunkSteps, int steps, int maxModels) {
    static final Setting<Integer> CHUNK_STEPS = Setting.count(
                    "learning.chunk-steps", "STEPS", 24, "steps in a chunk of history")
            .must(Rule.between(1, 1000));
    static final Setting<Integer> STEPS =
            Setting.count("learning.history-steps", "STEPS", 200_000, "steps of history kept per model");
    static final Setting<Integer> MAX_MODELS = Setting.count(
                    "learning.max-models",
                    "N",
                    100,
                    "most models whose history one partition of the retraining topic may hold; what comes of more is"
                            + " dead-lettered")
            .must(Rule.atLeast(1));

    public HistorySettings {
        CHUNK_STEPS.check(chunkSteps);
        STEPS.require(steps >= chunkSteps, "be at least chunk-steps", steps);
        MAX_MODELS.check(maxModels);
    }

    public static HistorySettings from(Values values) {
        return new HistorySettings(values.get(CHUNK_STEPS), values.get(STEPS), values.get(MAX_MODELS));
    }
}
