package io.tidecast.learn;

/**
 * How a model learns while it serves.
 *
 * @param enabled whether fine-tunes run at all; without them the first model is still published
 * @param history what is kept to learn from
 * @param triggers when a fine-tune begins
 * @param training how it trains
 * @param gate what its challenger must show
 * @param shadow what it must show before it serves, on live traffic
 * @param trial what it must show on live readings, once it serves
 * @param keepVersions versions kept on the models topic besides the one serving
 * @param seed of everything random in a fine-tune
 */
public record LearningSettings(
        boolean enabled,
        HistorySettings history,
        TriggerSettings triggers,
        TrainingSettings training,
        GateSettings gate,
        ShadowSettings shadow,
        TrialSettings trial,
        int keepVersions,
        long seed) {
    public LearningSettings {
        require(keepVersions >= 1, "learning.keep-versions must be at least 1, was " + keepVersions);
        require(
                shadow.steps() <= history.steps(),
                "learning.shadow-steps must be at most learning.history-steps " + history.steps() + ", was "
                        + shadow.steps());
    }

    public static LearningSettings defaults() {
        return new LearningSettings(
                true,
                HistorySettings.defaults(),
                TriggerSettings.defaults(),
                TrainingSettings.defaults(),
                GateSettings.defaults(),
                ShadowSettings.defaults(),
                TrialSettings.defaults(),
                5,
                1);
    }

    public LearningSettings withEnabled(boolean on) {
        return new LearningSettings(on, history, triggers, training, gate, shadow, trial, keepVersions, seed);
    }

    public LearningSettings withHistory(HistorySettings other) {
        return new LearningSettings(enabled, other, triggers, training, gate, shadow, trial, keepVersions, seed);
    }

    public LearningSettings withTriggers(TriggerSettings other) {
        return new LearningSettings(enabled, history, other, training, gate, shadow, trial, keepVersions, seed);
    }

    public LearningSettings withTraining(TrainingSettings other) {
        return new LearningSettings(enabled, history, triggers, other, gate, shadow, trial, keepVersions, seed);
    }

    public LearningSettings withGate(GateSettings other) {
        return new LearningSettings(enabled, history, triggers, training, other, shadow, trial, keepVersions, seed);
    }

    public LearningSettings withShadow(ShadowSettings other) {
        return new LearningSettings(enabled, history, triggers, training, gate, other, trial, keepVersions, seed);
    }

    public LearningSettings withTrial(TrialSettings other) {
        return new LearningSettings(enabled, history, triggers, training, gate, shadow, other, keepVersions, seed);
    }

    public LearningSettings withSeed(long other) {
        return new LearningSettings(enabled, history, triggers, training, gate, shadow, trial, keepVersions, other);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
