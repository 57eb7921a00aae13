package io.tidecast.csv;

import io.tidecast.series.Reading;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Row order of a file. Readings are replayed as they were received, so rows of a device that are late stay where they
 * are; but a file that has one device after the other, or the newest row first, was never received so, and is sorted.
 */
enum CsvOrder {
    /** The order in which readings come. */
    AS_RECEIVED,
    /** Device by device, each in the order in which its readings come: they are merged. */
    BY_DEVICE,
    /** Each device's newest first: they are turned round. */
    NEWEST_FIRST;

    /** Order of a device's rows. */
    private static final class Rows {
        private long lastMs = Long.MIN_VALUE;
        private long newestMs = Long.MIN_VALUE;
    }

    /** The order of a file's rows; of those up to the first that cannot be read. */
    static CsvOrder of(Iterator<Reading> readings) {
        Map<String, Rows> devices = new HashMap<>();
        long newestMs = Long.MIN_VALUE;
        long up = 0;
        long down = 0;
        boolean rising = true;
        try {
            while (readings.hasNext()) {
                Reading reading = readings.next();
                long timeMs = reading.timeMs();
                Rows own = devices.computeIfAbsent(reading.device(), name -> new Rows());
                if (own.lastMs != Long.MIN_VALUE) {
                    up += timeMs > own.lastMs ? 1 : 0;
                    down += timeMs < own.lastMs ? 1 : 0;
                }
                own.lastMs = timeMs;
                own.newestMs = Math.max(own.newestMs, timeMs);
                rising &= own.newestMs >= newestMs;
                newestMs = Math.max(newestMs, own.newestMs);
            }
        } catch (IllegalArgumentException e) {
            // Told where the row is read to be used.
        }
        return down > up ? NEWEST_FIRST : rising ? AS_RECEIVED : BY_DEVICE;
    }
}
