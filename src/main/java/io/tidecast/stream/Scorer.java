package io.tidecast.stream;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Naive;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.util.Arrays;

/**
 * Judges the forecasts about a step when its actual arrives: the network's as it was made, and the naive ones, which are
 * worked out again from the window.
 */
final class Scorer {
    private final ForecastSettings forecast;
    private final int[] targetFeatures;
    private final float[] errorsModel;
    private final float[] errorsPersistence;
    private final float[] errorsSeasonal;

    /** What takes the score of one target. */
    interface Sink {
        /**
         * Takes it.
         *
         * @param errors [model, persistence, seasonal naive][horizon], absolute; NaN where that forecast was not made
         */
        void accept(int target, int version, float actual, float[][] errors);
    }

    Scorer(ForecastSettings forecast) {
        this.forecast = forecast;
        targetFeatures = forecast.targetFeatures();
        errorsModel = new float[forecast.horizon()];
        errorsPersistence = new float[forecast.horizon()];
        errorsSeasonal = new float[forecast.horizon()];
    }

    /**
     * Scores the last step of a segment.
     *
     * @param segment the run up to and including the step, as far back as naive forecasts of the longest horizon read
     * @param entries forecast h - 1 is from h steps before, or null
     * @param statistics live errors and interval widths, which learn from the errors
     */
    void score(Segment segment, OpenForecasts.Entry[] entries, DeviceStatistics statistics, Sink sink) {
        int last = segment.steps() - 1;
        Scale scale = statistics.scale().scale();
        double[] sums = new double[3];
        int count = 0;
        for (int j = 0; j < targetFeatures.length; j++) {
            int feature = targetFeatures[j];
            if (!segment.observed(last, feature)) {
                continue;
            }
            float actual = segment.value(last, feature);
            int version = errors(segment, feature, j, entries, actual);
            for (int h = 1; h <= forecast.horizon(); h++) {
                learnWidth(entries[h - 1], j, h, statistics);
                if (Float.isFinite(errorsModel[h - 1] + errorsPersistence[h - 1] + errorsSeasonal[h - 1])) {
                    sums[0] += errorsModel[h - 1] / scale.diff()[feature];
                    sums[1] += errorsPersistence[h - 1] / scale.diff()[feature];
                    sums[2] += errorsSeasonal[h - 1] / scale.diff()[feature];
                    count++;
                }
            }
            sink.accept(j, version, actual, new float[][] {errorsModel, errorsPersistence, errorsSeasonal});
        }
        if (count > 0) {
            statistics.skill().add(sums[0] / count, sums[1] / count, sums[2] / count);
        }
    }

    /** Fills the three error arrays; returns the newest version among the forecasts, 0 without any. */
    private int errors(Segment segment, int feature, int target, OpenForecasts.Entry[] entries, float actual) {
        Arrays.fill(errorsModel, Float.NaN);
        Arrays.fill(errorsPersistence, Float.NaN);
        Arrays.fill(errorsSeasonal, Float.NaN);
        int last = segment.steps() - 1;
        int season = forecast.seasonSteps();
        int version = 0;
        for (int h = 1; h <= forecast.horizon() && h <= last; h++) {
            int origin = last - h;
            errorsPersistence[h - 1] = Math.abs(segment.value(origin, feature) - actual);
            int seasonal = origin - Naive.seasonalLag(h, season);
            if (seasonal >= 0) {
                errorsSeasonal[h - 1] = Math.abs(segment.value(seasonal, feature) - actual);
            }
            OpenForecasts.Entry entry = entries[h - 1];
            if (entry != null) {
                errorsModel[h - 1] = Math.abs(entry.means()[target * forecast.horizon() + h - 1] - actual);
                version = Math.max(version, entry.version());
            }
        }
        return version;
    }

    private void learnWidth(OpenForecasts.Entry entry, int target, int h, DeviceStatistics statistics) {
        if (entry == null) {
            return;
        }
        float[] errors =
                switch (entry.published()) {
                    case MODEL -> errorsModel;
                    case PERSISTENCE -> errorsPersistence;
                    case SEASONAL_NAIVE -> errorsSeasonal;
                };
        if (Float.isFinite(errors[h - 1])) {
            statistics.intervals().add(target, h, errors[h - 1]);
        }
    }

    /** Steps back from a scored step that the naive forecasts of the longest horizon read. */
    static int lookback(ForecastSettings forecast) {
        int seasonal = 0;
        for (int h = 1; h <= forecast.horizon(); h++) {
            seasonal = Math.max(seasonal, h + Naive.seasonalLag(h, forecast.seasonSteps()));
        }
        return Math.max(seasonal, forecast.horizon());
    }
}
