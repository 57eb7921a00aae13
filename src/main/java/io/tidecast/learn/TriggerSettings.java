package io.tidecast.learn;

import java.time.Duration;

/**
 * When a model is fine-tuned.
 *
 * @param everySteps new steps that start a fine-tune
 * @param firstSteps new steps that start a new model's first one; the next follow each time its history has doubled, until
 *     {@code everySteps}
 * @param every time since the last one that starts one, if there is anything new; zero: never
 * @param minInterval least time between two fine-tunes, except where one is asked for
 * @param jitter share by which steps and times are lengthened at most, differently for each model and run, so that many models
 *     do not train at once
 * @param drift excess of {@link PageHinkley} that is a drift and starts one; zero: never
 */
public record TriggerSettings(
        int everySteps, int firstSteps, Duration every, Duration minInterval, double jitter, double drift) {
    public TriggerSettings {
        LearningSettings.require(everySteps >= 1, "learning.every-steps must be at least 1, was " + everySteps);
        LearningSettings.require(firstSteps >= 1, "learning.first-steps must be at least 1, was " + firstSteps);
        LearningSettings.require(!every.isNegative(), "learning.every must not be negative, was " + every);
        LearningSettings.require(
                !minInterval.isNegative(), "learning.min-interval must not be negative, was " + minInterval);
        LearningSettings.require(jitter >= 0 && jitter <= 1, "learning.jitter must be in [0, 1], was " + jitter);
        LearningSettings.require(
                drift >= 0 && Double.isFinite(drift), "learning.drift must not be negative, was " + drift);
    }

    public static TriggerSettings defaults() {
        return new TriggerSettings(5_000, 500, Duration.ofDays(1), Duration.ofMinutes(10), 0.1, 12);
    }

    public TriggerSettings withPace(int steps, Duration rest) {
        return new TriggerSettings(steps, firstSteps, every, rest, jitter, drift);
    }
}
