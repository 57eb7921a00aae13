package io.tidecast.learn;

import java.time.Duration;

/**
 * When a model is fine-tuned.
 *
 * @param everySteps new steps that start a fine-tune
 * @param minInterval least time between two fine-tunes
 */
public record TriggerSettings(int everySteps, Duration minInterval) {
    public TriggerSettings {
        LearningSettings.require(everySteps >= 1, "learning.every-steps must be at least 1, was " + everySteps);
        LearningSettings.require(
                !minInterval.isNegative(), "learning.min-interval must not be negative, was " + minInterval);
    }

    public static TriggerSettings defaults() {
        return new TriggerSettings(5_000, Duration.ofMinutes(10));
    }
}
