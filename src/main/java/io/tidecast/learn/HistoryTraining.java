package io.tidecast.learn;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Encoding;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Shape;
import io.tidecast.train.Adam;
import io.tidecast.train.Clipping;
import io.tidecast.train.EpochRunner;
import io.tidecast.train.Learner;
import io.tidecast.train.Loss;
import io.tidecast.train.ThreadTeam;
import io.tidecast.train.Trainer;
import io.tidecast.train.TruncatedBptt;
import java.util.List;

/**
 * Training on history by truncated BPTT along lanes that are drawn from it: what a fine-tune and offline training have
 * in common. The optimiser is Adam, the loss Huber's with delta 1 in units of a device's change scale.
 */
final class HistoryTraining implements Learner, AutoCloseable {
    /** What the loss is called in a provenance. */
    static final String LOSS = "huber(1)";
    /** Steps of a lane beyond its first window. */
    static final int LANE_STEPS = 96;

    private final List<History.Stretch> stretches;
    private final Forecaster start;
    private final Encoding encoding;
    private final int window;
    private final SplitMix random;
    private final Trainer trainer;
    private final HistoryLanes lanes;
    private final double replay;
    private final TruncatedBptt bptt;
    private final ThreadTeam crew;
    private final boolean apart;

    /**
     * Begins at a forecaster's weights, of which it works on a copy.
     *
     * @param stretches at least one, {@link #usable} ones
     * @param replayShare share of the lanes that is drawn from all of history, 0..1; the others end in what is new
     */
    HistoryTraining(
            Forecaster start,
            List<History.Stretch> stretches,
            TrainingSettings settings,
            double replayShare,
            long seed) {
        Manifest manifest = start.manifest();
        NetworkSpec served = start.network().spec();
        apart = !served.causal() || served.output().sequence();
        Network network = Network.of(apart ? served : served.asSequences());
        this.start = start;
        this.stretches = stretches;
        replay = replayShare;
        encoding = start.encoding();
        window = manifest.window();
        random = new SplitMix(seed);
        crew = ThreadTeam.of(settings.threads(), "tidecast-training-lanes");
        trainer = new Trainer(
                network,
                LinearStart.of(start, stretches),
                new Loss.Huber(1),
                Adam.torch(network.layout().size()),
                new Clipping.GlobalNorm(settings.clipNorm()),
                seed,
                crew);
        int longest =
                stretches.stream().mapToInt(History.Stretch::trainable).max().orElseThrow();
        lanes = new HistoryLanes(
                settings.lanes(),
                Math.min(longest, window + LANE_STEPS),
                window,
                manifest.horizon(),
                manifest.scalingOf(),
                start.targetFeatures(),
                encoding.inputs(),
                replayShare,
                apart);
        bptt = new TruncatedBptt(settings.k1(), settings.k2());
    }

    /** The stretches that can be trained on: those with a window and one target after it. */
    static List<History.Stretch> usable(History history, int window) {
        return history.stretches().stream()
                .filter(stretch -> stretch.trainable() > window)
                .toList();
    }

    /** What to say when there are none. */
    static String tooShort(int window) {
        return "no device has a stretch of " + (window + 1) + " steps to train on yet";
    }

    @Override
    public Parameters parameters() {
        return trainer.parameters();
    }

    /** Updates made. */
    @Override
    public long steps() {
        return trainer.steps();
    }

    /** Draws after which about as many steps have been trained on as the stretches have. */
    int drawsPerPass() {
        long steps = stretches.stream().mapToLong(History.Stretch::trainable).sum();
        int perDraw = lanes.lanes() * (lanes.steps() - window);
        return (int) Math.max(1, (steps + perDraw - 1) / perDraw);
    }

    /**
     * Updates until some step has been gone over so many times, in the mean of those drawn alike; at least those of one
     * draw.
     */
    int updates(double passes) {
        long steps = stretches.stream().mapToLong(History.Stretch::trainable).sum();
        long fresh = stretches.stream()
                .mapToLong(stretch -> stretch.trainable() - stretch.fresh())
                .sum();
        double perDraw = lanes.lanes() * (double) (lanes.steps() - window);
        double draws = passes * steps / perDraw;
        if (fresh > 0 && fresh < steps) {
            draws = Math.min(draws / replay, passes * fresh / (perDraw * (1 - replay)));
        }
        int perPass = apart ? Math.max(1, lanes.steps() / window) : (lanes.steps() + bptt.k1() - 1) / bptt.k1();
        return (int) Math.max(perPass, Math.min(Integer.MAX_VALUE, perPass * draws));
    }

    /** Draws the lanes anew and goes along them once; the mean loss. */
    double draw(double rate, EpochRunner.Progress progress) {
        lanes.draw(stretches, encoding, (stretch, origin) -> stretch.window(start, origin), random);
        return apart
                ? windows(rate, progress)
                : bptt.epoch(trainer, lanes, rate, (from, to, loss) -> progress.at((double) to / lanes.steps(), loss));
    }

    /** Full back-propagation through each window by itself: as far as the gradient can go in one. */
    private double windows(double rate, EpochRunner.Progress progress) {
        int width = trainer.network().outputs() * outputSteps();
        float[] x = new float[lanes.lanes() * window * encoding.inputs()];
        float[] y = new float[lanes.lanes() * width];
        float[] mask = new float[y.length];
        double sum = 0;
        int steps = 0;
        for (int from = 0; from < lanes.windows(); from += lanes.lanes()) {
            int count = Math.min(lanes.lanes(), lanes.windows() - from);
            lanes.windows(from, count, x, y, mask);
            double loss = trainer.step(x, y, mask, count, window, rate);
            progress.at((double) (from + count) / lanes.windows(), loss);
            sum += loss;
            steps++;
        }
        return steps == 0 ? 0 : sum / steps;
    }

    private int outputSteps() {
        Shape shape = trainer.network().spec().output();
        int steps = shape.steps() == 0 ? window : shape.steps();
        return shape.sequence() ? steps : 1;
    }

    /** Lets the threads go. */
    @Override
    public void close() {
        crew.close();
    }
}
