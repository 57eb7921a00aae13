package io.tidecast.learn;

/**
 * How a model learns while it serves.
 *
 * @param enabled whether fine-tunes run at all; without them the first model is still published
 * @param history what is kept to learn from
 * @param triggers when a fine-tune begins
 * @param training how it trains
 * @param gate what its challenger must show
 * @param trial what it must show on live readings
 * @param keepVersions versions kept on the models topic besides the one serving
 * @param seed of everything random in a fine-tune
 */
public record LearningSettings(
        boolean enabled,
        HistorySettings history,
        TriggerSettings triggers,
        TrainingSettings training,
        GateSettings gate,
        TrialSettings trial,
        int keepVersions,
        long seed) {
    public LearningSettings {
        require(keepVersions >= 1, "learning.keep-versions must be at least 1, was " + keepVersions);
    }

    public static LearningSettings defaults() {
        return new LearningSettings(
                true,
                HistorySettings.defaults(),
                TriggerSettings.defaults(),
                TrainingSettings.defaults(),
                GateSettings.defaults(),
                TrialSettings.defaults(),
                5,
                1);
    }

    public LearningSettings withEnabled(boolean on) {
        return new LearningSettings(on, history, triggers, training, gate, trial, keepVersions, seed);
    }

    public LearningSettings withHistory(HistorySettings other) {
        return new LearningSettings(enabled, other, triggers, training, gate, trial, keepVersions, seed);
    }

    public LearningSettings withTriggers(TriggerSettings other) {
        return new LearningSettings(enabled, history, other, training, gate, trial, keepVersions, seed);
    }

    public LearningSettings withTraining(TrainingSettings other) {
        return new LearningSettings(enabled, history, triggers, other, gate, trial, keepVersions, seed);
    }

    public LearningSettings withGate(GateSettings other) {
        return new LearningSettings(enabled, history, triggers, training, other, trial, keepVersions, seed);
    }

    public LearningSettings withTrial(TrialSettings other) {
        return new LearningSettings(enabled, history, triggers, training, gate, other, keepVersions, seed);
    }

    public LearningSettings withSeed(long other) {
        return new LearningSettings(enabled, history, triggers, training, gate, trial, keepVersions, other);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
