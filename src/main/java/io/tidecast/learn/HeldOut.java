package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.series.Naive;
import io.tidecast.series.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows of the newest steps, which nothing was trained on, and the errors of forecasts there. Each window and its horizon lie
 * within one run.
 */
final class HeldOut {
    /** Fewer say nothing. */
    static final int LEAST_WINDOWS = 8;

    private final List<Origin> origins;
    private final int window;
    private final int horizon;

    private record Origin(History.Run run, int step) {}

    /** A forecast from the step of a run that is the origin; fills means [targets, horizon]. */
    private interface Answer {
        void forecast(History.Run run, int step, float[] means);
    }

    private HeldOut(List<Origin> origins, int window, int horizon) {
        this.origins = origins;
        this.window = window;
        this.horizon = horizon;
    }

    /** The held-out windows of a history, thinned evenly over devices and time to at most {@code most}. */
    static HeldOut of(History history, int window, int horizon, int most) {
        List<Origin> all = new ArrayList<>();
        for (History.Run run : history.runs()) {
            int first = Math.max(run.trainable() - 1, window);
            for (int step = first; step + horizon < run.segment().steps(); step++) {
                all.add(new Origin(run, step));
            }
        }
        if (all.size() <= most) {
            return new HeldOut(all, window, horizon);
        }
        List<Origin> thinned = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            thinned.add(all.get((int) ((long) i * all.size() / most)));
        }
        return new HeldOut(thinned, window, horizon);
    }

    int windows() {
        return origins.size();
    }

    /** The errors of a model, through the very path that serves. */
    HeldOutError of(Forecaster forecaster) {
        Forecaster.Session session = forecaster.session();
        return error(
                forecaster.targetFeatures(),
                (run, step, means) ->
                        session.forecast(run.segment().slice(step - window, step + 1), run.scale(), means));
    }

    /** The errors of the last value. */
    HeldOutError ofPersistence(int... targets) {
        return error(targets, (run, step, means) -> {
            for (int j = 0; j < targets.length; j++) {
                float last = run.segment().value(step, targets[j]);
                Arrays.fill(means, j * horizon, (j + 1) * horizon, last);
            }
        });
    }

    /** The errors of the value a season before, or of the last value where the run does not reach back so far. */
    HeldOutError ofSeasonal(int season, int... targets) {
        return error(targets, (run, step, means) -> {
            Segment segment = run.segment();
            for (int j = 0; j < targets.length; j++) {
                for (int h = 1; h <= horizon; h++) {
                    int from = step - Naive.seasonalLag(h, season);
                    float before = from < 0 ? Float.NaN : segment.value(from, targets[j]);
                    means[j * horizon + h - 1] = Float.isNaN(before) ? segment.value(step, targets[j]) : before;
                }
            }
        });
    }

    private HeldOutError error(int[] targets, Answer answer) {
        float[] means = new float[targets.length * horizon];
        double[] sums = new double[targets.length];
        double[] scaled = new double[targets.length];
        long[] counts = new long[targets.length];
        for (Origin origin : origins) {
            Segment segment = origin.run().segment();
            int step = origin.step();
            answer.forecast(origin.run(), step, means);
            for (int j = 0; j < targets.length; j++) {
                boolean known = !Float.isNaN(segment.value(step, targets[j]));
                for (int h = 1; h <= horizon && known; h++) {
                    if (segment.observed(step + h, targets[j])) {
                        double error = Math.abs(means[j * horizon + h - 1] - segment.value(step + h, targets[j]));
                        sums[j] += error;
                        scaled[j] += error / origin.run().scale().diff()[targets[j]];
                        counts[j]++;
                    }
                }
            }
        }
        List<Double> byTarget = new ArrayList<>();
        for (int j = 0; j < targets.length; j++) {
            byTarget.add(sums[j] / counts[j]);
        }
        return new HeldOutError(
                Arrays.stream(scaled).sum() / Arrays.stream(counts).sum(), byTarget);
    }
}
