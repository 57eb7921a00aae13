package io.tidecast.learn;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Encoding;
import io.tidecast.nn.Reset;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import io.tidecast.train.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Training lanes: stretches of history side by side, encoded as serving encodes them. A lane's first window has no
 * losses: it is what the highway looks back on. After it the recurrent state is reset every window, at an offset of the
 * lane's own, since serving begins each window from the zero state; losses begin again a quarter of a window after a
 * reset. What was filled, is an outlier, or is held out, is no target.
 *
 * <p>Where each window is measured in its own scale, a lane is a row of windows, one from each reset to the next, and
 * there is a loss at the last step of each: that step's forecast is the only one that serving makes in that scale.
 */
final class HistoryLanes implements Lanes {
    /** Share of the steps that know only a part of what is known ahead of them. */
    private static final double FORGOTTEN = 0.25;

    private final int window;
    private final int horizon;
    private final Scaling scaling;
    private final int[] targets;
    private final int inputs;
    private final int lanes;
    private final int steps;
    private final float[] x; // [lanes, steps, inputs]
    private final float[] y; // [lanes, steps, targets, horizon]
    private final float[] mask; // as y
    private final int[] resets; // [lanes]
    private final OldWindows old;
    private final double replayShare;
    private final boolean apart;
    private final List<Place> places = new ArrayList<>();

    /** What makes the windows that are encoded. */
    interface Windows {
        /** The window of a stretch from one of its steps. */
        Window of(History.Stretch stretch, int origin);
    }

    /** Place of a window in the lanes. */
    private record Place(int lane, int from) {}

    /**
     * Room for lanes.
     *
     * @param steps T of each lane, more than a window
     * @param scaling what a window is measured in
     * @param targets features that are forecast
     * @param replayShare share of the lanes that is drawn from all of history; the others end in what is new
     */
    HistoryLanes(
            int lanes,
            int steps,
            int window,
            int horizon,
            Scaling scaling,
            int[] targets,
            int inputs,
            double replayShare) {
        this(lanes, steps, window, horizon, scaling, targets, inputs, replayShare, false);
    }

    /** @param apart whether every window is to stand alone, for a network that cannot carry its state on */
    HistoryLanes(
            int lanes,
            int steps,
            int window,
            int horizon,
            Scaling scaling,
            int[] targets,
            int inputs,
            double replayShare,
            boolean apart) {
        this.apart = apart;
        this.replayShare = replayShare;
        old = new OldWindows(horizon);
        this.lanes = lanes;
        this.steps = steps;
        this.window = window;
        this.horizon = horizon;
        this.scaling = scaling;
        this.targets = targets;
        this.inputs = inputs;
        x = new float[lanes * steps * inputs];
        y = new float[lanes * steps * targets.length * horizon];
        mask = new float[y.length];
        resets = new int[lanes];
    }

    /**
     * Draws every lane anew.
     *
     * @param stretches usable ones
     */
    void draw(List<History.Stretch> stretches, Encoding encoding, Windows windows, SplitMix random) {
        Arrays.fill(x, 0);
        Arrays.fill(mask, 0);
        places.clear();
        long total = stretches.stream().mapToLong(History.Stretch::trainable).sum();
        long fresh = stretches.stream()
                .mapToLong(stretch -> stretch.trainable() - stretch.fresh())
                .sum();
        for (int lane = 0; lane < lanes; lane++) {
            boolean replayed = Math.floor((lane + 1) * replayShare) > Math.floor(lane * replayShare);
            History.Stretch stretch;
            int from;
            if (replayed || fresh == 0) {
                stretch = pick(stretches, (long) (random.nextDouble() * total), History.Stretch::trainable);
                from = (int) (random.nextDouble() * (stretch.trainable() - Math.min(stretch.trainable(), steps) + 1));
            } else {
                stretch = pick(stretches, (long) (random.nextDouble() * fresh), r -> r.trainable() - r.fresh());
                int least = Math.min(stretch.trainable(), Math.max(stretch.fresh() + 1, steps));
                int end = least + (int) (random.nextDouble() * (stretch.trainable() - least + 1));
                from = Math.max(0, end - steps);
            }
            resets[lane] = (int) (random.nextDouble() * window);
            fill(lane, stretch, from, encoding, windows);
            if (encoding.readsAhead()) {
                forgetAhead(lane, encoding, random);
            }
        }
    }

    /**
     * Has some steps not know all of their horizon, so that a model learns to do without: what is known ahead may come
     * late, or reach less far.
     */
    private void forgetAhead(int lane, Encoding encoding, SplitMix random) {
        for (int t = 0; t < steps; t++) {
            if (random.nextDouble() < FORGOTTEN) {
                int known = (int) (random.nextDouble() * horizon);
                encoding.forgetAhead(x, (lane * steps + t) * inputs, known);
            }
        }
    }

    /** The stretch that a step is in, where each has so many. */
    static History.Stretch pick(List<History.Stretch> stretches, long step, ToIntFunction<History.Stretch> size) {
        long left = step;
        for (History.Stretch stretch : stretches) {
            left -= size.applyAsInt(stretch);
            if (left < 0) {
                return stretch;
            }
        }
        throw new IllegalStateException("step " + step + " must be within the runs");
    }

    private void fill(int lane, History.Stretch stretch, int from, Encoding encoding, Windows windows) {
        int length = Math.min(steps, stretch.trainable() - from);
        if (apart || encoding.scalesEachWindow(scaling)) {
            fillWindows(lane, stretch, from, length, encoding, windows);
            return;
        }
        Window whole = windows.of(stretch, from + length - 1);
        Scale scale = encoding.scale(scaling, stretch.segment(), from, length, stretch.scale());
        encoding.encode(whole, scale, length, x, lane * steps * inputs);
        for (int t = window - 1; t < length; t++) {
            int sinceReset = Math.floorMod(t - resets[lane], window);
            if (sinceReset >= window / 4) {
                fillTargets((lane * steps + t) * targets.length * horizon, stretch, from + t, scale, encoding);
            }
        }
    }

    private void fillWindows(
            int lane, History.Stretch stretch, int from, int length, Encoding encoding, Windows windows) {
        if (apart) {
            resets[lane] %= length - window + 1;
        }
        for (int t = resets[lane]; t + window <= length; t += window) {
            Scale scale = encoding.scale(scaling, stretch.segment(), from + t, window, stretch.scale());
            int last = t + window - 1;
            Window own = windows.of(stretch, from + last);
            encoding.encode(own, scale, window, x, (lane * steps + t) * inputs);
            fillTargets((lane * steps + last) * targets.length * horizon, stretch, from + last, scale, encoding);
            places.add(new Place(lane, t));
        }
    }

    private void fillTargets(int at, History.Stretch stretch, int origin, Scale scale, Encoding encoding) {
        Segment segment = stretch.segment();
        for (int j = 0; j < targets.length; j++) {
            double last = segment.value(origin, targets[j]);
            boolean usable = stretch.isOrigin(origin, targets[j]);
            for (int h = 1; h <= horizon && usable && origin + h < stretch.trainable(); h++) {
                if (stretch.teaches(origin + h, targets[j]) && !old.holds(segment.firstIndex() + origin + h)) {
                    int cell = at + encoding.outputAt(j, h - 1, horizon);
                    y[cell] = encoding.output(scale, targets[j], last, segment.value(origin + h, targets[j]));
                    mask[cell] = 1;
                }
            }
        }
    }

    /** How many windows were drawn that stand alone. */
    int windows() {
        return places.size();
    }

    /**
     * Copies windows that stand alone, with their targets.
     *
     * @param first of them
     * @param toX [count, window, inputs]
     * @param toY [count, targets · horizon]
     * @param toMask as toY
     */
    void windows(int first, int count, float[] toX, float[] toY, float[] toMask) {
        int width = targets.length * horizon;
        for (int i = 0; i < count; i++) {
            Place place = places.get(first + i);
            int row = place.lane() * steps + place.from();
            System.arraycopy(x, row * inputs, toX, i * window * inputs, window * inputs);
            System.arraycopy(y, (row + window - 1) * width, toY, i * width, width);
            System.arraycopy(mask, (row + window - 1) * width, toMask, i * width, width);
        }
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public void inputs(int from, int to, float[] target) {
        copy(x, inputs, from, to, target);
    }

    @Override
    public void targets(int from, int to, float[] target, float[] counts) {
        copy(y, targets.length * horizon, from, to, target);
        copy(mask, targets.length * horizon, from, to, counts);
    }

    @Override
    public Reset resetBefore(int lane, int step) {
        return Math.floorMod(step - resets[lane], window) == 0 ? Reset.RECURRENT : Reset.NONE;
    }

    private void copy(float[] source, int width, int from, int to, float[] target) {
        for (int b = 0; b < lanes; b++) {
            System.arraycopy(source, (b * steps + from) * width, target, b * (to - from) * width, (to - from) * width);
        }
    }
}
