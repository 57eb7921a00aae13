package io.tidecast.trainer;

import io.tidecast.learn.FineTuner;
import io.tidecast.learn.LiveScores;
import io.tidecast.model.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MeasurableStat;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Value;
import org.apache.kafka.streams.StreamsMetrics;

/**
 * Metrics of learning in the Kafka Streams client, by model: what the last fine-tune cost and came to, and the live
 * error.
 */
final class TrainerMetrics {
    static final String GROUP = "tidecast-metrics";

    private final StreamsMetrics metrics;
    private final Set<Sensor> sensors = new HashSet<>();

    TrainerMetrics(StreamsMetrics metrics) {
        this.metrics = metrics;
    }

    /** A fine-tune has ended, or the time of its challenger in the shadow. */
    void judged(String model, Verdict verdict, Duration budget) {
        count(
                model,
                verdict.promoted() ? "fine-tunes-promoted-total" : "fine-tunes-rejected-total",
                "fine-tunes so far");
        gauge(model, "fine-tune-updates", "updates of the weights in the last fine-tune", verdict.updates());
        gauge(model, "fine-tune-seconds", "time the last fine-tune trained", verdict.seconds());
        gauge(model, "fine-tune-budget-seconds", "time it was allowed", budget.toMillis() / 1e3);
        Verdict.Errors heldOut = verdict.heldOut();
        if (heldOut.champion() != null && heldOut.challenger() != null) {
            gauge(model, "fine-tune-champion-error", "champion's error on the held-out windows", heldOut.champion());
            gauge(model, "fine-tune-challenger-error", "challenger's error on the same", heldOut.challenger());
        }
        if (verdict.live() != null) {
            live(
                    model,
                    "shadow-champion-error",
                    "champion's error on live windows",
                    verdict.live().champion());
            live(
                    model,
                    "shadow-challenger-error",
                    "challenger's error on the same",
                    verdict.live().challenger());
        }
    }

    private void live(String model, String name, String description, Double error) {
        gauge(model, name, description, error == null ? Double.NaN : error);
    }

    /** A challenger stands in the shadow. */
    void shadowed(String model, TrainerState.ShadowDeployment shadow) {
        gauge(model, "shadow-steps", "steps the last challenger in the shadow was tried for", (double) shadow.told());
        gauge(model, "shadow-steps-needed", "steps it is to be tried for", shadow.of());
    }

    /** A fine-tune has trained something. */
    void trained(String model, FineTuner.Outcome outcome) {
        Object curve = outcome.challenger().manifest().provenance().get("lossCurve");
        if (outcome.updates() > 0 && curve instanceof List<?> losses && !losses.isEmpty()) {
            gauge(model, "fine-tune-loss-first", "loss where the last fine-tune's curve begins", number(losses.get(0)));
            gauge(model, "fine-tune-loss-last", "loss where it ends", number(losses.get(losses.size() - 1)));
        }
        double growth = outcome.judgement().old().growth();
        gauge(model, "fine-tune-forgetting", "rise of the error on old windows, as a share", growth);
    }

    /** Live errors are known better. */
    void scored(String model, LiveScores live) {
        gauge(
                model,
                "live-error-ratio",
                "live error over the better naive forecast's",
                live.serving().ratio());
        gauge(
                model,
                "drift-excess",
                "what the drift test has summed up",
                live.drift().excess());
    }

    void rolledBack(String model) {
        count(model, "rollbacks-total", "swaps undone because of the live error");
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private void gauge(String model, String name, String description, double value) {
        sensor(model, name, description, new Value()).record(value);
    }

    private void count(String model, String name, String description) {
        sensor(model, name, description, new CumulativeSum()).record(1);
    }

    private Sensor sensor(String model, String name, String description, MeasurableStat stat) {
        Sensor sensor = metrics.addSensor("tidecast." + model + "." + name, Sensor.RecordingLevel.INFO);
        if (sensors.add(sensor)) {
            sensor.add(new MetricName(name, GROUP, description, Map.of("model", model)), stat);
        }
        return sensor;
    }

    /** The models have moved to another task. */
    void close() {
        sensors.forEach(metrics::removeSensor);
        sensors.clear();
    }
}
