package io.tidecast.learn;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;

/**
 * Acceptance criteria: what a challenger must show.
 *
 * @param holdout newest share of each device's history that judges and is not trained on
 * @param windows most held-out windows a challenger is judged on
 * @param margin relative gain a challenger must show, e.g. 0.005
 * @param forgetting relative rise of the error on old windows that a challenger may show, unless there was a drift
 */
public record GateSettings(double holdout, int windows, double margin, double forgetting) {
    public static final Setting<Double> HOLDOUT = Setting.number(
                    "learning.holdout", 0.1, "newest share of each device's history that judges and is not trained on")
            .must(Rule.properFraction());
    public static final Setting<Integer> WINDOWS = Setting.count(
                    "learning.gate-windows", "N", 512, "most held-out windows a challenger is judged on")
            .must(Rule.atLeast(1));
    static final Setting<Double> MARGIN = Setting.number(
                    "learning.margin", 0.002, "relative gain a challenger must show to be promoted, 0.01 for 1 in 100")
            .must(Rule.belowOne());
    static final Setting<Double> FORGETTING = Setting.number(
                    "learning.forgetting", 0.05, "relative rise of the error on old windows that a challenger may show")
            .must(Rule.notNegative());

    public GateSettings {
        HOLDOUT.check(holdout);
        WINDOWS.check(windows);
        MARGIN.check(margin);
        FORGETTING.check(forgetting);
    }

    public static GateSettings from(Values values) {
        return new GateSettings(values.get(HOLDOUT), values.get(WINDOWS), values.get(MARGIN), values.get(FORGETTING));
    }

    public static GateSettings defaults() {
        return from(Values.DEFAULTS);
    }
}
