package io.tidecast.record;

import java.time.LocalDate;

/**
 * ISO-8601 text of a time in UTC, character for character that of {@link java.time.Instant#toString}. A forecast has a
 * time for each of its steps, and most are of one day: its date is worked out once for all of them, and the general
 * formatter was a twentieth of what a reading costs.
 */
final class IsoTime {
    private static final long DAY_MS = 86_400_000;

    private static volatile Day last = Day.of(0);

    /** Text of a day, which any thread may replace by that of another. */
    private record Day(long number, String date) {
        static Day of(long number) {
            return new Day(number, LocalDate.ofEpochDay(number).toString());
        }
    }

    private IsoTime() {}

    /** @param ms since 1970, as in Kafka */
    static String of(long ms) {
        long number = Math.floorDiv(ms, DAY_MS);
        Day day = last;
        if (day.number() != number) {
            day = Day.of(number);
            last = day;
        }
        int ofDay = (int) Math.floorMod(ms, DAY_MS);
        StringBuilder text = new StringBuilder(24).append(day.date()).append('T');
        digits(text, ofDay / 3_600_000, 10);
        digits(text.append(':'), ofDay / 60_000 % 60, 10);
        digits(text.append(':'), ofDay / 1_000 % 60, 10);
        if (ofDay % 1_000 != 0) {
            digits(text.append('.'), ofDay % 1_000, 100);
        }
        return text.append('Z').toString();
    }

    /** @param first value of the first digit */
    private static void digits(StringBuilder text, int value, int first) {
        for (int unit = first; unit > 0; unit /= 10) {
            text.append((char) ('0' + value / unit % 10));
        }
    }
}
