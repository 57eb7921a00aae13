package io.tidecast.cli;

import java.time.Duration;

/**
 * How fast event time runs.
 *
 * @param factor seconds of event time per second
 */
record Speed(double factor) {
    /** {@code 3600} and {@code 1h} are an hour of event time a second. */
    static Speed parse(String text) {
        double factor;
        try {
            factor = Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            try {
                Duration perSecond = ValueParsers.duration(text);
                factor = perSecond.toMillis() / 1000.0;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("a number such as 3600 or a duration such as 1h, per second", e);
            }
        }
        if (!(factor > 0 && Double.isFinite(factor))) {
            throw new IllegalArgumentException("more than 0");
        }
        return new Speed(factor);
    }
}
