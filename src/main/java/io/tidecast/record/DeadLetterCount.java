package io.tidecast.record;

import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Counter of a task's dead letters by {@link Reason}: {@code dead-letters-total} in the group {@code tidecast-metrics},
 * tagged by task and reason and never by what the records say, of which there is no end.
 */
final class DeadLetterCount {
    private static final String GROUP = "tidecast-metrics";

    private final StreamsMetrics metrics;
    private final String task;
    private final Map<Reason, Sensor> sensors = new EnumMap<>(Reason.class);

    DeadLetterCount(ProcessingContext context) {
        metrics = context.metrics();
        task = context.taskId().toString();
    }

    void count(Reason reason) {
        sensors.computeIfAbsent(reason, this::sensor).record();
    }

    /** The same sensor for all processors of a task, and for a task that has been elsewhere meanwhile. */
    private Sensor sensor(Reason reason) {
        Sensor sensor = metrics.addSensor(task + "|dead-letters|" + reason.label(), Sensor.RecordingLevel.INFO);
        sensor.add(
                new MetricName(
                        "dead-letters-total",
                        GROUP,
                        "records that went to the dead letters, by reason",
                        Map.of("task-id", task, "reason", reason.label())),
                new CumulativeSum());
        return sensor;
    }
}
