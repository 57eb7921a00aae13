package io.tidecast.forecaster;

import io.tidecast.record.Names;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Counters of readings that have no effect, as metrics of the task: {@code late-readings}, {@code duplicate-readings}
 * and, where a fault kept one from being taken, {@code failed-readings}; and of devices that a fault had begun anew,
 * {@code devices-begun-anew}, or that were silent for so long that they were removed, {@code devices-forgotten}.
 */
final class ReadingCounters {
    private static final String SCOPE = "tidecast";

    private final Sensor late;
    private final Sensor duplicate;
    private final Sensor failed;
    private final Sensor begunAnew;
    private final Sensor forgotten;
    private final Sensor resets;
    private final Sensor rollOvers;

    ReadingCounters(ProcessingContext context) {
        StreamsMetrics metrics = context.metrics();
        String task = context.taskId().toString();
        failed = metrics.addRateTotalSensor(SCOPE, task, Names.FAILED_READINGS, Sensor.RecordingLevel.INFO);
        begunAnew = metrics.addRateTotalSensor(SCOPE, task, "devices-begun-anew", Sensor.RecordingLevel.INFO);
        forgotten = metrics.addRateTotalSensor(SCOPE, task, Names.DEVICES_FORGOTTEN, Sensor.RecordingLevel.INFO);
        resets = metrics.addRateTotalSensor(SCOPE, task, "meter-resets", Sensor.RecordingLevel.INFO);
        rollOvers = metrics.addRateTotalSensor(SCOPE, task, "meter-roll-overs", Sensor.RecordingLevel.INFO);
        late = metrics.addRateTotalSensor(SCOPE, task, "late-readings", Sensor.RecordingLevel.INFO);
        duplicate = metrics.addRateTotalSensor(SCOPE, task, Names.DUPLICATE_READINGS, Sensor.RecordingLevel.INFO);
    }

    void late() {
        late.record();
    }

    void duplicate() {
        duplicate.record();
    }

    /** Counters went back by resets, or were full. */
    void dropped(int resetCount, int rollOverCount) {
        for (int i = 0; i < resetCount; i++) {
            resets.record();
        }
        for (int i = 0; i < rollOverCount; i++) {
            rollOvers.record();
        }
    }

    void failed() {
        failed.record();
    }

    void forgotten() {
        forgotten.record();
    }

    void begunAnew() {
        begunAnew.record();
    }
}
