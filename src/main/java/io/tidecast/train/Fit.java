package io.tidecast.train;

import io.tidecast.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;

/**
 * Training loop with early stopping: epochs with a validation after each, stopped early when that no longer falls. The
 * best parameters are what comes out, not the last.
 *
 * @param epochs at most
 * @param patience epochs in a row without improvement after which it stops; 0: never
 * @param minDelta by how much the validation loss must fall to count as improvement
 * @param schedule of the learning rate
 */
public record Fit(int epochs, int patience, double minDelta, Schedule schedule) {
    /** Validates. */
    public Fit {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs must be at least 1, was " + epochs);
        }
        if (patience < 0) {
            throw new IllegalArgumentException("patience must be at least 0, was " + patience);
        }
    }

    /**
     * Metrics of one epoch.
     *
     * @param number 0, 1, ...
     * @param learningRate it had
     * @param loss the mean training loss on the way
     * @param validationLoss after it
     * @param best whether no epoch before was as good
     */
    public record Epoch(int number, double learningRate, double loss, double validationLoss, boolean best) {}

    /**
     * Result of training.
     *
     * @param best published parameters of the best epoch
     * @param history every epoch that was run
     * @param stoppedEarly whether patience ended it
     */
    public record Result(Parameters best, List<Epoch> history, boolean stoppedEarly) {
        /** Copies the history. */
        public Result {
            history = List.copyOf(history);
        }

        /** The epoch the best parameters are from. */
        public Epoch bestEpoch() {
            return history.stream().filter(Epoch::best).reduce((a, b) -> b).orElseThrow();
        }
    }

    /** Listener that is told how training goes; nothing of it needs to be answered. */
    public interface Listener {
        /** The part of the epoch that is done, 0..1, and the loss of the last step. */
        default void progressed(int epoch, double part, double loss) {}

        /** After each epoch and its validation. */
        default void finished(Epoch epoch) {}

        /** Asked after each epoch: whether to end here, as when a time budget is spent. */
        default boolean enough() {
            return false;
        }

        /** Asked on the way: whether to end at once; the epoch that is cut off counts for nothing. */
        default boolean stopped() {
            return false;
        }
    }

    /** Unwinds an epoch that was stopped on the way. */
    private static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1;

        CutOff() {
            super(null, null, false, false);
        }
    }

    /**
     * Trains; the validation gives the loss that early stopping and the schedule go by.
     *
     * @throws CancellationException if it was stopped within the first epoch
     */
    public <L extends Learner> Result run(
            L learner, EpochRunner<L> lesson, ToDoubleFunction<Parameters> validation, Listener listener) {
        List<Epoch> history = new ArrayList<>();
        double[] losses = new double[epochs];
        Parameters best = learner.parameters().publish();
        double bestLoss = Double.POSITIVE_INFINITY;
        int sinceBest = 0;
        for (int i = 0; i < epochs; i++) {
            int number = i;
            double rate = schedule.at(i, losses);
            double loss;
            try {
                loss = lesson.epoch(learner, i, rate, (part, stepLoss) -> {
                    listener.progressed(number, part, stepLoss);
                    if (listener.stopped()) {
                        throw new CutOff();
                    }
                });
            } catch (CutOff e) {
                if (history.isEmpty()) {
                    throw new CancellationException("stopped within the first epoch of training");
                }
                return new Result(best, history, false);
            }
            losses[i] = validation.applyAsDouble(learner.parameters());
            if (!Double.isFinite(losses[i])) {
                throw new NonFiniteException(
                        "validation", learner.steps(), "validation loss is " + losses[i] + " after epoch " + i);
            }
            boolean improved = losses[i] < bestLoss - minDelta || i == 0;
            sinceBest = improved ? 0 : sinceBest + 1;
            if (improved) {
                bestLoss = losses[i];
                best = learner.parameters().publish();
            }
            Epoch epoch = new Epoch(i, rate, loss, losses[i], improved);
            history.add(epoch);
            listener.finished(epoch);
            boolean patienceSpent = patience > 0 && sinceBest >= patience;
            if (patienceSpent || listener.enough()) {
                return new Result(best, history, patienceSpent);
            }
        }
        return new Result(best, history, false);
    }
}
