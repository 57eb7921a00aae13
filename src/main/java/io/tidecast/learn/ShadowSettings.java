package io.tidecast.learn;

import java.time.Duration;

/**
 * How long a challenger that passed the gate stands in the shadow of the version that serves.
 *
 * @param steps new steps of all devices whose windows it is judged on; 0: it serves at once
 * @param longest wall-clock time after which it is judged on what has come
 */
public record ShadowSettings(int steps, Duration longest) {
    private static final Duration LEAST = Duration.ofDays(1);

    public ShadowSettings {
        LearningSettings.require(steps >= 0, "learning.shadow-steps must not be negative, was " + steps);
        LearningSettings.require(
                !longest.isNegative() && !longest.isZero(), "learning.shadow-for must be positive, was " + longest);
    }

    public static ShadowSettings defaults() {
        return new ShadowSettings(0, LEAST);
    }

    /**
     * For so many steps, and for twice the time in which a single device alone makes so many windows, or a day: traffic that goes
     * on at all is always waited for.
     *
     * @param stepTime the time from one step to the next
     * @param beyond steps more that it takes until the last window is known: a horizon and a chunk
     */
    public static ShadowSettings of(int steps, Duration stepTime, int beyond) {
        Duration alone = stepTime.multipliedBy(2L * (steps + beyond));
        return new ShadowSettings(steps, steps > 0 && alone.compareTo(LEAST) > 0 ? alone : LEAST);
    }

    public ShadowSettings withLongest(Duration other) {
        return new ShadowSettings(steps, other);
    }

    public boolean isOn() {
        return steps > 0;
    }
}
