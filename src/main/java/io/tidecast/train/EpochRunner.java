package io.tidecast.train;

import io.tidecast.kernel.SplitMix;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Training epoch: what a learner goes through in one.
 *
 * @param <L> what is trained
 */
@FunctionalInterface
public interface EpochRunner<L extends Learner> {
    /** Listener that is told how far an epoch has come. */
    @FunctionalInterface
    interface Progress {
        /** The part done, 0..1, and the loss of the last step. */
        void at(double part, double loss);
    }

    /** One epoch; the mean training loss. */
    double epoch(L learner, int epoch, double learningRate, Progress progress);

    /** Truncated back-propagation along lanes. */
    static EpochRunner<Trainer> along(Lanes lanes, TruncatedBptt bptt) {
        return (trainer, epoch, rate, progress) ->
                bptt.epoch(trainer, lanes, rate, (from, to, loss) -> progress.at((double) to / lanes.steps(), loss));
    }

    /** Windows that know nothing of each other, in batches, in a new order every epoch that the seed decides. */
    static EpochRunner<Trainer> over(Windows windows, int batchSize, long seed) {
        return over(windows, batchSize, epoch -> shuffled(windows.count(), SplitMix.mix(seed, epoch)));
    }

    /** Windows that know nothing of each other, in batches, every epoch in the order they stand in. */
    static EpochRunner<Trainer> inOrder(Windows windows, int batchSize) {
        int[] order = IntStream.range(0, windows.count()).toArray();
        return over(windows, batchSize, epoch -> order);
    }

    private static EpochRunner<Trainer> over(Windows windows, int batchSize, IntFunction<int[]> orders) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size must be at least 1, was " + batchSize);
        }
        return (trainer, epoch, rate, progress) -> {
            int[] order = orders.apply(epoch);
            Windows.Batch batch = windows.batch(Math.min(batchSize, windows.count()));
            double sum = 0;
            long counted = 0;
            for (int from = 0; from < order.length; from += batchSize) {
                int size = Math.min(batchSize, order.length - from);
                int now = batch.fill(order, from, size);
                double loss = trainer.step(batch.x(), batch.y(), batch.mask(), size, windows.steps(), rate);
                sum += loss * now;
                counted += now;
                progress.at((double) (from + size) / order.length, loss);
            }
            return counted == 0 ? 0 : sum / counted;
        };
    }

    private static int[] shuffled(int count, long seed) {
        SplitMix random = new SplitMix(seed);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
