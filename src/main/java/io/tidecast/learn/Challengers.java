package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.nn.Parameters;
import io.tidecast.train.NonFiniteException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Challenger models: what a champion's weights may become after a look at history, by several ways: gradient steps
 * (over what is drawn from it, with the learning rate falling along a half cosine over whichever ends first, the time
 * budget or the updates), half and a quarter of that way, the {@link Readout} by least squares, of the champion and of
 * what gradient steps made of it, and half of the way there. Little history since a change is learnt by gradient steps
 * from the champion's readout on, for most of what has to change is linear.
 *
 * @param weights by the name of the way; empty where none led to finite numbers
 * @param losses mean loss of each draw
 * @param updates gradient steps made
 * @param seconds wall-clock time it took
 * @param failure why gradient steps led nowhere; empty if they did not fail
 */
record Challengers(
        Map<String, Parameters> weights, List<Double> losses, long updates, double seconds, Optional<String> failure) {
    /**
     * Share of the time budget in which only updates count, so that the pace of a JVM that is still compiling decides
     * nothing: a fine-tune that its updates end has the same bits on a slow machine.
     */
    private static final double UNHURRIED = 0.25;

    /** No step is gone over more often than this, however large the budget: little history is soon learnt by heart. */
    private static final double MOST_PASSES = 40;

    /** Share of the learning rate of a model that has seen much: what it knows is to be bettered, not found. */
    private static final double SETTLED = 1 / 3.0;

    /**
     * Trains.
     *
     * @param material with stretches that can be trained on
     * @param seed of what is drawn
     * @param cancelled asked between updates; true ends it with a {@link CancellationException}
     */
    static Challengers of(
            Forecaster champion,
            FineTuneData material,
            TrainingSettings settings,
            long seed,
            BooleanSupplier cancelled) {
        long begin = System.nanoTime();
        List<History.Stretch> stretches = material.stretches(champion.manifest());
        Optional<Parameters> readout = Readout.fitted(champion, stretches, material.turned());
        Optional<Parameters> shrunk = champion.readsBase() && !material.turned()
                ? Optional.of(Shrinkage.fitted(champion, stretches, false))
                : Optional.empty();
        Parameters from = (material.turned() ? readout : shrunk).orElse(champion.parameters());
        double rate = settings.learningRate() * (material.young() ? 1 : SETTLED);
        Map<String, Parameters> weights = new LinkedHashMap<>();
        shrunk.ifPresent(fitted -> weights.put("shrunk", fitted));
        List<Double> losses = new ArrayList<>();
        Optional<String> failure = Optional.empty();
        long updates;
        try (HistoryTraining training = new HistoryTraining(
                champion.child(champion.manifest(), from), stretches, settings, material.replay(settings), seed)) {
            try {
                train(training, settings, rate, losses, cancelled);
                Parameters tuned = training.parameters().publish();
                weights.put("gradient steps", tuned);
                weights.put("gradient steps, half", between(from, tuned, 0.5));
                weights.put("gradient steps, a quarter", between(from, tuned, 0.25));
                Readout.fitted(champion.child(champion.manifest(), tuned), stretches, material.turned())
                        .ifPresent(fitted -> {
                            weights.put("gradient steps, least squares", fitted);
                            weights.put("gradient steps, least squares, half", between(tuned, fitted, 0.5));
                        });
            } catch (NonFiniteException e) {
                failure = Optional.of(e.getMessage());
            }
            updates = training.steps();
        }
        readout.ifPresent(fitted -> {
            weights.put("least squares", fitted);
            weights.put("least squares, half", between(champion.parameters(), fitted, 0.5));
        });
        return new Challengers(weights, losses, updates, seconds(begin), failure);
    }

    private static void train(
            HistoryTraining training,
            TrainingSettings settings,
            double highest,
            List<Double> losses,
            BooleanSupplier cancelled) {
        int most = Math.min(settings.maxUpdates(), training.updates(MOST_PASSES));
        long begin = System.nanoTime();
        double progress = 0;
        while (progress < 1) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled after " + training.steps() + " updates");
            }
            double rate = highest * 0.5 * (1 + Math.cos(Math.PI * progress));
            losses.add(training.draw(rate, (part, loss) -> {}));
            progress = training.steps() / (double) most;
            double spent = seconds(begin) * 1000 / settings.budget().toMillis();
            if (spent > UNHURRIED) {
                progress = Math.max(progress, spent);
            }
        }
    }

    /** So far on the straight way from some weights to others; 1 is the others. */
    private static Parameters between(Parameters from, Parameters to, double share) {
        float[] weights = from.toArray();
        float[] other = to.toArray();
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (share * (other[i] - weights[i]));
        }
        return Parameters.of(from.layout(), weights);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
