package io.tidecast.learn;

import io.tidecast.forecast.ScoredMethods;
import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.time.Instant;
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
 * Fine-tuner: makes several {@link Challengers} of the champion and puts forward the one that does best at the
 * {@link Gate}. The loss is Huber's with delta 1 in units of a device's change scale.
 */
public final class FineTuner {
    private static final int CURVE_POINTS = 20;

    /** More outliers than this share are not outliers but history that is not to be trusted. */
    private static final double MOST_OUTLIERS = 0.2;

    private final LearningSettings settings;
    private final Optional<ScoredMethods> methods;

    /** One of networks alone. */
    public FineTuner(LearningSettings settings) {
        this(settings, Optional.empty());
    }

    /**
     * One whose versions bring what the pool of methods begins with on a new device.
     *
     * @param methods those that serve
     */
    public FineTuner(LearningSettings settings, Optional<ScoredMethods> methods) {
        this.settings = settings;
        this.methods = methods;
    }

    /**
     * Result of a fine-tune.
     *
     * @param champion {@code model/version} of the champion it began from
     * @param challenger the trained model; the champion itself where nothing could be trained
     * @param updates weight updates made
     * @param seconds wall-clock time of the training, judging excluded
     * @param changed where history began to tell how things are now; null where all of it does
     */
    public record Outcome(
            String champion,
            Forecaster challenger,
            Gate.Judgement judgement,
            int updates,
            double seconds,
            Change changed) {}

    /**
     * Concept drift: a change of the dynamics.
     *
     * @param sinceMs event time from which on things are as they are now
     * @param steps of history since then
     */
    public record Change(long sinceMs, long steps) {}

    /**
     * Fine-tuning task: what is to be trained.
     *
     * @param model id of the challenger's model: the champion's, or that of a group which has no version of its own yet
     * @param version number the challenger gets
     * @param trigger why it runs, for the provenance
     * @param newSteps steps that came since the last fine-tune
     * @param changedMs event time from which on things were as they are now, as the fine-tune before found; null when
     *     all history is of one kind
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
        FineTuneData material = FineTuneData.of(settings, champion, chunks, task);
        if (material.stretches(manifest).isEmpty()) {
            return notTrained(champion, material, HistoryTraining.tooShort(manifest.window()));
        }
        if (material.outliers() > MOST_OUTLIERS) {
            return notTrained(
                    champion,
                    material,
                    String.format(
                            Locale.ROOT,
                            "%.0f %% of what is new are outliers, more than %.0f %%",
                            100 * material.outliers(),
                            100 * MOST_OUTLIERS));
        }
        long seed = SplitMix.mix(settings.seed(), task.version());
        Forecaster start = start(champion, seed);
        Challengers challengers = Challengers.of(start, material, settings.training(), seed, cancelled);
        return best(champion, start, challengers, material)
                .map(best -> outcome(start, task, material, challengers, best))
                .orElseGet(() ->
                        notTrained(champion, material, challengers.failure().orElseThrow()));
    }

    /** Best candidate: the way to new weights that the gate thinks most of. */
    private record Best(String way, Gate.Judgement judgement) {}

    /** What challengers begin at. */
    private Forecaster start(Forecaster champion, long seed) {
        if (settings.training().from() == TrainingSettings.From.CHAMPION) {
            return champion;
        }
        Optional<Integer> season = Optional.ofNullable(champion.manifest().season())
                .or(() -> methods.map(served -> served.forecast().seasonSteps()));
        return season.map(steps -> UntrainedModel.base(champion, steps, seed)).orElse(champion);
    }

    private Optional<Best> best(Forecaster champion, Forecaster start, Challengers challengers, FineTuneData material) {
        Gate gate = new Gate(settings.gate(), champion, material.history(), material.leastBlocks(champion));
        Best best = null;
        for (Map.Entry<String, Parameters> way : challengers.weights().entrySet()) {
            Gate.Judgement judgement = gate.judge(start.child(start.manifest(), way.getValue()));
            if (best == null || judgement.isBetterThan(best.judgement())) {
                best = new Best(way.getKey(), judgement);
            }
        }
        return Optional.ofNullable(best);
    }

    private Outcome outcome(Forecaster start, Task task, FineTuneData material, Challengers challengers, Best best) {
        Manifest manifest = start.manifest();
        Map<String, Object> provenance = provenance(manifest, task, material, challengers);
        provenance.put("way", best.way());
        provenance.putAll(best.judgement().account());
        Forecaster challenger = start.child(
                manifest.child(task.model(), task.version(), provenance),
                challengers.weights().get(best.way()));
        return new Outcome(
                manifest.id(),
                best.judgement().promoted()
                        ? PoolStart.learnt(challenger.with(start.pool()), methods, material.history())
                        : challenger,
                best.judgement(),
                (int) challengers.updates(),
                challengers.seconds(),
                material.change());
    }

    private Map<String, Object> provenance(
            Manifest manifest, Task task, FineTuneData material, Challengers challengers) {
        TrainingSettings training = settings.training();
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("reason", task.trigger());
        provenance.put("updates", challengers.updates());
        provenance.put("seconds", Math.rint(challengers.seconds() * 1000) / 1000);
        provenance.put("steps", material.history().steps());
        provenance.put(
                Manifest.LEARNT_TO,
                material.history().trainableTo(manifest.timeStep()).toString());
        provenance.put("runs", material.stretches(manifest).size());
        provenance.put("replay", material.replay(training));
        if (material.changedMs() != null) {
            provenance.put("changed", Instant.ofEpochMilli(material.changedMs()).toString());
        }
        provenance.put("budget", training.budget().toString());
        provenance.put("maxUpdates", training.maxUpdates());
        provenance.put("loss", HistoryTraining.LOSS);
        provenance.put("lossCurve", thinned(challengers.losses()));
        return provenance;
    }

    private static Outcome notTrained(Forecaster champion, FineTuneData material, String reason) {
        return new Outcome(champion.manifest().id(), champion, Gate.rejected(reason), 0, 0, material.change());
    }

    /**
     * Trains a throwaway copy of a model on noise, so that the JVM has compiled what the first real fine-tune needs:
     * until then vector operations are slower than plain loops.
     *
     * @param time about how long
     * @param cancelled asked between updates
     */
    public void warmUp(Forecaster model, Duration time, BooleanSupplier cancelled) {
        int features = model.manifest().features().size();
        int steps = 4 * model.manifest().window();
        SplitMix random = new SplitMix(settings.seed());
        double[] values = new double[steps * features];
        boolean[] observed = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            observed[i] = true;
        }
        float[] one = new float[features];
        Arrays.fill(one, 1);
        Scale unit = new Scale(new double[features], one, one);
        History.Stretch noise = History.Stretch.of("noise", new Segment(0, features, values, observed), unit, steps);
        long begin = System.nanoTime();
        try (HistoryTraining training =
                new HistoryTraining(model, List.of(noise), settings.training(), 1, settings.seed())) {
            while (seconds(begin) * 1000 < time.toMillis() && !cancelled.getAsBoolean()) {
                training.draw(settings.training().learningRate(), (part, loss) -> {});
            }
        }
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
