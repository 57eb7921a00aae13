package io.tidecast.forecaster;

import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Counts of readings that have no effect, as metrics of the task: {@code late-readings} and {@code duplicate-readings}.
 */
final class ReadingCounters {
    private static final String SCOPE = "tidecast";

    private final Sensor late;
    private final Sensor duplicate;

    ReadingCounters(ProcessingContext context) {
        StreamsMetrics metrics = context.metrics();
        String task = context.taskId().toString();
        late = metrics.addRateTotalSensor(SCOPE, task, "late-readings", Sensor.RecordingLevel.INFO);
        duplicate = metrics.addRateTotalSensor(SCOPE, task, "duplicate-readings", Sensor.RecordingLevel.INFO);
    }

    void late() {
        late.record();
    }

    void duplicate() {
        duplicate.record();
    }
}
