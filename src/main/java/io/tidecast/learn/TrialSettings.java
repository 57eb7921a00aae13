package io.tidecast.learn;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;

/**
 * Trial period of a new version: how a version proves itself on live readings.
 *
 * @param steps scored steps after a swap that are needed to judge it; it is watched for four times as many, and for 16
 *     blocks at least ({@link LiveTrial})
 * @param margin relative rise of the live error, over the naive one's, from which the swap is undone; 0: never
 */
public record TrialSettings(int steps, double margin) {
    private static final int WATCHED = 4;

    static final Setting<Integer> STEPS = Setting.count(
                    "learning.trial-steps",
                    "STEPS",
                    500,
                    "scored steps after a swap that are needed to judge it by its live error, in at least two blocks of the"
                            + " longer of horizon and season")
            .must(Rule.atLeast(1));
    static final Setting<Double> ROLLBACK = Setting.number(
                    "learning.rollback",
                    0.1,
                    "relative rise of the live error, over the naive one's, from which a swap is undone if it is above"
                            + " chance; 0: never")
            .must(Rule.notNegative());

    public TrialSettings {
        STEPS.check(steps);
        ROLLBACK.check(margin);
    }

    public static TrialSettings from(Values values) {
        return new TrialSettings(values.get(STEPS), values.get(ROLLBACK));
    }

    public static TrialSettings defaults() {
        return from(Values.DEFAULTS);
    }

    /** Scored steps after which a version has proved itself. */
    long watched() {
        return (long) WATCHED * steps;
    }
}
