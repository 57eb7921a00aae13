package io.tidecast.forecast;

import io.tidecast.series.Window;

/**
 * Seasonal naive forecast: the value of the same phase one season before (Hyndman &amp; Athanasopoulos, Forecasting:
 * Principles and Practice, 5.2).
 */
public record SeasonalNaive(MethodContext context) implements WindowMethod {
    public static final String NAME = "seasonal-naive";
    static final MethodKind KIND =
            new MethodKind(NAME, MethodKind.Family.NAIVE, true, SeasonalNaive::lookback, SeasonalNaive::new);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(Window window, int feature, int h) {
        return window.value(lag(h, context.season()), feature);
    }

    /**
     * Steps back from an origin at which the forecast of step h reads its value: {@code m·ceil(h/m) - h}. With a season
     * of 24, step 1 reads 23 steps back and step 25 again 23 steps back.
     */
    public static int lag(int h, int season) {
        return season * ((h + season - 1) / season) - h;
    }

    /** The scored step is h steps after the origin, which reads a lag farther back. */
    private static int lookback(MethodContext context) {
        return context.horizon() + lag(context.horizon(), context.season());
    }
}
