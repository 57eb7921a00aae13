package io.tidecast.learn;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.nn.Network;
import io.tidecast.train.Adam;
import io.tidecast.train.Clipping;
import io.tidecast.train.Loss;
import io.tidecast.train.NonFiniteException;
import io.tidecast.train.Trainer;
import io.tidecast.train.TruncatedBptt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Trains a challenger from the champion's weights by truncated BPTT over lanes of history, and has it judged by the
 * {@link Gate}. The loss is Huber's with delta 1 in units of a device's change scale; the learning rate falls along a half
 * cosine over whichever ends first, the time budget or the updates.
 */
public final class FineTuner {
    /** Steps of a lane beyond its first window. */
    private static final int LANE_STEPS = 96;

    private static final int CURVE_POINTS = 20;

    private final LearningSettings settings;

    public FineTuner(LearningSettings settings) {
        this.settings = settings;
    }

    /**
     * What came of a fine-tune.
     *
     * @param champion version of the champion it began from
     * @param challenger the trained model; the champion itself where nothing could be trained
     * @param updates weight updates made
     * @param seconds wall-clock time of the training, judging excluded
     */
    public record Outcome(int champion, Forecaster challenger, Gate.Judgement judgement, int updates, double seconds) {}

    /**
     * Runs one fine-tune.
     *
     * @param chunks history in any order
     * @param version number the challenger gets
     * @param trigger why it runs, for the provenance
     * @param cancelled asked between updates; true ends the fine-tune with a {@link CancellationException}
     */
    public Outcome tune(
            Forecaster champion,
            List<RetrainingRecord.Chunk> chunks,
            int version,
            String trigger,
            BooleanSupplier cancelled) {
        Manifest manifest = champion.manifest();
        History history = History.of(chunks, settings.holdout(), manifest.horizon() + manifest.horizon() / 2);
        List<History.Run> runs = history.runs().stream()
                .filter(run -> HistoryLanes.usable(run, manifest.window()))
                .toList();
        if (runs.isEmpty()) {
            return notTrained(
                    champion,
                    "rejected: no device has a stretch of " + (manifest.window() + 1) + " steps to train on yet",
                    0,
                    0);
        }
        long seed = SplitMix.mix(settings.seed(), version);
        Network network = Network.of(champion.network().spec().asSequences());
        Optional<ExecutorService> threads = Optional.empty();
        if (settings.threads() > 1) {
            threads = Optional.of(Executors.newFixedThreadPool(settings.threads(), FineTuner::thread));
        }
        Trainer trainer = new Trainer(
                network,
                champion.parameters(),
                new Loss.Huber(1),
                Adam.torch(network.layout().size()),
                new Clipping.GlobalNorm(settings.clipNorm()),
                seed,
                threads);
        long begin = System.nanoTime();
        List<Double> losses = new ArrayList<>();
        try {
            train(trainer, champion, runs, new SplitMix(seed), losses, cancelled);
        } catch (NonFiniteException e) {
            return notTrained(champion, "rejected: " + e.getMessage(), (int) trainer.steps(), seconds(begin));
        } finally {
            threads.ifPresent(ExecutorService::shutdownNow);
        }
        double seconds = seconds(begin);
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("reason", trigger);
        provenance.put("updates", trainer.steps());
        provenance.put("seconds", Math.rint(seconds * 1000) / 1000);
        provenance.put("steps", history.steps());
        provenance.put("runs", runs.size());
        provenance.put("loss", "huber(1)");
        provenance.put("lossCurve", thinned(losses));
        Forecaster challenger = Forecaster.of(
                manifest.child(version, provenance), trainer.parameters().publish());
        Gate.Judgement judgement =
                new Gate(settings.gateWindows(), settings.margin()).judge(champion, challenger, history);
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
            challenger = Forecaster.of(manifest.child(version, provenance), challenger.parameters());
        }
        return new Outcome(manifest.version(), challenger, judgement, (int) trainer.steps(), seconds);
    }

    private void train(
            Trainer trainer,
            Forecaster champion,
            List<History.Run> runs,
            SplitMix random,
            List<Double> losses,
            BooleanSupplier cancelled) {
        Manifest manifest = champion.manifest();
        int longest = runs.stream().mapToInt(History.Run::trainable).max().orElseThrow();
        HistoryLanes lanes = new HistoryLanes(
                settings.lanes(),
                Math.min(longest, manifest.window() + LANE_STEPS),
                manifest.window(),
                manifest.horizon(),
                champion.targetFeatures(),
                champion.encoding().inputs());
        TruncatedBptt bptt = new TruncatedBptt(settings.k1(), settings.k2());
        long begin = System.nanoTime();
        double progress = 0;
        while (progress < 1) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled after " + trainer.steps() + " updates");
            }
            lanes.draw(runs, champion.encoding(), random);
            double rate = settings.learningRate() * 0.5 * (1 + Math.cos(Math.PI * progress));
            losses.add(bptt.epoch(trainer, lanes, rate));
            progress = Math.max(
                    trainer.steps() / (double) settings.maxUpdates(),
                    seconds(begin) * 1000 / settings.budget().toMillis());
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tidecast-fine-tune");
        thread.setDaemon(true);
        return thread;
    }

    private static Outcome notTrained(Forecaster champion, String reason, int updates, double seconds) {
        Gate.Judgement judgement = new Gate.Judgement(false, reason, Double.NaN, Double.NaN, 0);
        return new Outcome(champion.manifest().version(), champion, judgement, updates, seconds);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static List<Double> thinned(List<Double> losses) {
        List<Double> points = new ArrayList<>();
        int count = Math.min(CURVE_POINTS, losses.size());
        for (int i = 1; i <= count; i++) {
            double loss = losses.get(i * losses.size() / count - 1);
            points.add(Math.rint(loss * 1e5) / 1e5);
        }
        return points;
    }
}
