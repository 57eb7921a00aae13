package io.tidecast.learn;

import java.time.Duration;

/**
 * How long a challenger that passed the gate stands in the shadow of the version that serves.
 *
 * @param steps new steps of all devices whose windows it is judged on; 0: it serves at once
 * @param longest wall-clock time after which it is judged on what has come
 */
public record ShadowSettings(int steps, Duration longest) {
    public ShadowSettings {
        LearningSettings.require(steps >= 0, "learning.shadow-steps must not be negative, was " + steps);
        LearningSettings.require(
                !longest.isNegative() && !longest.isZero(), "learning.shadow-for must be positive, was " + longest);
    }

    public static ShadowSettings defaults() {
        return new ShadowSettings(0, Duration.ofDays(1));
    }

    public boolean isOn() {
        return steps > 0;
    }
}
