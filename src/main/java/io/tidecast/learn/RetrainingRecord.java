package io.tidecast.learn;

import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Record of the retraining topic. */
public sealed interface RetrainingRecord {
    /** Id of the model that is to learn from it. */
    String model();

    /**
     * Chunk of history: a contiguous piece of one device's history; each step of a device is in one chunk.
     *
     * @param segment the steps, on the grid of {@code step}
     * @param scale the device's scale when the chunk was cut
     */
    record Chunk(String model, String device, TimeStep step, Segment segment, Scale scale) implements RetrainingRecord {
        public Chunk withScale(Scale other) {
            return new Chunk(model, device, step, segment, other);
        }
    }

    /**
     * Score summary: how well one version did on live readings, over some scored steps of some devices. A device's step
     * that closed counts once, with the mean of its errors over targets and horizon steps; only forecasts of this
     * version are in it, beside the naive ones for the same steps.
     *
     * @param fromMs event time of the oldest scored step
     * @param toMs event time of the newest
     * @param n scored steps
     * @param mae mean absolute error, in units of the devices' change scales
     * @param naiveMae that of each device's better naive forecast, on the same
     * @param coverage share of actuals within the published interval, by its level, where the network had a part in it
     */
    record ScoreSummary(
            String model,
            int version,
            long fromMs,
            long toMs,
            long n,
            double mae,
            double naiveMae,
            Map<Double, Double> coverage)
            implements RetrainingRecord {
        public ScoreSummary {
            require(version >= 1, "version", "at least 1", version);
            require(toMs >= fromMs, "to", "at or after from", toMs);
            require(n >= 1, "n", "at least 1", n);
            require(mae >= 0 && Double.isFinite(mae), "mae", "finite and not negative", mae);
            require(naiveMae >= 0 && Double.isFinite(naiveMae), "naiveMae", "finite and not negative", naiveMae);
            coverage.forEach((level, share) -> {
                require(level > 0 && level < 1, "coverage's levels", "in (0, 1)", level);
                require(share >= 0 && share <= 1, "coverage." + level, "in [0, 1]", share);
            });
            coverage = Collections.unmodifiableMap(new TreeMap<>(coverage));
        }

        private static void require(boolean holds, String name, String rule, Object value) {
            if (!holds) {
                throw new IllegalArgumentException(name + " must be " + rule + ", was " + value);
            }
        }
    }

    /**
     * Retraining request: somebody wants a fine-tune now.
     *
     * @param reason why, for the provenance
     * @param id repeated requests with one id count once
     */
    record Request(String model, String reason, String id) implements RetrainingRecord {}
}
