package io.tidecast.learn;

/**
 * How a version proves itself on live readings.
 *
 * @param steps scored steps after a swap that are needed to judge it; it is watched for four times as many
 * @param margin relative rise of the live error, over the naive one's, from which the swap is undone; 0: never
 */
public record TrialSettings(int steps, double margin) {
    private static final int WATCHED = 4;

    public TrialSettings {
        LearningSettings.require(steps >= 1, "learning.trial-steps must be at least 1, was " + steps);
        LearningSettings.require(
                margin >= 0 && Double.isFinite(margin), "learning.rollback must not be negative, was " + margin);
    }

    public static TrialSettings defaults() {
        return new TrialSettings(500, 0.1);
    }

    /** Scored steps after which a version has proved itself. */
    long watched() {
        return (long) WATCHED * steps;
    }
}
