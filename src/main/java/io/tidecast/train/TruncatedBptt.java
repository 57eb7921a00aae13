package io.tidecast.train;

import io.tidecast.nn.Network;
import io.tidecast.nn.Resets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Truncated BPTT, back-propagation through time, along contiguous lanes: after every k1 steps, the losses of those k1
 * steps are propagated back through k2 steps and a gradient step is taken; the state is carried on. This is BPTT(h; h')
 * of Williams and Peng (1990) with h' = k1, h = k2, in the words of Sutskever (2013). With k2 = k1 the lanes are cut
 * into chunks; with k1 = k2 = T it is full back-propagation.
 *
 * <p>With k2 above k1, the older k2 - k1 steps are run again with the present parameters, from the state that was met
 * there before, and only the newest k1 steps have losses. For example with k1 = 2, k2 = 5: the steps [0,2), [0,4),
 * [1,6), [3,8), ... are run, and those of [0,2), [2,4), [4,6), [6,8), ... have losses.
 *
 * @param k1 steps between gradient steps
 * @param k2 steps the gradient goes back, at least k1
 * @see <a href="https://doi.org/10.1162/neco.1990.2.4.490">Williams and Peng 1990</a>
 */
public record TruncatedBptt(int k1, int k2) {
    /** Validates. */
    public TruncatedBptt {
        if (k1 < 1) {
            throw new IllegalArgumentException("k1 must be at least 1, was " + k1);
        }
        if (k2 < k1) {
            throw new IllegalArgumentException("k2 must be at least k1 = " + k1 + ", was " + k2);
        }
    }

    /** Listener that is told of every gradient step. */
    @FunctionalInterface
    public interface Listener {
        /** The steps of the lanes whose losses it took, and their mean. */
        void stepped(int from, int to, double loss);
    }

    /** Once along the lanes from the zero state; the mean loss of the chunks, weighted by the targets that count. */
    public double epoch(Trainer trainer, Lanes lanes, double learningRate) {
        return epoch(trainer, lanes, learningRate, (from, to, loss) -> {});
    }

    /** As {@link #epoch(Trainer, Lanes, double)}, with a listener. */
    public double epoch(Trainer trainer, Lanes lanes, double learningRate, Listener listener) {
        Network network = trainer.network();
        if (!network.spec().causal() || !network.spec().output().sequence()) {
            throw new IllegalArgumentException("truncated bptt needs a causal network that gives sequences, was given "
                    + network.spec().toMap());
        }
        int batch = lanes.lanes();
        int width = network.outputs() / trainer.loss().predictionsPerTarget();
        int room = batch * Math.min(k2, lanes.steps());
        float[] x = new float[room * network.inputs()];
        float[] y = new float[room * width];
        float[] mask = new float[room * width];
        LaneBatch window = new LaneBatch();
        Optional<Resets> resets = Optional.empty();
        trainer.resetLanes();
        double sum = 0;
        long counted = 0;
        int start = 0;
        for (int from = 0; from < lanes.steps(); from += k1) {
            int to = Math.min(lanes.steps(), from + k1);
            int length = to - start;
            lanes.inputs(start, to, x);
            lanes.targets(start, to, y, mask);
            for (int b = 0; b < batch; b++) {
                Arrays.fill(mask, b * length * width, (b * length + from - start) * width, 0f);
            }
            if (resets.isEmpty() || resets.get().steps() != length) {
                resets = Optional.of(Resets.of(batch, length));
            }
            markResets(lanes, start, length, resets.get());
            int next = Math.max(0, Math.min(lanes.steps(), to + k1) - k2);
            next = Math.max(next, start);
            window.set(batch, length, x, y, mask, length * width, true, resets.get(), next - start);
            double loss = trainer.step(window, learningRate);
            int now = Loss.counted(mask, batch * length * width);
            sum += loss * now;
            counted += now;
            listener.stepped(from, to, loss);
            start = next;
        }
        return counted == 0 ? 0 : sum / counted;
    }

    /** Marks the resets of steps start .. start + length. */
    static void markResets(Lanes lanes, int start, int length, Resets resets) {
        resets.clear();
        for (int b = 0; b < lanes.lanes(); b++) {
            for (int t = 0; t < length; t++) {
                resets.mark(b, t, lanes.resetBefore(b, start + t));
            }
        }
    }
}
