package io.tidecast.forecaster;

import io.tidecast.config.Printable;
import io.tidecast.record.Names;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data quality watch of a task's input: warns once where the settings seem to be those of other records. Readings
 * without any value, which nothing can be made of, are counted as {@code unusable-readings}.
 */
final class InputWatch {
    private static final Logger LOG = LoggerFactory.getLogger(InputWatch.class);
    /** Readings after which a feature should have been seen. */
    static final int LOOKED_AT = 100;

    private static final long YEAR_2000_MS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private final StreamSettings settings;
    private final Sensor unusable;
    private final boolean[] seen; // [F]
    private long readings;
    private boolean old;

    InputWatch(StreamSettings settings, ProcessingContext context) {
        this.settings = settings;
        seen = new boolean[settings.forecast().features().size()];
        unusable = context.metrics()
                .addRateTotalSensor(
                        "tidecast", context.taskId().toString(), Names.UNUSABLE_READINGS, Sensor.RecordingLevel.INFO);
    }

    /** A reading was decoded. */
    void read(Reading reading) {
        boolean any = false;
        for (int f = 0; f < seen.length; f++) {
            boolean there = !Double.isNaN(reading.values()[f]);
            seen[f] |= there;
            any |= there;
        }
        if (!any) {
            unusable.record();
        }
        if (reading.timeMs() < YEAR_2000_MS && !old) {
            old = true;
            LOG.warn(
                    "a reading of device {} is of {}: readings.time and readings.time-unit should say how times are written",
                    Printable.value(reading.device()),
                    Instant.ofEpochMilli(reading.timeMs()));
        }
        if (++readings == LOOKED_AT) {
            unseen().forEach(value -> LOG.warn(
                    "none of the first {} readings has a value of {}; `tidecast doctor` shows what records have",
                    LOOKED_AT,
                    value));
        }
    }

    private List<String> unseen() {
        List<String> unseen = new ArrayList<>();
        for (int f = 0; f < seen.length; f++) {
            if (!seen[f]) {
                unseen.add(Printable.value(settings.forecast().features().get(f)) + " at "
                        + settings.readings().values().get(f));
            }
        }
        return unseen;
    }
}
