package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.series.Naive;
import io.tidecast.series.Scale;
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

    /** @param scale the device's, as it serves or served there */
    private record Origin(History.Run run, int step, Scale scale) {}

    /** A forecast from an origin; fills means [targets, horizon]. */
    private interface Answer {
        void forecast(Origin origin, float[] means);
    }

    private HeldOut(List<Origin> origins, int window, int horizon) {
        this.origins = origins;
        this.window = window;
        this.horizon = horizon;
    }

    /** The held-out windows of a history, thinned evenly over devices and time to at most {@code most}. */
    static HeldOut of(History history, int window, int horizon, int most) {
        return thinned(newest(history, window, horizon), window, horizon, most);
    }

    /** The {@link OldWindows} of a history, thinned likewise. */
    static HeldOut ofOld(History history, int window, int horizon, int most) {
        OldWindows old = new OldWindows(horizon);
        List<Origin> all = new ArrayList<>();
        for (History.Run run : history.runs()) {
            for (int step = window; step + horizon < run.trainable(); step++) {
                if (old.begins(run.segment().firstIndex() + step)) {
                    all.add(new Origin(run, step, run.scales().get(step)));
                }
            }
        }
        return thinned(all, window, horizon, most);
    }

    /** Which origins there are: those at a step of a segment. */
    interface Origins {
        boolean holds(Segment segment, int step);
    }

    /** The windows of these origins, trained on or not, thinned likewise. */
    static HeldOut of(History history, int window, int horizon, int most, Origins origins) {
        List<Origin> all = new ArrayList<>();
        for (History.Run run : history.runs()) {
            for (int step = window; step + horizon < run.segment().steps(); step++) {
                if (origins.holds(run.segment(), step)) {
                    all.add(new Origin(run, step, run.scales().get(step)));
                }
            }
        }
        return thinned(all, window, horizon, most);
    }

    private static List<Origin> newest(History history, int window, int horizon) {
        List<Origin> all = new ArrayList<>();
        for (History.Run run : history.runs()) {
            int first = Math.max(run.trainable() - 1, window);
            for (int step = first; step + horizon < run.segment().steps(); step++) {
                all.add(new Origin(run, step, run.scale()));
            }
        }
        return all;
    }

    private static HeldOut thinned(List<Origin> all, int window, int horizon, int most) {
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
                (origin, means) -> session.forecast(
                        origin.run().segment().slice(origin.step() - window, origin.step() + 1),
                        origin.scale(),
                        means));
    }

    /** The errors of the last value. */
    HeldOutError ofPersistence(int... targets) {
        return error(targets, (origin, means) -> {
            for (int j = 0; j < targets.length; j++) {
                float last = origin.run().segment().value(origin.step(), targets[j]);
                Arrays.fill(means, j * horizon, (j + 1) * horizon, last);
            }
        });
    }

    /** The errors of the value a season before, or of the last value where the run does not reach back so far. */
    HeldOutError ofSeasonal(int season, int... targets) {
        return error(targets, (origin, means) -> {
            Segment segment = origin.run().segment();
            int step = origin.step();
            for (int j = 0; j < targets.length; j++) {
                for (int h = 1; h <= horizon; h++) {
                    int from = step - Naive.seasonalLag(h, season);
                    float before = from < 0 ? Float.NaN : segment.value(from, targets[j]);
                    means[j * horizon + h - 1] = Float.isNaN(before) ? segment.value(step, targets[j]) : before;
                }
            }
        });
    }

    /** An origin at an outlier is no origin, and an outlier no actual: what they would add says nothing of the model. */
    private HeldOutError error(int[] targets, Answer answer) {
        float[] means = new float[targets.length * horizon];
        double[] sums = new double[targets.length];
        double[] scaled = new double[targets.length];
        long[] counts = new long[targets.length];
        double[] byWindow = new double[origins.size()];
        int window = 0;
        for (Origin origin : origins) {
            Segment segment = origin.run().segment();
            double sum = 0;
            int count = 0;
            int step = origin.step();
            answer.forecast(origin, means);
            for (int j = 0; j < targets.length; j++) {
                boolean known = origin.run().isOrigin(step, targets[j]);
                for (int h = 1; h <= horizon && known; h++) {
                    if (origin.run().teaches(step + h, targets[j])) {
                        double error = Math.abs(means[j * horizon + h - 1] - segment.value(step + h, targets[j]));
                        sums[j] += error;
                        scaled[j] += error / origin.scale().diff()[targets[j]];
                        counts[j]++;
                        sum += error / origin.scale().diff()[targets[j]];
                        count++;
                    }
                }
            }
            byWindow[window++] = sum / count;
        }
        List<Double> byTarget = new ArrayList<>();
        for (int j = 0; j < targets.length; j++) {
            byTarget.add(sums[j] / counts[j]);
        }
        return new HeldOutError(
                Arrays.stream(scaled).sum() / Arrays.stream(counts).sum(),
                byTarget,
                Arrays.stream(byWindow).boxed().toList());
    }
}
