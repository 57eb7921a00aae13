package io.tidecast.forecast;

import io.tidecast.series.Window;

/**
 * Persistence, the naive forecast: the last value for every step (Hyndman &amp; Athanasopoulos, Forecasting: Principles
 * and Practice, 5.2).
 */
public record Persistence(MethodContext context) implements WindowMethod {
    public static final String NAME = "persistence";
    static final MethodKind KIND =
            new MethodKind(NAME, MethodKind.Family.NAIVE, true, MethodContext::horizon, Persistence::new);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(Window window, int feature, int h) {
        return window.value(0, feature);
    }
}
