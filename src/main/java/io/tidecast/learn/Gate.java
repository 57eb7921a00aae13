package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import java.util.Locale;

/**
 * Judges a challenger against the champion on the newest windows, which neither was trained on, through the very path that
 * serves.
 */
public final class Gate {
    private final GateSettings settings;

    public Gate(GateSettings settings) {
        this.settings = settings;
    }

    /**
     * The outcome.
     *
     * @param champion mean absolute error over all windows, targets and horizon steps, in units of the devices' change scales
     * @param challenger the challenger's on the same
     * @param windows how many windows were judged
     */
    public record Judgement(boolean promoted, String reason, double champion, double challenger, int windows) {}

    /** Judges; a challenger with a forecast that is not finite is rejected whatever its error elsewhere. */
    public Judgement judge(Forecaster champion, Forecaster challenger, History history) {
        HeldOut heldOut = HeldOut.of(
                history, champion.manifest().window(), champion.manifest().horizon(), settings.windows());
        if (heldOut.windows() < HeldOut.LEAST_WINDOWS) {
            return new Judgement(
                    false,
                    "rejected: held-out windows must be at least " + HeldOut.LEAST_WINDOWS + ", were "
                            + heldOut.windows(),
                    Double.NaN,
                    Double.NaN,
                    heldOut.windows());
        }
        double before = heldOut.of(champion).scaled();
        double after = heldOut.of(challenger).scaled();
        boolean promoted = Double.isFinite(after) && !(after > before * (1 - settings.margin())) && after < before;
        String reason = String.format(
                Locale.ROOT,
                "%s: %.1f %% %s on %,d held-out windows",
                promoted ? "promoted" : "rejected",
                100 * Math.abs(1 - after / before),
                after <= before ? "better" : "worse",
                heldOut.windows());
        if (!Double.isFinite(after)) {
            reason = "rejected: its forecasts are not finite";
        }
        return new Judgement(promoted, reason, before, after, heldOut.windows());
    }
}
