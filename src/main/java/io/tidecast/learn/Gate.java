package io.tidecast.learn;

import io.tidecast.model.Forecaster;
import io.tidecast.series.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Judges a challenger against the champion on the newest windows, which neither was trained on, through the very path that
 * serves.
 */
public final class Gate {
    private static final int LEAST_WINDOWS = 8;

    private final int mostWindows;
    private final double margin;

    /**
     * @param mostWindows most windows judged, spread evenly over devices and time
     * @param margin relative gain that promotes
     */
    public Gate(int mostWindows, double margin) {
        this.mostWindows = mostWindows;
        this.margin = margin;
    }

    /**
     * The outcome.
     *
     * @param champion mean absolute error over all windows, targets and horizon steps, in units of the devices' change scales
     * @param challenger the challenger's on the same
     * @param windows how many windows were judged
     */
    public record Judgement(boolean promoted, String reason, double champion, double challenger, int windows) {}

    private record Origin(History.Run run, int step) {}

    /** Judges; a challenger with a forecast that is not finite is rejected whatever its error elsewhere. */
    public Judgement judge(Forecaster champion, Forecaster challenger, History history) {
        List<Origin> origins = origins(
                history, champion.manifest().window(), champion.manifest().horizon());
        if (origins.size() < LEAST_WINDOWS) {
            return new Judgement(
                    false,
                    "rejected: held-out windows must be at least " + LEAST_WINDOWS + ", were " + origins.size(),
                    Double.NaN,
                    Double.NaN,
                    origins.size());
        }
        double before = error(champion, origins);
        double after = error(challenger, origins);
        boolean promoted = Double.isFinite(after) && !(after > before * (1 - margin)) && after < before;
        String reason = String.format(
                Locale.ROOT,
                "%s: %.1f %% %s on %,d held-out windows",
                promoted ? "promoted" : "rejected",
                100 * Math.abs(1 - after / before),
                after <= before ? "better" : "worse",
                origins.size());
        if (!Double.isFinite(after)) {
            reason = "rejected: its forecasts are not finite";
        }
        return new Judgement(promoted, reason, before, after, origins.size());
    }

    /** Held-out origins whose whole window and horizon lie within their run, thinned evenly to at most {@code mostWindows}. */
    private List<Origin> origins(History history, int window, int horizon) {
        List<Origin> all = new ArrayList<>();
        for (History.Run run : history.runs()) {
            int first = Math.max(run.trainable() - 1, window);
            for (int step = first; step + horizon < run.segment().steps(); step++) {
                all.add(new Origin(run, step));
            }
        }
        if (all.size() <= mostWindows) {
            return all;
        }
        List<Origin> thinned = new ArrayList<>();
        for (int i = 0; i < mostWindows; i++) {
            thinned.add(all.get((int) ((long) i * all.size() / mostWindows)));
        }
        return thinned;
    }

    private static double error(Forecaster forecaster, List<Origin> origins) {
        int horizon = forecaster.manifest().horizon();
        int window = forecaster.manifest().window();
        int[] targets = forecaster.targetFeatures();
        float[] means = new float[targets.length * horizon];
        Forecaster.Session session = forecaster.session();
        double sum = 0;
        long count = 0;
        for (Origin origin : origins) {
            Segment segment = origin.run().segment();
            int step = origin.step();
            session.forecast(
                    segment.slice(step - window, step + 1), origin.run().scale(), means);
            for (int j = 0; j < targets.length; j++) {
                for (int h = 1; h <= horizon; h++) {
                    boolean known = !Float.isNaN(segment.value(step, targets[j]));
                    if (known && segment.observed(step + h, targets[j])) {
                        double error = means[j * horizon + h - 1] - segment.value(step + h, targets[j]);
                        sum += Math.abs(error) / origin.run().scale().diff()[targets[j]];
                        count++;
                    }
                }
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }
}
