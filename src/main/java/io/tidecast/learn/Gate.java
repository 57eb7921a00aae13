package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import java.util.Locale;

/**
 * Judges a challenger against the champion on the newest windows, which neither was trained on, through the very path that
 * serves. Its gain must be above the margin and above what chance explains. Unless things have changed, it must not be worse
 * on old windows either, which catches history that is not what it says to be.
 */
public final class Gate {
    private final GateSettings settings;
    private final Forecaster champion;
    private final boolean changed;
    private final HeldOut newest;
    private final HeldOut old;
    private final HeldOutError before;
    private final HeldOutError oldBefore;

    /**
     * A gate that a champion keeps.
     *
     * @param changed whether things are otherwise than they were, so that old windows decide nothing
     */
    public Gate(GateSettings settings, Forecaster champion, History history, boolean changed) {
        this.settings = settings;
        this.champion = champion;
        this.changed = changed;
        int window = champion.manifest().window();
        int horizon = champion.manifest().horizon();
        newest = HeldOut.of(history, window, horizon, settings.windows());
        old = HeldOut.ofOld(history, window, horizon, settings.windows());
        before = newest.of(champion);
        oldBefore = old.of(champion);
    }

    /**
     * The outcome.
     *
     * @param champion mean absolute error over all windows, targets and horizon steps, in units of the devices' change scales
     * @param challenger the challenger's on the same
     * @param windows how many windows were judged
     * @param old the same two on old windows
     */
    public record Judgement(
            boolean promoted, String reason, double champion, double challenger, int windows, Forgetting old) {
        /** Whether this one is promoted and the other is not, or both or neither and its error is less. */
        boolean isBetterThan(Judgement other) {
            return promoted == other.promoted ? challenger < other.challenger : promoted;
        }
    }

    /**
     * What was forgotten.
     *
     * @param champion error on old windows, as in {@link Judgement}; NaN without any
     * @param challenger the challenger's on the same
     * @param growth by how much the error of a window grew, as a share, in the geometric mean
     * @param windows how many there were
     */
    public record Forgetting(double champion, double challenger, double growth, int windows) {
        static final Forgetting UNKNOWN = new Forgetting(Double.NaN, Double.NaN, 0, 0);
    }

    /** Judges; a challenger with a forecast that is not finite is rejected whatever its error elsewhere. */
    public Judgement judge(Forecaster challenger) {
        if (newest.windows() < HeldOut.LEAST_WINDOWS) {
            return rejected(
                    "held-out windows must be at least " + HeldOut.LEAST_WINDOWS + ", were " + newest.windows());
        }
        if (Double.isNaN(before.scaled())) {
            return rejected("no actual of the held-out windows was observed");
        }
        HeldOutError after = newest.of(challenger);
        Forgetting forgotten = forgotten(challenger);
        double gain = before.scaled() - after.scaled();
        double chance = after.chanceOfDifference(before, champion.manifest().horizon());
        String comparison = String.format(
                Locale.ROOT,
                "%.1f %% %s on %,d held-out windows",
                100 * Math.abs(1 - after.scaled() / before.scaled()),
                gain >= 0 ? "better" : "worse",
                newest.windows());
        String objection = null;
        if (!Double.isFinite(after.scaled())) {
            objection = "its forecasts are not finite";
        } else if (gain <= 0 || gain < settings.margin() * before.scaled()) {
            objection = comparison;
        } else if (gain < chance) {
            objection = String.format(
                    Locale.ROOT, "%s, which may be chance (± %.1f %%)", comparison, 100 * chance / before.scaled());
        } else if (!changed && forgotten.growth() > settings.forgetting()) {
            objection = String.format(
                    Locale.ROOT,
                    "%s, but %.1f %% worse on %,d old ones",
                    comparison,
                    100 * forgotten.growth(),
                    forgotten.windows());
        }
        return new Judgement(
                objection == null,
                objection == null ? "promoted: " + comparison : "rejected: " + objection,
                before.scaled(),
                after.scaled(),
                newest.windows(),
                forgotten);
    }

    private Forgetting forgotten(Forecaster challenger) {
        if (old.windows() < HeldOut.LEAST_WINDOWS) {
            return Forgetting.UNKNOWN;
        }
        HeldOutError after = old.of(challenger);
        return new Forgetting(oldBefore.scaled(), after.scaled(), oldBefore.growthTo(after), old.windows());
    }

    /** A challenger that could not be judged. */
    static Judgement rejected(String reason) {
        return new Judgement(false, "rejected: " + reason, Double.NaN, Double.NaN, 0, Forgetting.UNKNOWN);
    }
}
