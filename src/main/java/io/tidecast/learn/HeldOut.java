package io.tidecast.learn;

import io.tidecast.forecast.WindowMethod;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.series.Covariates;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Held-out windows of the newest steps, which nothing was trained on, in the order of time, and the errors of forecasts
 * there. Each window and its horizon lie within one stretch.
 */
final class HeldOut {
    /** Fewer say nothing. */
    static final int LEAST_WINDOWS = 8;

    private final List<Origin> origins;
    private final int horizon;

    /**
     * Forecast origin: where a forecast begins.
     *
     * @param scale the device's, as it serves or served there
     * @param place in time, in steps since the epoch
     */
    private record Origin(History.Stretch stretch, int step, Scale scale, long place) {}

    /** Forecast from an origin; fills means [targets, horizon]. */
    private interface Answer {
        void forecast(Origin origin, double[] means);
    }

    /** Choice of origins: which steps of a stretch are origins. */
    interface Origins {
        boolean holds(History.Stretch stretch, int step);
    }

    private HeldOut(List<Origin> origins, int horizon) {
        this.origins = origins;
        this.horizon = horizon;
    }

    /**
     * The held-out windows of a history, thinned evenly over time to at most {@code most}.
     *
     * @param manifest of the models that are to be judged
     */
    static HeldOut of(History history, Manifest manifest, int most) {
        return thinned(newest(history, manifest), manifest, most);
    }

    /** The {@link OldWindows} of a history, thinned likewise. */
    static HeldOut ofOld(History history, Manifest manifest, int most) {
        OldWindows old = new OldWindows(manifest.horizon());
        return of(
                history,
                manifest,
                most,
                (stretch, step) -> step + manifest.horizon() < stretch.trainable()
                        && old.begins(stretch.segment().firstIndex() + step));
    }

    /** The windows of these origins, trained on or not, thinned likewise, each in the scale that served there. */
    static HeldOut of(History history, Manifest manifest, int most, Origins origins) {
        List<Origin> all = new ArrayList<>();
        for (History.Stretch stretch : history.stretches()) {
            for (int step = manifest.window();
                    step + manifest.horizon() < stretch.segment().steps();
                    step++) {
                if (origins.holds(stretch, step)) {
                    all.add(origin(stretch, step, stretch.scales().get(step), manifest));
                }
            }
        }
        return thinned(all, manifest, most);
    }

    private static List<Origin> newest(History history, Manifest manifest) {
        List<Origin> all = new ArrayList<>();
        for (History.Stretch stretch : history.stretches()) {
            int first = Math.max(stretch.trainable() - 1, manifest.window());
            for (int step = first; step + manifest.horizon() < stretch.segment().steps(); step++) {
                all.add(origin(stretch, step, stretch.scale(), manifest));
            }
        }
        return all;
    }

    private static Origin origin(History.Stretch stretch, int step, Scale scale, Manifest manifest) {
        TimeStep grid = manifest.timeStep();
        return new Origin(stretch, step, scale, grid.indexOf(stretch.segment().timeMs(step, grid)));
    }

    private static HeldOut thinned(List<Origin> all, Manifest manifest, int most) {
        all.sort(Comparator.comparingLong(Origin::place));
        List<Origin> thinned = new ArrayList<>();
        int count = Math.min(most, all.size());
        for (int i = 0; i < count; i++) {
            thinned.add(all.get((int) ((long) i * all.size() / count)));
        }
        return new HeldOut(thinned, manifest.horizon());
    }

    int windows() {
        return origins.size();
    }

    /** The errors of a model, through the very path that serves. */
    HeldOutError of(Forecaster forecaster) {
        Forecaster.Session session = forecaster.session();
        return error(
                forecaster.targetFeatures(),
                (origin, means) ->
                        session.forecast(origin.stretch().window(forecaster, origin.step()), origin.scale(), means));
    }

    /** The errors of a naive method, with the last value where the stretch does not reach back far enough for it. */
    HeldOutError of(WindowMethod naive) {
        int[] targets = naive.context().targets();
        return error(targets, (origin, means) -> {
            Window window = Covariates.NONE.window(origin.stretch().segment(), origin.step(), horizon);
            for (int j = 0; j < targets.length; j++) {
                for (int h = 1; h <= horizon; h++) {
                    double mean = naive.at(window, targets[j], h);
                    means[j * horizon + h - 1] = Double.isNaN(mean) ? window.value(0, targets[j]) : mean;
                }
            }
        });
    }

    /**
     * An origin at an outlier is no origin, and an outlier no actual: what they would add says nothing of the model.
     */
    private HeldOutError error(int[] targets, Answer answer) {
        double[] means = new double[targets.length * horizon];
        double[] sums = new double[targets.length];
        double[] scaled = new double[targets.length];
        long[] counts = new long[targets.length];
        double[] byWindow = new double[origins.size()];
        int window = 0;
        for (Origin origin : origins) {
            Segment segment = origin.stretch().segment();
            double sum = 0;
            int count = 0;
            int step = origin.step();
            answer.forecast(origin, means);
            for (int j = 0; j < targets.length; j++) {
                boolean known = origin.stretch().isOrigin(step, targets[j]);
                for (int h = 1; h <= horizon && known; h++) {
                    if (origin.stretch().teaches(step + h, targets[j])) {
                        double error =
                                Math.abs((float) (means[j * horizon + h - 1] - segment.value(step + h, targets[j])));
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
                Arrays.stream(byWindow).boxed().toList(),
                origins.stream().map(Origin::place).toList());
    }
}
