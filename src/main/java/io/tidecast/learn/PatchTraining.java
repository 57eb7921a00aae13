package io.tidecast.learn;

import io.tidecast.base.PatchTrainer;
import io.tidecast.base.PatchTrainer.PatchWindow;
import io.tidecast.kernel.SplitMix;
import io.tidecast.model.Forecaster;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.train.EpochRunner;
import java.util.ArrayList;
import java.util.List;

/**
 * Training of a network that began as the base network, on windows drawn from history: an update is on
 * {@value #PER_LANE} windows for each lane of the settings. What was filled, is an outlier, or is held out, is no
 * target.
 */
final class PatchTraining implements HistoryTraining {
    /** Windows of an update for each lane that is asked for: a lane has as many steps with losses in an update. */
    private static final int PER_LANE = 4;
    /** Share of the learning rate: what the base network knows is to be bettered, not found. */
    private static final double RATE = 0.1;
    /** Share of the windows that know only a part of what is known ahead of them. */
    private static final double FORGOTTEN = 0.25;

    private final Forecaster start;
    private final List<History.Stretch> stretches;
    private final int least; // first origin of a stretch
    private final double replay;
    private final SplitMix random;
    private final PatchTrainer trainer;
    private final long total; // origins
    private final long fresh; // those in steps that are new

    PatchTraining(
            Forecaster start, List<History.Stretch> stretches, TrainingSettings settings, double replay, long seed) {
        this.start = start;
        this.stretches = stretches;
        this.replay = replay;
        least = start.manifest().window() - 1;
        random = new SplitMix(seed);
        trainer = new PatchTrainer(
                start.network().spec(),
                start.parameters(),
                start.furtherInputs(),
                start.furtherCandidates(),
                start.manifest().horizon(),
                PER_LANE * settings.lanes(),
                settings.clipNorm(),
                settings.threads());
        total = stretches.stream().mapToLong(this::origins).sum();
        fresh = stretches.stream().mapToLong(this::freshOrigins).sum();
    }

    /** About the bytes of one. */
    static long bytes(NetworkSpec served, int horizon, TrainingSettings settings) {
        return PatchTrainer.bytes(served, horizon, PER_LANE * settings.lanes(), settings.threads());
    }

    private int origins(History.Stretch stretch) {
        return Math.max(0, stretch.trainable() - 1 - least);
    }

    private int freshOrigins(History.Stretch stretch) {
        return Math.max(0, stretch.trainable() - 1 - Math.max(least, stretch.fresh()));
    }

    @Override
    public String loss() {
        return PatchTrainer.LOSS;
    }

    @Override
    public int drawsPerPass() {
        return (int) Math.max(1, (total + trainer.windows() - 1) / trainer.windows());
    }

    @Override
    public int updates(double passes) {
        double draws = HistoryTraining.draws(passes, total, fresh, trainer.windows(), replay);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, draws));
    }

    @Override
    public double draw(double rate, EpochRunner.Progress progress) {
        List<PatchWindow> windows = new ArrayList<>();
        for (int lane = 0; lane < trainer.windows(); lane++) {
            boolean replayed = Math.floor((lane + 1) * replay) > Math.floor(lane * replay);
            windows.add(replayed || fresh == 0 ? replayed() : fresh());
        }
        double loss = trainer.step(windows, RATE * rate);
        progress.at(1, loss);
        return loss;
    }

    private PatchWindow replayed() {
        History.Stretch stretch = HistoryLanes.pick(stretches, (long) (random.nextDouble() * total), this::origins);
        return window(stretch, least + (int) (random.nextDouble() * origins(stretch)));
    }

    private PatchWindow fresh() {
        History.Stretch stretch =
                HistoryLanes.pick(stretches, (long) (random.nextDouble() * fresh), this::freshOrigins);
        int first = Math.max(least, stretch.fresh());
        return window(stretch, first + (int) (random.nextDouble() * freshOrigins(stretch)));
    }

    private PatchWindow window(History.Stretch stretch, int origin) {
        int target = (int) (random.nextDouble() * start.targetFeatures().length);
        int known = start.manifest().horizon();
        if (start.furtherCandidates() > 0 && random.nextDouble() < FORGOTTEN) {
            known = (int) (random.nextDouble() * known);
        }
        return PatchWindows.of(start, stretch, origin, target, known);
    }

    @Override
    public Parameters parameters() {
        return trainer.parameters();
    }

    @Override
    public long steps() {
        return trainer.steps();
    }

    @Override
    public void close() {
        trainer.close();
    }
}
