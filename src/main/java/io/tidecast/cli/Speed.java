package io.tidecast.cli;

import io.tidecast.config.Parsers;

/**
 * Time scaling: how fast event time runs.
 *
 * @param factor seconds of event time per second
 */
record Speed(double factor) {
    /** {@code 3600} and {@code 1h} are an hour of event time a second. */
    static Speed parse(String text) {
        double factor = secondsPerSecond(text);
        if (!(factor > 0 && Double.isFinite(factor))) {
            throw new IllegalArgumentException("more than 0");
        }
        return new Speed(factor);
    }

    /** A duration first: Java would take 1d for the number 1. */
    private static double secondsPerSecond(String text) {
        try {
            return Parsers.duration(text).toMillis() / 1000.0;
        } catch (IllegalArgumentException notADuration) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a number such as 3600 or a duration such as 1h, per second", e);
            }
        }
    }
}
