package io.tidecast.forecast;

import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Forecasting method by name, and how one is made.
 *
 * @param name {@code [a-z0-9-]+}; the key of its scores and of its stored state
 * @param served whether it forecasts and is scored in the stream in any case; others are where a pool takes them. All
 *     are judged in backtests
 * @param lookback steps before a step that learning from it, forecasting from it and scoring it read
 * @param make a method of a device of which nothing is known
 */
public record MethodKind(
        String name,
        Family family,
        boolean served,
        ToIntFunction<MethodContext> lookback,
        Function<MethodContext, ForecastMethod> make) {
    /** Family of forecasting methods, which says what it is compared with. */
    public enum Family {
        /** The recurrent network. */
        NETWORK,
        /** Without parameters: what the others are scaled by and must beat. */
        NAIVE,
        /** Follows from the device's own steps, without a training part; may be asleep for a season or more. */
        ONLINE,
        /** Fitted to a training part, and asleep before its end: where it is, the others are judged without it. */
        FITTED
    }

    public MethodKind {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("a method's name must match [a-z0-9-]+, was " + name);
        }
    }

    /** The name in running text. */
    public String title() {
        return title(name);
    }

    /** A method's name in running text. */
    public static String title(String name) {
        return name.replace('-', ' ');
    }
}
