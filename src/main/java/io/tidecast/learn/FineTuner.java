package io.tidecast.learn;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.train.NonFiniteException;
import io.tidecast.train.Trainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains a challenger from the champion's weights by truncated BPTT over lanes of history and has it judged by the
 * {@link Gate}; beside it stand less of the same way, and the {@link Readout} by least squares, and the one that does best there is put forward. The loss is Huber's with delta 1 in units of a device's change scale; the learning rate falls along a half
 * cosine over whichever ends first, the time budget or the updates.
 */
public final class FineTuner {
    private static final int CURVE_POINTS = 20;

    /**
     * Share of the time budget in which only updates count, so that the pace of a JVM that is still compiling decides nothing: a
     * fine-tune that its updates end has the same bits on a slow machine.
     */
    private static final double UNHURRIED = 0.25;

    /** More outliers than this share are not outliers but history that is not to be trusted. */
    private static final double MOST_OUTLIERS = 0.2;

    /** No step is gone over more often than this in one fine-tune, however large the budget: little history is soon learnt by heart. */
    private static final double MOST_PASSES = 40;

    /** By how much the champion's error over the last value's must have risen for a change to be one. */
    private static final double LOST_GROUND = 1.25;

    /** Steps from one held-out window to the next: neighbours say nearly the same, and weeks judge better than days. */
    private static final int STRIDE = 4;

    private final LearningSettings settings;

    public FineTuner(LearningSettings settings) {
        this.settings = settings;
    }

    /**
     * What came of a fine-tune.
     *
     * @param champion {@code model/version} of the champion it began from
     * @param challenger the trained model; the champion itself where nothing could be trained
     * @param updates weight updates made
     * @param seconds wall-clock time of the training, judging excluded
     */
    public record Outcome(
            String champion, Forecaster challenger, Gate.Judgement judgement, int updates, double seconds) {}

    /**
     * What is to be trained.
     *
     * @param model id of the challenger's model: the champion's, or that of a group which has no version of its own yet
     * @param version number the challenger gets
     * @param trigger why it runs, for the provenance
     * @param newSteps steps that came since the last fine-tune
     * @param changedMs event time from which on things are as they are now; null when all history is of one kind
     */
    public record Task(String model, int version, String trigger, long newSteps, Long changedMs) {
        private Task unchanged() {
            return new Task(model, version, trigger, newSteps, null);
        }
    }

    /**
     * Runs one fine-tune.
     *
     * @param told what is to be trained; a change that history does not bear out is none
     * @param chunks history in the order it came
     * @param cancelled asked between updates; true ends the fine-tune with a {@link CancellationException}
     */
    public Outcome tune(
            Forecaster champion, List<RetrainingRecord.Chunk> chunks, Task told, BooleanSupplier cancelled) {
        Manifest manifest = champion.manifest();
        Task task = confirmed(champion, chunks, told);
        History history = history(chunks, task, manifest);
        List<History.Run> runs = LaneTraining.usable(history, manifest.window());
        if (runs.isEmpty()) {
            return notTrained(champion, LaneTraining.tooShort(manifest.window()), 0, 0);
        }
        double outliers = history.freshOutliers();
        if (outliers > MOST_OUTLIERS) {
            return notTrained(
                    champion,
                    String.format(
                            Locale.ROOT,
                            "%.0f %% of what is new are outliers, more than %.0f %%",
                            100 * outliers,
                            100 * MOST_OUTLIERS),
                    0,
                    0);
        }
        boolean changed = task.changedMs() != null;
        long started = System.nanoTime();
        Optional<Parameters> readout = Readout.fitted(champion, runs, changed);
        Forecaster begin = changed && readout.isPresent() ? Forecaster.of(manifest, readout.get()) : champion;
        // After a change older history says what is no longer so.
        double replay = changed ? 0 : settings.training().replay();
        long seed = SplitMix.mix(settings.seed(), task.version());
        LaneTraining training = new LaneTraining(begin, runs, settings.training(), replay, seed);
        Trainer trainer = training.trainer();
        List<Double> losses = new ArrayList<>();
        Map<String, Parameters> ways = new LinkedHashMap<>();
        try (training) {
            train(training, losses, cancelled);
            Parameters tuned = trainer.parameters().publish();
            ways.put("gradient steps", tuned);
            ways.put("gradient steps, half", between(begin.parameters(), tuned, 0.5));
            ways.put("gradient steps, a quarter", between(begin.parameters(), tuned, 0.25));
        } catch (NonFiniteException e) {
            if (readout.isEmpty()) {
                return notTrained(champion, e.getMessage(), (int) trainer.steps(), seconds(started));
            }
        }
        readout.ifPresent(fitted -> {
            ways.put("least squares", fitted);
            ways.put("least squares, half", between(champion.parameters(), fitted, 0.5));
        });
        double seconds = seconds(started);
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("reason", task.trigger());
        provenance.put("updates", trainer.steps());
        provenance.put("seconds", Math.rint(seconds * 1000) / 1000);
        provenance.put("steps", history.steps());
        provenance.put(
                Manifest.LEARNT_TO, history.trainableTo(manifest.stepDuration()).toString());
        provenance.put("runs", runs.size());
        provenance.put("replay", replay);
        provenance.put("changed", changed);
        provenance.put("budget", settings.training().budget().toString());
        provenance.put("maxUpdates", settings.training().maxUpdates());
        provenance.put("loss", LaneTraining.LOSS);
        provenance.put("lossCurve", thinned(losses));
        Best best = best(champion, ways, task, history);
        provenance.put("way", best.way());
        Gate.Judgement judgement = best.judgement();
        if (judgement.promoted()) {
            provenance.put(
                    "heldOut",
                    Map.of(
                            "champion",
                            judgement.champion(),
                            "challenger",
                            judgement.challenger(),
                            "windows",
                            judgement.windows()));
            if (judgement.old().windows() > 0) {
                provenance.put(
                        "old",
                        Map.of(
                                "champion",
                                judgement.old().champion(),
                                "challenger",
                                judgement.old().challenger(),
                                "growth",
                                judgement.old().growth(),
                                "windows",
                                judgement.old().windows()));
            }
        }
        Forecaster challenger =
                Forecaster.of(manifest.child(task.model(), task.version(), provenance), ways.get(best.way()));
        return new Outcome(manifest.id(), challenger, judgement, (int) trainer.steps(), seconds);
    }

    /** The way to new weights that the gate thinks most of. */
    private record Best(String way, Gate.Judgement judgement) {}

    private Best best(Forecaster champion, Map<String, Parameters> ways, Task task, History history) {
        Gate gate = new Gate(settings.gate(), champion, history, task.changedMs() != null);
        Best best = null;
        for (Map.Entry<String, Parameters> way : ways.entrySet()) {
            Gate.Judgement judgement = gate.judge(Forecaster.of(champion.manifest(), way.getValue()));
            if (best == null || judgement.isBetterThan(best.judgement())) {
                best = new Best(way.getKey(), judgement);
            }
        }
        return best;
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

    /**
     * Trains a throwaway copy of a model on noise, so that the JVM has compiled what the first real fine-tune needs: until then
     * vector operations are slower than plain loops.
     *
     * @param time about how long
     * @param cancelled asked between updates
     */
    public void warmUp(Forecaster model, Duration time, BooleanSupplier cancelled) {
        int features = model.manifest().features().size();
        int steps = 4 * model.manifest().window();
        SplitMix random = new SplitMix(settings.seed());
        float[] values = new float[steps * features];
        boolean[] observed = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            observed[i] = true;
        }
        float[] one = new float[features];
        Arrays.fill(one, 1);
        Scale unit = new Scale(new float[features], one, one);
        History.Run noise = History.Run.of("noise", new Segment(0, features, values, observed), unit, steps);
        long begin = System.nanoTime();
        try (LaneTraining training = new LaneTraining(model, List.of(noise), settings.training(), 1, settings.seed())) {
            while (seconds(begin) * 1000 < time.toMillis() && !cancelled.getAsBoolean()) {
                training.draw(settings.training().learningRate(), (from, to, loss) -> {});
            }
        }
    }

    private void train(LaneTraining training, List<Double> losses, BooleanSupplier cancelled) {
        Trainer trainer = training.trainer();
        int most = Math.min(settings.training().maxUpdates(), training.updates(MOST_PASSES));
        long begin = System.nanoTime();
        double progress = 0;
        while (progress < 1) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled after " + trainer.steps() + " updates");
            }
            double rate = settings.training().learningRate() * 0.5 * (1 + Math.cos(Math.PI * progress));
            losses.add(training.draw(rate, (from, to, loss) -> {}));
            progress = trainer.steps() / (double) most;
            double spent = seconds(begin) * 1000 / settings.training().budget().toMillis();
            if (spent > UNHURRIED) {
                progress = Math.max(progress, spent);
            }
        }
    }

    /**
     * A rise of the error need not be a change: weather is hard to forecast for everybody now and then. It is one where the champion has
     * lost ground to the last value, too; else history counts as of one kind.
     */
    private Task confirmed(Forecaster champion, List<RetrainingRecord.Chunk> chunks, Task task) {
        if (task.changedMs() == null) {
            return task;
        }
        Manifest manifest = champion.manifest();
        History history = history(chunks, task.unchanged(), manifest);
        double before = ground(champion, history, task.changedMs(), false);
        double after = ground(champion, history, task.changedMs(), true);
        return after <= LOST_GROUND * before ? task.unchanged() : task;
    }

    /** The champion's error over the last value's, since a time or before it; NaN where there is nothing to tell from. */
    private double ground(Forecaster champion, History history, long sinceMs, boolean after) {
        Manifest manifest = champion.manifest();
        long stepMs = manifest.stepDuration().toMillis();
        HeldOut windows = HeldOut.of(
                history,
                manifest.window(),
                manifest.horizon(),
                settings.gate().windows(),
                (segment, step) -> after
                        ? segment.timeMs(step, stepMs) >= sinceMs
                        : segment.timeMs(step + manifest.horizon(), stepMs) < sinceMs);
        return windows.of(champion).scaled()
                / windows.ofPersistence(champion.targetFeatures()).scaled();
    }

    /** The newest steps are held out: no more than are judged by, and after a change no more than a third of what came since. */
    private History history(List<RetrainingRecord.Chunk> chunks, Task task, Manifest manifest) {
        long devices =
                chunks.stream().map(RetrainingRecord.Chunk::device).distinct().count();
        int windows = STRIDE * (int) (settings.gate().windows() / Math.max(1, devices)) + 1;
        int least = manifest.horizon() + manifest.horizon() / 2;
        return History.of(
                chunks,
                new Holdout(settings.gate().holdout(), least, Math.max(least, manifest.horizon() + windows)),
                settings.training().outlier(),
                fresh(chunks, task, manifest));
    }

    private static Fresh fresh(List<RetrainingRecord.Chunk> chunks, Task task, Manifest manifest) {
        return task.changedMs() == null
                ? Fresh.Arrived.last(chunks, task.newSteps())
                : new Fresh.Changed(task.changedMs(), manifest.stepDuration().toMillis());
    }

    private static Outcome notTrained(Forecaster champion, String reason, int updates, double seconds) {
        Gate.Judgement judgement = Gate.rejected(reason);
        return new Outcome(champion.manifest().id(), champion, judgement, updates, seconds);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** At most {@value #CURVE_POINTS} of a curve, the last one among them. */
    static List<Double> thinned(List<Double> losses) {
        List<Double> points = new ArrayList<>();
        int count = Math.min(CURVE_POINTS, losses.size());
        for (int i = 1; i <= count; i++) {
            double loss = losses.get(i * losses.size() / count - 1);
            points.add(Math.rint(loss * 1e5) / 1e5);
        }
        return points;
    }
}
