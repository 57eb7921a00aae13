package io.tidecast.learn;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.util.List;

/**
 * Online learning: how a model learns while it serves.
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
    static final Setting<Boolean> ENABLED = Setting.onOff(
            "learning.enabled",
            true,
            "whether the model is fine-tuned while it serves; without, the first version is still published");
    public static final Setting<Integer> KEEP_VERSIONS = Setting.count(
                    "learning.keep-versions", "N", 5, "versions kept on the models topic besides the one that serves")
            .must(Rule.atLeast(1));
    public static final Setting<Long> SEED =
            Setting.withDefault("learning.seed", "N", 1, "of everything random in a fine-tune", Parsers::longInteger);

    /** All of learning, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(
            ENABLED,
            TriggerSettings.EVERY_STEPS,
            TriggerSettings.FIRST_STEPS,
            TriggerSettings.EVERY,
            TriggerSettings.MIN_INTERVAL,
            TriggerSettings.JITTER,
            TriggerSettings.DRIFT,
            HistorySettings.CHUNK_STEPS,
            HistorySettings.STEPS,
            HistorySettings.MAX_MODELS,
            TrainingSettings.FROM,
            TrainingSettings.LANES,
            TrainingSettings.K1,
            TrainingSettings.K2,
            TrainingSettings.RATE,
            TrainingSettings.CLIP_NORM,
            TrainingSettings.BUDGET,
            TrainingSettings.MAX_UPDATES,
            TrainingSettings.REPLAY,
            TrainingSettings.OUTLIER,
            GateSettings.HOLDOUT,
            GateSettings.WINDOWS,
            GateSettings.MARGIN,
            GateSettings.FORGETTING,
            ShadowSettings.STEPS,
            ShadowSettings.LONGEST,
            TrialSettings.STEPS,
            TrialSettings.ROLLBACK,
            KEEP_VERSIONS,
            TrainingSettings.THREADS,
            SEED);

    public LearningSettings {
        KEEP_VERSIONS.check(keepVersions);
        ShadowSettings.STEPS.require(
                shadow.steps() <= history.steps(),
                "be at most " + HistorySettings.STEPS.key() + " " + history.steps(),
                shadow.steps());
    }

    public static LearningSettings from(Values values) {
        return new LearningSettings(
                values.get(ENABLED),
                HistorySettings.from(values),
                TriggerSettings.from(values),
                TrainingSettings.from(values),
                GateSettings.from(values),
                ShadowSettings.from(values),
                TrialSettings.from(values),
                values.get(KEEP_VERSIONS),
                values.get(SEED));
    }

    public static LearningSettings defaults() {
        return from(Values.DEFAULTS);
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
}
