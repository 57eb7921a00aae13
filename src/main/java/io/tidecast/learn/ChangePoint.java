package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.nn.Parameters;
import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Change-point detection: how far back history tells how things are now. The champion's {@link Readout} is fitted to
 * nothing but the newest steps, so many of them and fewer, and each fit is judged on steps that come after those it
 * saw. Where one takes a quarter of the champion's error away, time after time, and wins back most of what the champion
 * has lost, things have changed: a storm makes forecasts worse too, but a fit to the storm makes them no better.
 *
 * <p>A change that is known stays one until a fit to all of history does better again; and as more is seen of what came
 * after it, a later beginning may prove the right one.
 */
final class ChangePoint {
    /** Share of the champion's error that a fit must take away. */
    private static final double GAIN = 0.25;

    /** Standard errors that a gain must be. */
    private static final double SURE = 3;

    /**
     * Share of what the champion has lost that a fit must win back: what cannot be forecast any more need not be a
     * change.
     */
    private static final double WON_BACK = 0.5;

    /** Stretches of half a horizon after which what goes on is as things are, whether it can be forecast or not. */
    private static final int LASTING = 28;

    /** A change is told by no fewer windows: a few say what chance says, or what one device says. */
    private static final int LEAST_WINDOWS = 64;

    /** Share of a span that judges. */
    private static final double HELD_OUT = 0.25;

    /** Each span is longer than the one before by this. */
    private static final double LONGER = Math.sqrt(2);

    private static final int MOST_SPANS = 12;
    private static final int MOST_WINDOWS = 512;

    private final Forecaster champion;
    private final History history;
    private final Manifest manifest;
    private final TimeStep grid;
    private final int horizon;
    private final long endMs;

    /**
     * Least-squares fit to the newest steps.
     *
     * @param steps of each device, at most
     * @param heldOut newest of them, which it did not see
     */
    private record Fit(long steps, long heldOut, Forecaster model) {}

    private ChangePoint(Forecaster champion, History history) {
        this.champion = champion;
        this.history = history;
        manifest = champion.manifest();
        grid = manifest.timeStep();
        horizon = manifest.horizon();
        endMs = history.endMs(grid);
    }

    /**
     * Event time from which on things are as they are now; empty where all of history is of one kind.
     *
     * @param history all of it
     * @param knownMs where a change was found before; null if none was
     */
    static Optional<Long> find(Forecaster champion, History history, Long knownMs) {
        if (history.stretches().isEmpty()) {
            return Optional.empty();
        }
        ChangePoint point = new ChangePoint(settled(champion, history), history);
        return knownMs == null ? point.found() : point.foundAgain(knownMs);
    }

    /**
     * What fits to the newest steps are compared with. A network that began as the base network may have learnt little
     * yet, and any fit is better than that: there it is the fit to all of history.
     */
    private static Forecaster settled(Forecaster champion, History history) {
        if (!champion.readsBase()) {
            return champion;
        }
        return Readout.fitted(
                        champion,
                        HistoryTraining.usable(history, champion.manifest().window()),
                        false)
                .map(weights -> champion.child(champion.manifest(), weights))
                .orElse(champion);
    }

    private Optional<Long> found() {
        return spans(steps(history.beginMs(grid)) / 2).stream()
                .flatMap(steps -> fit(steps).stream())
                .filter(this::isOfAChange)
                .min(Comparator.comparingDouble(
                        fit -> errors(fit.model(), 2L * horizon).scaled()))
                .map(fit -> beginMs(fit.steps()));
    }

    private boolean isOfAChange(Fit fit) {
        HeldOutError before = errors(champion, fit.heldOut());
        HeldOutError.Difference gain = errors(fit.model(), fit.heldOut()).differenceTo(before, horizon / 2);
        double lost = before.scaled() - usualError(fit.steps());
        boolean wonBack = gain.blocks() >= LASTING || gain.mean() > WON_BACK * lost;
        return before.byWindow().size() >= LEAST_WINDOWS
                && gain.blocks() > 1
                && gain.mean() > GAIN * before.scaled()
                && gain.mean() > SURE * gain.chance()
                && wonBack;
    }

    /** The champion's error of a usual window before the newest steps. */
    private double usualError(long steps) {
        long beginMs = beginMs(steps);
        HeldOut before = HeldOut.of(
                history,
                manifest,
                MOST_WINDOWS,
                (stretch, step) -> stretch.segment().timeMs(step + horizon, grid) < beginMs);
        double[] errors = before.of(champion).byWindow().stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return errors.length == 0 ? 0 : errors[errors.length / 2];
    }

    private Optional<Long> foundAgain(long knownMs) {
        long known = steps(knownMs);
        long all = steps(history.beginMs(grid));
        Optional<Fit> since = known < all ? fit(known) : Optional.empty();
        if (since.isEmpty()) {
            return known < all ? Optional.of(knownMs) : Optional.empty();
        }
        Fit best = since.get();
        for (long steps : spans(known)) {
            Optional<Fit> later = fit(steps);
            if (later.isPresent() && isBetter(later.get(), best, later.get().heldOut(), SURE)) {
                best = later.get();
            }
        }
        Optional<Fit> whole = fit(all);
        if (whole.isPresent() && isBetter(whole.get(), best, best.heldOut(), 1)) {
            return Optional.empty();
        }
        return Optional.of(best.steps() == known ? knownMs : beginMs(best.steps()));
    }

    /** Whether a fit's errors are less than another's by so many standard errors, on so many steps that neither saw. */
    private boolean isBetter(Fit fit, Fit other, long heldOut, double sure) {
        HeldOutError.Difference gain =
                errors(fit.model(), heldOut).differenceTo(errors(other.model(), heldOut), horizon / 2);
        return gain.mean() > 0 && gain.blocks() > 1 && gain.mean() > sure * gain.chance();
    }

    /** Longer and longer ones, shorter than so many steps. */
    private List<Long> spans(long below) {
        List<Long> spans = new ArrayList<>();
        double steps = 3.0 * horizon;
        while (steps < below && spans.size() < MOST_SPANS) {
            spans.add((long) steps);
            steps *= LONGER;
        }
        return spans;
    }

    private Optional<Fit> fit(long steps) {
        long heldOut = Math.max(2L * horizon, (long) (HELD_OUT * steps));
        List<History.Stretch> stretches = history.split(beginMs(steps), beginMs(heldOut), grid).stretches().stream()
                .filter(stretch -> stretch.fresh() < stretch.trainable() && stretch.trainable() > manifest.window())
                .toList();
        Optional<Parameters> fitted = Readout.fitted(champion, stretches, true);
        return fitted.map(weights -> new Fit(steps, heldOut, champion.child(manifest, weights)));
    }

    /** What follows on outliers tells how a network takes these, and nothing of what has become of the rest. */
    private HeldOutError errors(Forecaster model, long heldOut) {
        long lastSeenMs = grid.after(beginMs(heldOut), -1);
        return HeldOut.of(
                        history,
                        manifest,
                        MOST_WINDOWS,
                        (stretch, step) -> stretch.segment().timeMs(step, grid) >= lastSeenMs
                                && stretch.isUsual(step - manifest.window(), step))
                .of(model);
    }

    private long beginMs(long steps) {
        return grid.after(endMs, -steps);
    }

    private long steps(long sinceMs) {
        return grid.between(sinceMs, endMs);
    }
}
