package io.tidecast.input;

import io.tidecast.config.Values;
import io.tidecast.series.EpochTime;
import io.tidecast.series.TimeText;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;

/**
 * Time zone and unit: how the event time of a reading is written.
 *
 * @param zone of times without an offset. Worked example, Europe/Berlin on the night of 25 October 2026, when the hour
 *     from 02:00 to 03:00 comes twice: 02:30 is 00:30 or 01:30 in UTC. A record whose timestamp is from 01:29 to 02:30
 *     UTC tells that it was sent in the second pass; any other counts as of the first
 * @param epoch which numbers are times
 */
public record TimeForm(ReadingFormat.TimeUnit unit, ZoneId zone, EpochTime epoch) {
    /** Clocks of sender and broker differ by so much at most. */
    private static final long CLOCK_SKEW_MS = 60_000;

    public static TimeForm from(Values values) {
        return new TimeForm(
                values.get(ReadingFormat.TIME_UNIT),
                values.get(TimeText.ZONE),
                new EpochTime(values.get(EpochTime.EARLIEST)));
    }

    /** Times in this unit, the rest as is usual. */
    public static TimeForm of(ReadingFormat.TimeUnit unit) {
        return from(Values.DEFAULTS.with(ReadingFormat.TIME_UNIT, unit));
    }

    /**
     * Milliseconds since 1970 of a text.
     *
     * @param sentMs when it was sent
     * @throws DateTimeException if it is no time
     */
    long millis(String text, long sentMs) {
        TimeText time = TimeText.parse(text);
        long firstMs = time.in(zone).toEpochMilli();
        if (time.offset().isPresent()) {
            return firstMs;
        }
        ZoneOffsetTransition change = zone.getRules().getTransition(time.local());
        if (change == null || change.isGap()) {
            return firstMs;
        }
        long repeatedMs = -change.getDuration().toMillis();
        long secondMs = firstMs + repeatedMs;
        boolean second = sentMs >= secondMs - CLOCK_SKEW_MS && sentMs < secondMs + repeatedMs;
        return second ? secondMs : firstMs;
    }
}
