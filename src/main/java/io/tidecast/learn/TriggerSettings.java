package io.tidecast.learn;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.time.Duration;

/**
 * Retraining triggers: when a model is fine-tuned.
 *
 * @param everySteps new steps that start a fine-tune
 * @param firstSteps new steps that start a new model's first one; the next follow each time its history has doubled,
 *     until {@code everySteps}
 * @param every time since the last one that starts one, if a fifth is new of the steps that would: fewer teach nothing
 *     that is worth a fine-tune; zero: never
 * @param minInterval least time between two fine-tunes, except where one is asked for
 * @param jitter share by which steps and times are lengthened at most, differently for each model and run, so that many
 *     models do not train at once
 * @param drift excess of {@link PageHinkley} that is a drift and starts one; zero: never
 */
public record TriggerSettings(
        int everySteps, int firstSteps, Duration every, Duration minInterval, double jitter, double drift) {
    static final Setting<Integer> EVERY_STEPS = Setting.count(
                    "learning.every-steps", "STEPS", 5_000, "new steps of all devices that start a fine-tune")
            .must(Rule.atLeast(1));
    static final Setting<Integer> FIRST_STEPS = Setting.count(
                    "learning.first-steps",
                    "STEPS",
                    500,
                    "new steps that start a new model's first fine-tune; the next follow each time its history has doubled,"
                            + " until every-steps")
            .must(Rule.atLeast(1));
    static final Setting<Duration> EVERY = Setting.time(
                    "learning.every",
                    Duration.ofDays(1),
                    "time since the last fine-tune that starts one, if a fifth is new of the steps that would; 0s: never")
            .must(Rule.notNegative());
    static final Setting<Duration> MIN_INTERVAL = Setting.time(
                    "learning.min-interval",
                    Duration.ofMinutes(10),
                    "least time between two fine-tunes of a model, except where one is asked for")
            .must(Rule.notNegative());
    static final Setting<Double> JITTER = Setting.number(
                    "learning.jitter",
                    0.1,
                    "share by which steps and times are lengthened at most, differently for each model and run")
            .must(Rule.share());
    static final Setting<Double> DRIFT = Setting.number(
                    "learning.drift",
                    12,
                    "rise of the live error, in Page-Hinkley's sum of standard deviations, that starts a fine-tune; 0: never")
            .must(Rule.notNegative());

    public TriggerSettings {
        EVERY_STEPS.check(everySteps);
        FIRST_STEPS.check(firstSteps);
        EVERY.check(every);
        MIN_INTERVAL.check(minInterval);
        JITTER.check(jitter);
        DRIFT.check(drift);
    }

    public static TriggerSettings from(Values values) {
        return new TriggerSettings(
                values.get(EVERY_STEPS),
                values.get(FIRST_STEPS),
                values.get(EVERY),
                values.get(MIN_INTERVAL),
                values.get(JITTER),
                values.get(DRIFT));
    }

    public static TriggerSettings defaults() {
        return from(Values.DEFAULTS);
    }

    public TriggerSettings withPace(int steps, Duration rest) {
        return new TriggerSettings(steps, firstSteps, every, rest, jitter, drift);
    }
}
