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
     * Runs one fine-tune.
     *
     * @param chunks history in any order
     * @param model id of the challenger's model: the champion's, or that of a group which has no version of its own yet
     * @param version number the challenger gets
     * @param trigger why it runs, for the provenance
     * @param cancelled asked between updates; true ends the fine-tune with a {@link CancellationException}
     */
    public Outcome tune(
            Forecaster champion,
            List<RetrainingRecord.Chunk> chunks,
            String model,
            int version,
            String trigger,
            BooleanSupplier cancelled) {
        Manifest manifest = champion.manifest();
        History history = History.of(chunks, settings.gate().holdout(), manifest.horizon() + manifest.horizon() / 2);
        List<History.Run> runs = LaneTraining.usable(history, manifest.window());
        if (runs.isEmpty()) {
            return notTrained(champion, "rejected: " + LaneTraining.tooShort(manifest.window()), 0, 0);
        }
        long seed = SplitMix.mix(settings.seed(), version);
        LaneTraining training = new LaneTraining(champion, runs, settings.training(), seed);
        Trainer trainer = training.trainer();
        long begin = System.nanoTime();
        List<Double> losses = new ArrayList<>();
        try (training) {
            train(training, losses, cancelled);
        } catch (NonFiniteException e) {
            return notTrained(champion, "rejected: " + e.getMessage(), (int) trainer.steps(), seconds(begin));
        }
        double seconds = seconds(begin);
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("reason", trigger);
        provenance.put("updates", trainer.steps());
        provenance.put("seconds", Math.rint(seconds * 1000) / 1000);
        provenance.put("steps", history.steps());
        provenance.put(
                Manifest.LEARNT_TO, history.trainableTo(manifest.stepDuration()).toString());
        provenance.put("runs", runs.size());
        provenance.put("loss", LaneTraining.LOSS);
        provenance.put("lossCurve", thinned(losses));
        Forecaster challenger = Forecaster.of(
                manifest.child(model, version, provenance), trainer.parameters().publish());
        Gate.Judgement judgement = new Gate(settings.gate()).judge(champion, challenger, history);
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
            challenger = Forecaster.of(manifest.child(model, version, provenance), challenger.parameters());
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
        History.Run noise = new History.Run(
                "noise", new Segment(0, features, values, observed), new Scale(new float[features], one, one), steps);
        long begin = System.nanoTime();
        try (LaneTraining training = new LaneTraining(model, List.of(noise), settings.training(), settings.seed())) {
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

    private static Outcome notTrained(Forecaster champion, String reason, int updates, double seconds) {
        Gate.Judgement judgement = new Gate.Judgement(false, reason, Double.NaN, Double.NaN, 0);
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
