package io.tidecast.config;

import java.time.Duration;

/**
 * Duration as settings are typed: one number and its unit, {@code 90s} or {@code 1h}, of the largest unit that it is a
 * whole number of; ISO-8601 where it is finer than a millisecond. {@link Parsers#duration} reads it back.
 */
public final class ShortDuration {
    private static final long[] UNITS_MS = {86_400_000, 3_600_000, 60_000, 1_000};
    private static final String[] NAMES = {"d", "h", "m", "s"};

    private static final int NANOS_PER_MS = 1_000_000;

    private ShortDuration() {}

    /** The text. */
    public static String of(Duration duration) {
        if (duration.isNegative() || duration.toNanosPart() % NANOS_PER_MS != 0) {
            return duration.toString();
        }
        long ms = duration.toMillis();
        for (int i = 0; i < UNITS_MS.length; i++) {
            if (ms != 0 && ms % UNITS_MS[i] == 0) {
                return ms / UNITS_MS[i] + NAMES[i];
            }
        }
        return ms == 0 ? "0s" : ms + "ms";
    }
}
