package io.tidecast.learn;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
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
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains a challenger from the champion's weights by truncated BPTT over lanes of history, and has it judged by the
 * {@link Gate}. The loss is Huber's with delta 1 in units of a device's change scale; the learning rate falls along a half
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

    /** Of the replayed share, what is left after a change: older history then says what is no longer so. */
    private static final double OUTDATED = 0.25;

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
    public record Task(String model, int version, String trigger, long newSteps, Long changedMs) {}

    /**
     * Runs one fine-tune.
     *
     * @param chunks history in the order it came
     * @param cancelled asked between updates; true ends the fine-tune with a {@link CancellationException}
     */
    public Outcome tune(
            Forecaster champion, List<RetrainingRecord.Chunk> chunks, Task task, BooleanSupplier cancelled) {
        Manifest manifest = champion.manifest();
        History history = history(chunks, task, manifest);
        List<History.Run> runs = LaneTraining.usable(history, manifest.window());
        if (runs.isEmpty()) {
            return notTrained(champion, LaneTraining.tooShort(manifest.window()), 0, 0);
        }
        if (history.freshOutliers() > MOST_OUTLIERS) {
            return notTrained(
                    champion,
                    String.format(
                            Locale.ROOT,
                            "%.0f %% of what is new are outliers, more than %.0f %%",
                            100 * history.freshOutliers(),
                            100 * MOST_OUTLIERS),
                    0,
                    0);
        }
        long seed = SplitMix.mix(settings.seed(), task.version());
        double replay = settings.training().replay() * (task.changedMs() == null ? 1 : OUTDATED);
        LaneTraining training = new LaneTraining(champion, runs, settings.training(), replay, seed);
        Trainer trainer = training.trainer();
        long begin = System.nanoTime();
        List<Double> losses = new ArrayList<>();
        try (training) {
            train(training, losses, cancelled);
        } catch (NonFiniteException e) {
            return notTrained(champion, e.getMessage(), (int) trainer.steps(), seconds(begin));
        }
        double seconds = seconds(begin);
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("reason", task.trigger());
        provenance.put("updates", trainer.steps());
        provenance.put("seconds", Math.rint(seconds * 1000) / 1000);
        provenance.put("steps", history.steps());
        provenance.put(
                Manifest.LEARNT_TO, history.trainableTo(manifest.stepDuration()).toString());
        provenance.put("runs", runs.size());
        provenance.put("replay", replay);
        provenance.put("budget", settings.training().budget().toString());
        provenance.put("maxUpdates", settings.training().maxUpdates());
        provenance.put("loss", LaneTraining.LOSS);
        provenance.put("lossCurve", thinned(losses));
        Forecaster challenger = Forecaster.of(
                manifest.child(task.model(), task.version(), provenance),
                trainer.parameters().publish());
        Gate.Judgement judgement =
                new Gate(settings.gate()).judge(champion, challenger, history, task.changedMs() != null);
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
            challenger =
                    Forecaster.of(manifest.child(task.model(), task.version(), provenance), challenger.parameters());
        }
        return new Outcome(manifest.id(), challenger, judgement, (int) trainer.steps(), seconds);
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
        long begin = System.nanoTime();
        double progress = 0;
        while (progress < 1) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled after " + trainer.steps() + " updates");
            }
            double rate = settings.training().learningRate() * 0.5 * (1 + Math.cos(Math.PI * progress));
            losses.add(training.draw(rate, (from, to, loss) -> {}));
            progress = trainer.steps() / (double) settings.training().maxUpdates();
            double spent = seconds(begin) * 1000 / settings.training().budget().toMillis();
            if (spent > UNHURRIED) {
                progress = Math.max(progress, spent);
            }
        }
    }

    /** The newest steps are held out: no more than are judged by, and after a change no more than a third of what came since. */
    private History history(List<RetrainingRecord.Chunk> chunks, Task task, Manifest manifest) {
        long devices =
                chunks.stream().map(RetrainingRecord.Chunk::device).distinct().count();
        int windows = (int) (settings.gate().windows() / Math.max(1, devices)) + 1;
        int least = manifest.horizon() + manifest.horizon() / 2;
        Fresh fresh = task.changedMs() == null
                ? Fresh.Arrived.last(chunks, task.newSteps())
                : new Fresh.Changed(task.changedMs(), manifest.stepDuration().toMillis());
        return History.of(
                chunks,
                new Holdout(settings.gate().holdout(), least, Math.max(least, manifest.horizon() + windows)),
                settings.training().outlier(),
                fresh);
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
