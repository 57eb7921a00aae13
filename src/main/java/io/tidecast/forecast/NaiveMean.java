package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;

/**
 * Mean of both naive forecasts, persistence and seasonal naive: a simple combination (Bates &amp; Granger 1969), which
 * is between them where one has the level right and the other the season.
 */
public record NaiveMean(MethodContext context) implements WindowMethod {
    public static final String NAME = "naive-mean";
    static final MethodKind KIND =
            new MethodKind(NAME, MethodKind.Family.ONLINE, false, SeasonalNaive.KIND.lookback(), NaiveMean::new);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(Window window, int feature, int h) {
        double seasonal = window.value(SeasonalNaive.lag(h, context.season()), feature);
        return Precision.of(window.value(0, feature) / 2 + seasonal / 2);
    }
}
