package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.model.Ruling;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Champion-challenger test: judges a challenger against the champion on the newest windows, which neither was trained
 * on, through the very path that serves. Its gain must be above the margin and above what chance explains. It must not
 * be worse on old windows either, which catches history that is not what it says to be.
 */
public final class Gate {
    private final GateSettings settings;
    private final int leastBlocks;
    private final Forecaster champion;
    private final HeldOut newest;
    private final HeldOut old;
    private final HeldOutError before;
    private final HeldOutError oldBefore;

    /**
     * A gate that a champion keeps.
     *
     * @param history since things have been as they are now
     * @param leastBlocks horizons that a gain must be told on, at least
     */
    Gate(GateSettings settings, Forecaster champion, History history, int leastBlocks) {
        this.settings = settings;
        this.leastBlocks = leastBlocks;
        this.champion = champion;
        newest = HeldOut.of(history, champion.manifest(), settings.windows());
        old = HeldOut.ofOld(history, champion.manifest(), settings.windows());
        before = newest.of(champion);
        oldBefore = old.of(champion);
    }

    /**
     * Outcome of the test.
     *
     * @param ruling promoted or rejected
     * @param champion mean absolute error over all windows, targets and horizon steps, in units of the devices' change
     *     scales
     * @param challenger the challenger's on the same
     * @param windows how many windows were judged
     * @param old the same two on old windows
     */
    public record Judgement(Ruling ruling, double champion, double challenger, int windows, Forgetting old) {
        public boolean promoted() {
            return ruling.isPromoted();
        }

        /** The ruling as one line. */
        public String reason() {
            return ruling.text();
        }

        /** What a provenance tells of it: nothing unless it was promoted. */
        Map<String, Object> account() {
            if (!promoted()) {
                return Map.of();
            }
            Map<String, Object> newest = Map.of("champion", champion, "challenger", challenger, "windows", windows);
            return old.windows() == 0 ? Map.of("heldOut", newest) : Map.of("heldOut", newest, "old", old.account());
        }

        /** Whether this one is promoted and the other is not, or both or neither and its error is less. */
        boolean isBetterThan(Judgement other) {
            return promoted() == other.promoted() ? challenger < other.challenger : promoted();
        }
    }

    /**
     * Catastrophic forgetting: what was forgotten.
     *
     * @param champion error on old windows, as in {@link Judgement}; NaN without any
     * @param challenger the challenger's on the same
     * @param growth by how much the error of a window grew, as a share, in the geometric mean
     * @param windows how many there were
     */
    public record Forgetting(double champion, double challenger, double growth, int windows) {
        static final Forgetting UNKNOWN = new Forgetting(Double.NaN, Double.NaN, 0, 0);

        private Map<String, Object> account() {
            return Map.of("champion", champion, "challenger", challenger, "growth", growth, "windows", windows);
        }
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
        Gain gain = Gain.of(before, newest.of(challenger), champion.manifest().horizon(), "held-out");
        Forgetting forgotten = forgotten(challenger);
        Optional<String> objection = gain.objection(settings.margin());
        if (objection.isEmpty() && gain.blocks() < leastBlocks) {
            objection = Optional.of(String.format(
                    Locale.ROOT,
                    "%s, over %d of the %d horizons that it takes",
                    gain.text(),
                    gain.blocks(),
                    leastBlocks));
        }
        if (objection.isEmpty() && forgotten.growth() > settings.forgetting()) {
            objection = Optional.of(String.format(
                    Locale.ROOT,
                    "%s, but %.1f %% worse on %,d old ones",
                    gain.text(),
                    100 * forgotten.growth(),
                    forgotten.windows()));
        }
        return new Judgement(
                objection.map(Ruling::rejected).orElseGet(() -> Ruling.promoted(gain.text())),
                gain.champion(),
                gain.challenger(),
                gain.windows(),
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
        return new Judgement(Ruling.rejected(reason), Double.NaN, Double.NaN, 0, Forgetting.UNKNOWN);
    }
}
