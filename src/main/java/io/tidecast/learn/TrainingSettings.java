package io.tidecast.learn;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.time.Duration;

/**
 * Hyperparameters of a fine-tune: how a challenger is trained.
 *
 * @param lanes contiguous stretches of history trained side by side
 * @param k1 steps between two weight updates
 * @param k2 steps the gradient reaches back
 * @param learningRate Adam's step size
 * @param clipNorm global norm that a gradient is clipped to
 * @param budget longest time one fine-tune may train
 * @param maxUpdates most weight updates of one fine-tune
 * @param replay share of the lanes drawn from all of history; the others end in what came since the last fine-tune
 * @param outlier change from step to step, in change scales, from which a step is not learnt from
 * @param threads threads a fine-tune computes on; the result has the same bits on any number
 * @param from what a challenger begins at
 */
public record TrainingSettings(
        int lanes,
        int k1,
        int k2,
        double learningRate,
        double clipNorm,
        Duration budget,
        int maxUpdates,
        double replay,
        double outlier,
        int threads,
        From from) {
    /** What a challenger begins at. */
    public enum From {
        /** The version that serves. */
        CHAMPION,
        /** The base network, each time anew. */
        BASE
    }

    public static final Setting<Integer> LANES = Setting.count(
                    "learning.lanes", "N", 32, "contiguous stretches of history that are trained side by side")
            .must(Rule.between(1, 1024));
    public static final Setting<Integer> K1 = Setting.count(
                    "learning.k1", "STEPS", 12, "steps between two updates of the weights")
            .must(Rule.atLeast(1));
    public static final Setting<Integer> K2 =
            Setting.count("learning.k2", "STEPS", 12, "steps the gradient reaches back");
    public static final Setting<Double> RATE = Setting.number("learning.rate", 0.003, "step size of the optimiser Adam")
            .must(Rule.properFraction());
    public static final Setting<Double> CLIP_NORM = Setting.number(
                    "learning.clip-norm", 1, "global norm that a gradient is clipped to")
            .must(Rule.positive());
    public static final Setting<Duration> BUDGET = Setting.time(
                    "learning.budget", Duration.ofMinutes(1), "longest time one fine-tune may train")
            .must(Rule.positive());
    static final Setting<Integer> MAX_UPDATES = Setting.count(
                    "learning.max-updates", "N", 2_000, "most updates of the weights in one fine-tune")
            .must(Rule.atLeast(1));
    static final Setting<Double> REPLAY = Setting.number(
                    "learning.replay",
                    0.9,
                    "share of a fine-tune that is drawn from all of history; the rest is what came since the last one")
            .must(Rule.share());
    static final Setting<Double> OUTLIER = Setting.number(
                    "learning.outlier",
                    12,
                    "change from step to step, in units of the device's usual one, from which a step is not learnt from")
            .must(Rule.positive());
    static final Setting<Integer> THREADS = Setting.count(
                    "learning.threads",
                    "N",
                    1,
                    "threads a fine-tune computes on, each with 16 of the lanes at a time; the result has the same bits on any"
                            + " number")
            .must(Rule.between(1, 64));

    public static final Setting<From> FROM = Setting.choice(
            "learning.from",
            From.CHAMPION,
            "what a fine-tune begins at: champion, the version that serves; or base, the network that comes with the"
                    + " application, so that nothing is carried on from one fine-tune to the next");

    public TrainingSettings {
        LANES.check(lanes);
        K1.check(k1);
        K2.require(k2 >= k1, "be at least k1 " + k1, k2);
        RATE.check(learningRate);
        CLIP_NORM.check(clipNorm);
        BUDGET.check(budget);
        MAX_UPDATES.check(maxUpdates);
        REPLAY.check(replay);
        OUTLIER.check(outlier);
        THREADS.check(threads);
    }

    public static TrainingSettings from(Values values) {
        return new TrainingSettings(
                values.get(LANES),
                values.get(K1),
                values.get(K2),
                values.get(RATE),
                values.get(CLIP_NORM),
                values.get(BUDGET),
                values.get(MAX_UPDATES),
                values.get(REPLAY),
                values.get(OUTLIER),
                values.get(THREADS),
                values.get(FROM));
    }

    public static TrainingSettings defaults() {
        return from(Values.DEFAULTS);
    }

    public TrainingSettings withBudget(Duration time, int updates) {
        return new TrainingSettings(
                lanes, k1, k2, learningRate, clipNorm, time, updates, replay, outlier, threads, from);
    }
}
