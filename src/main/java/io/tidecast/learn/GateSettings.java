package io.tidecast.learn;

/**
 * What a challenger must show.
 *
 * @param holdout newest share of each device's history that judges and is not trained on
 * @param windows most held-out windows a challenger is judged on
 * @param margin relative gain a challenger must show, e.g. 0.005
 * @param forgetting relative rise of the error on old windows that a challenger may show, unless there was a drift
 */
public record GateSettings(double holdout, int windows, double margin, double forgetting) {
    public GateSettings {
        LearningSettings.require(holdout > 0 && holdout < 1, "learning.holdout must be in (0, 1), was " + holdout);
        LearningSettings.require(windows >= 1, "learning.gate-windows must be at least 1, was " + windows);
        LearningSettings.require(margin >= 0 && margin < 1, "learning.margin must be in [0, 1), was " + margin);
        LearningSettings.require(forgetting >= 0, "learning.forgetting must not be negative, was " + forgetting);
    }

    public static GateSettings defaults() {
        return new GateSettings(0.1, 512, 0.002, 0.05);
    }
}
