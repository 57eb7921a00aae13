package io.tidecast.learn;

import java.util.Locale;
import java.util.Optional;

/**
 * Gain over the champion: how a challenger's error compares with the champion's on the same windows.
 *
 * @param champion mean absolute error in units of the devices' change scales; NaN where a forecast is none or no actual
 *     was observed
 * @param challenger the challenger's
 * @param chance standard error of their difference
 * @param blocks horizons that they are of, which alone are independent of each other
 * @param windows how many there were
 * @param kind what windows they were
 */
record Gain(double champion, double challenger, double chance, int blocks, int windows, String kind) {
    /** @param horizon neighbouring windows overlap by so much */
    static Gain of(HeldOutError champion, HeldOutError challenger, int horizon, String kind) {
        HeldOutError.Difference difference = challenger.differenceTo(champion, horizon);
        return new Gain(
                champion.scaled(),
                challenger.scaled(),
                difference.chance(),
                difference.blocks(),
                champion.byWindow().size(),
                kind);
    }

    /** {@code 3.1 % better on 512 live windows}. */
    String text() {
        if (!Double.isFinite(champion)) {
            return String.format(
                    Locale.ROOT, "the champion's forecasts of %,d %s windows are not finite", windows, kind);
        }
        return String.format(
                Locale.ROOT,
                "%.1f %% %s on %,d %s windows",
                100 * Math.abs(1 - challenger / champion),
                challenger <= champion ? "better" : "worse",
                windows,
                kind);
    }

    /**
     * Why the challenger should not take the champion's place: its gain is not above the margin, or not above chance;
     * or its forecasts are not finite, whatever the champion's are. Empty if it should.
     *
     * @param margin share of the champion's error
     */
    Optional<String> objection(double margin) {
        double gain = champion - challenger;
        if (!Double.isFinite(challenger)) {
            return Optional.of("its forecasts are not finite");
        }
        if (!Double.isFinite(champion)) {
            return Optional.empty();
        }
        if (gain <= 0 || gain < margin * champion) {
            return Optional.of(text());
        }
        return gain < chance
                ? Optional.of(String.format(
                        Locale.ROOT, "%s, which may be chance (± %.1f %%)", text(), 100 * chance / champion))
                : Optional.empty();
    }
}
