package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;

/**
 * Seasonal naive forecast with the present level: the value of the same phase one season before, moved by how far the
 * last value is from the one a season before it. It is the forecast of a seasonal random walk (Hyndman &amp;
 * Athanasopoulos, Forecasting: Principles and Practice, 9.9), right where level changes last and the season stays.
 */
public record SeasonalLevel(MethodContext context) implements WindowMethod {
    public static final String NAME = "seasonal-level";
    static final MethodKind KIND = new MethodKind(
            NAME, MethodKind.Family.ONLINE, false, context -> context.horizon() + context.season(), SeasonalLevel::new);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(Window window, int feature, int h) {
        int season = context.season();
        float moved = (float) (window.value(0, feature) - window.value(season, feature));
        return Precision.of(window.value(SeasonalNaive.lag(h, season), feature) + moved);
    }
}
