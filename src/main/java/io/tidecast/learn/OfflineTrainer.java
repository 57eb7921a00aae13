package io.tidecast.learn;

import io.tidecast.forecast.ForecastMethods;
import io.tidecast.forecast.MethodContext;
import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.WindowMethod;
import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.train.EpochRunner;
import io.tidecast.train.Fit;
import io.tidecast.train.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Offline trainer: makes a model from recorded history, before it serves: epochs over all but the newest steps of each
 * device, a validation on those after each, and the weights of the best epoch. The learning rate falls along a half
 * cosine to a hundredth.
 *
 * <p>The epoch is chosen by the held-out error, so the network's is a little flattered; the naive forecasts have
 * nothing to choose.
 */
public final class OfflineTrainer {
    /**
     * Draws of an epoch at least, so that a short history gets more than a handful of updates between two validations.
     */
    private static final int LEAST_DRAWS = 4;

    private static final double RATE_FLOOR = 0.01;

    private final LearningSettings settings;
    private final int epochs;
    private final int patience;
    private final Optional<ScoredMethods> methods;

    /**
     * One of networks alone.
     *
     * @param epochs at most
     * @param patience epochs in a row without a better validation after which it stops; 0: never
     */
    public OfflineTrainer(LearningSettings settings, int epochs, int patience) {
        this(settings, epochs, patience, Optional.empty());
    }

    private OfflineTrainer(LearningSettings settings, int epochs, int patience, Optional<ScoredMethods> methods) {
        this.settings = settings;
        this.epochs = epochs;
        this.patience = patience;
        this.methods = methods;
    }

    /** The same, whose models bring what the pool of these methods begins with on a new device. */
    public OfflineTrainer with(ScoredMethods served) {
        return new OfflineTrainer(settings, epochs, patience, Optional.of(served));
    }

    /**
     * Result of offline training.
     *
     * @param model the best epoch's, with the account of its training in its manifest
     * @param fit every epoch
     * @param network the model's error on the held-out windows
     * @param naive by name, those of the naive methods on the same
     * @param windows how many there were
     */
    public record Outcome(
            Forecaster model, Fit.Result fit, HeldOutError network, Map<String, HeldOutError> naive, int windows) {
        private Outcome withModel(Forecaster accounted) {
            return new Outcome(accounted, fit, network, naive, windows);
        }
    }

    /**
     * Trains.
     *
     * @param start the model to begin from
     * @param chunks history, that of a device in the order of time
     * @param season of the seasonal naive forecast, in steps
     * @throws IllegalArgumentException if the history is too short to train on or to judge by, or has no value of a
     *     target
     * @throws io.tidecast.train.NonFiniteException if a NaN or infinity appears, with the layer and the step
     */
    public Outcome train(Forecaster start, List<RetrainingRecord.Chunk> chunks, int season, Fit.Listener listener) {
        Manifest manifest = start.manifest();
        requireTargets(start, chunks);
        int leastHeldOut = manifest.horizon() + HeldOut.LEAST_WINDOWS - 1;
        Holdout holdout = new Holdout(settings.gate().holdout(), leastHeldOut, Integer.MAX_VALUE);
        History history = History.of(
                History.scaledBeforeHoldout(chunks, holdout),
                holdout,
                settings.training().outlier(),
                new NewSteps.Everything());
        List<History.Stretch> stretches = HistoryTraining.usable(history, manifest.window());
        if (stretches.isEmpty()) {
            throw new IllegalArgumentException(HistoryTraining.tooShort(manifest.window()) + ", besides the newest "
                    + leastHeldOut + " or more, which are held out");
        }
        HeldOut heldOut = HeldOut.of(history, manifest, settings.gate().windows());
        Map<String, HeldOutError> naive = naive(heldOut, start, season);
        if (heldOut.windows() < HeldOut.LEAST_WINDOWS
                || Double.isNaN(naive.get(Persistence.NAME).scaled())) {
            throw new IllegalArgumentException("held-out windows with observed targets must be at least "
                    + HeldOut.LEAST_WINDOWS + ", were " + heldOut.windows());
        }
        HistoryTraining training = new HistoryTraining(
                start, stretches, settings.training(), 1, SplitMix.mix(settings.seed(), manifest.version()));
        double rate = settings.training().learningRate();
        Fit fit = new Fit(epochs, patience, 0, new Schedule.Cosine(rate, epochs, rate * RATE_FLOOR));
        long begin = System.nanoTime();
        Fit.Result result;
        try (training) {
            result = fit.run(
                    training, lesson(training), trained -> error(heldOut, start.child(manifest, trained)), listener);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Forecaster best = start.child(manifest, result.best());
        Outcome outcome = new Outcome(best, result, heldOut.of(best), naive, heldOut.windows());
        Map<String, Object> account = account(outcome, history, stretches.size(), training, seconds);
        Forecaster accounted = start.child(manifest.withProvenance(account), result.best());
        return outcome.withModel(PoolStart.learnt(accounted.with(start.pool()), methods, history));
    }

    private static void requireTargets(Forecaster start, List<RetrainingRecord.Chunk> chunks) {
        int[] places = start.targetFeatures();
        for (int j = 0; j < places.length; j++) {
            int feature = places[j];
            if (!chunks.isEmpty()
                    && chunks.stream().noneMatch(chunk -> chunk.segment().observes(feature))) {
                throw new IllegalArgumentException("every target must have values to train on, "
                        + start.manifest().targets().get(j) + " has none");
            }
        }
    }

    private static Map<String, HeldOutError> naive(HeldOut heldOut, Forecaster start, int season) {
        Manifest manifest = start.manifest();
        MethodContext context = new MethodContext(
                start.targetFeatures(), manifest.horizon(), season, manifest.window(), MethodContext.NO_TRAINING);
        Map<String, HeldOutError> errors = new LinkedHashMap<>();
        for (MethodKind kind : ForecastMethods.of(MethodKind.Family.NAIVE)) {
            if (kind.make().apply(context) instanceof WindowMethod method) {
                errors.put(kind.name(), heldOut.of(method));
            }
        }
        return errors;
    }

    /** An epoch goes over about as many steps as there are. */
    private static EpochRunner<HistoryTraining> lesson(HistoryTraining training) {
        int draws = Math.max(LEAST_DRAWS, training.drawsPerPass());
        return (learner, epoch, rate, progress) -> {
            double sum = 0;
            for (int i = 0; i < draws; i++) {
                int done = i;
                sum += learner.draw(rate, (part, loss) -> progress.at((done + part) / draws, loss));
            }
            return sum / draws;
        };
    }

    private static double error(HeldOut heldOut, Forecaster trained) {
        return heldOut.of(trained).scaled();
    }

    private static Map<String, Object> account(
            Outcome outcome, History history, int stretches, HistoryTraining training, double seconds) {
        List<Fit.Epoch> curve = outcome.fit().history();
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("reason", "offline training");
        account.put("epochs", curve.size());
        account.put("bestEpoch", outcome.fit().bestEpoch().number() + 1);
        account.put("stoppedEarly", outcome.fit().stoppedEarly());
        account.put("updates", training.steps());
        account.put("seconds", Math.rint(seconds * 1000) / 1000);
        account.put("steps", history.steps());
        account.put(
                Manifest.LEARNT_TO,
                history.trainableTo(outcome.model().manifest().timeStep()).toString());
        account.put("runs", stretches);
        account.put("loss", HistoryTraining.LOSS);
        account.put(
                "lossCurve",
                FineTuner.thinned(curve.stream().map(Fit.Epoch::loss).toList()));
        account.put(
                "validationCurve",
                FineTuner.thinned(curve.stream().map(Fit.Epoch::validationLoss).toList()));
        Map<String, Object> heldOut = new LinkedHashMap<>();
        heldOut.put(NetworkMethod.NAME, outcome.network().scaled());
        outcome.naive().forEach((name, error) -> heldOut.put(camelCase(name), error.scaled()));
        heldOut.put("windows", outcome.windows());
        account.put("heldOut", heldOut);
        return account;
    }

    /** A name as the manifest's other keys are written: {@code seasonalNaive}. */
    private static String camelCase(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("-", -1)) {
            text.append(text.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }
}
