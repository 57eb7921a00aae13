package io.tidecast.csv;

import io.tidecast.series.Reading;
import java.util.Iterator;

/**
 * Time span of readings: how many there are, and from when to when.
 *
 * @param readings how many
 * @param firstMs earliest event time
 * @param lastMs latest event time
 */
public record CsvSpan(long readings, long firstMs, long lastMs) {
    /** Counts; of nothing the times are 0. */
    public static CsvSpan of(Iterator<Reading> all) {
        long count = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        while (all.hasNext()) {
            long time = all.next().timeMs();
            first = Math.min(first, time);
            last = Math.max(last, time);
            count++;
        }
        return count == 0 ? new CsvSpan(0, 0, 0) : new CsvSpan(count, first, last);
    }
}
