package io.tidecast.forecaster;

import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Score;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MeasurableStat;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Value;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Scores as metrics of the task, group {@code tidecast-metrics}, tagged by task and model and never by device: all
 * devices of a model together, the last {@code memory} scored targets weighing most.
 *
 * <ul>
 *   <li>{@code scored-total}: targets of steps that were scored
 *   <li>{@code mase-persistence}, {@code mase-seasonal-naive}: the network's error over the naive one's, on average
 *       over scores
 *   <li>{@code published-error-ratio}: the published forecasts' error over the better naive one's, both in units of
 *       what a device changes by from step to step
 *   <li>{@code coverage}, by level: share of actuals within the published interval; {@code coverage-shortfall}: the
 *       level without it
 *   <li>{@code forecasts-total}, by status; {@code worse-than-naive-share}: of the forecasts, so of the devices
 * </ul>
 */
final class ScoreMetrics implements AutoCloseable {
    private static final String GROUP = "tidecast-metrics";
    private static final String DESCRIPTION = "live scores of all devices of a model";

    private final StreamsMetrics metrics;
    private final String task;
    private final int memory;
    private final Map<Key, Sensor> sensors = new HashMap<>();
    private final Map<Key, Share> means = new HashMap<>();

    /** Name and tags of a metric, whose text is made once. */
    private record Key(String name, String model, Object value) {}

    /** A mean that forgets. */
    private static final class Share {
        private long count;
        private double mean;

        double with(double value, int memory) {
            count = Math.min(count + 1, memory);
            mean += (value - mean) / count;
            return mean;
        }
    }

    ScoreMetrics(ProcessingContext context, int memory) {
        metrics = context.metrics();
        task = context.taskId().toString();
        this.memory = memory;
    }

    void forecast(Forecast forecast) {
        String model = forecast.model();
        record("forecasts-total", model, "status", forecast.status().label(), new CumulativeSum(), 1);
        mean("worse-than-naive-share", model, "", "", forecast.status() == ForecastStatus.WORSE_THAN_NAIVE ? 1 : 0);
    }

    /**
     * Takes the score of one target.
     *
     * @param about the forecasts that were scored, by horizon step
     * @param naive name of the better naive method of the device
     * @param scale what the target changes by from step to step
     */
    void score(Score score, OpenForecast[] about, String naive, double scale) {
        String model = score.model();
        record("scored-total", model, "", "", new CumulativeSum(), 1);
        score.mase().forEach((method, mase) -> {
            if (!mase.isNaN()) {
                mean("mase-" + method, model, "", "", mase);
            }
        });
        score.coverage().forEach((level, share) -> {
            mean("coverage", model, "level", level, share);
            mean("coverage-shortfall", model, "level", level, level - share);
        });
        published(score, about, naive, scale);
    }

    private void published(Score score, OpenForecast[] about, String naive, double scale) {
        float[] ofNaive = score.errors().get(naive);
        double published = 0;
        double naively = 0;
        for (int h = 0; h < ofNaive.length; h++) {
            float[] errors = about[h] == null ? null : score.errors().get(about[h].source());
            if (errors != null && Float.isFinite(errors[h] + ofNaive[h])) {
                published += errors[h] / scale;
                naively += ofNaive[h] / scale;
            }
        }
        double error = share("published-error", score.model(), "").with(published, memory);
        double of = share("naive-error", score.model(), "").with(naively, memory);
        if (of > 0) {
            record("published-error-ratio", score.model(), "", "", new Value(), error / of);
        }
    }

    private void mean(String name, String model, String tag, Object value, double next) {
        record(name, model, tag, value, new Value(), share(name, model, value).with(next, memory));
    }

    private Share share(String name, String model, Object value) {
        return means.computeIfAbsent(new Key(name, model, value), key -> new Share());
    }

    private void record(String name, String model, String tag, Object value, MeasurableStat stat, double next) {
        Key key = new Key(name, model, value);
        Sensor sensor = sensors.get(key);
        if (sensor == null) {
            Map<String, String> tags = new LinkedHashMap<>();
            tags.put("task-id", task);
            tags.put("model", model);
            if (!tag.isEmpty()) {
                tags.put(tag, value.toString());
            }
            sensor = metrics.addSensor(
                    String.join("|", task, name, model, value.toString()), Sensor.RecordingLevel.INFO);
            sensor.add(new MetricName(name, GROUP, DESCRIPTION, tags), stat);
            sensors.put(key, sensor);
        }
        sensor.record(next);
    }

    @Override
    public void close() {
        sensors.values().forEach(metrics::removeSensor);
        sensors.clear();
    }
}
