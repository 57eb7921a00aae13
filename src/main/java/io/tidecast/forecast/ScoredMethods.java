package io.tidecast.forecast;

import io.tidecast.model.ForecastSettings;
import java.util.List;

/**
 * Forecasting methods that run and are scored on every device of a stream, and under which settings.
 *
 * @param kinds in the order of {@link ForecastMethods#ALL}
 */
public record ScoredMethods(ForecastSettings forecast, ScoreSettings scores, List<MethodKind> kinds) {
    /** Network, persistence and seasonal naive: their scores are stored together, without names, as they always have been. */
    static final List<String> FIRST = List.of(NetworkMethod.NAME, Persistence.NAME, SeasonalNaive.NAME);

    public ScoredMethods {
        kinds = List.copyOf(kinds);
        List<String> names = kinds.stream().map(MethodKind::name).toList();
        if (names.size() < FIRST.size() || !names.subList(0, FIRST.size()).equals(FIRST)) {
            throw new IllegalArgumentException("scored methods must begin with " + FIRST + ", were " + names);
        }
    }

    /** Those that serve. */
    public static ScoredMethods of(ForecastSettings forecast, ScoreSettings scores) {
        return new ScoredMethods(forecast, scores, ForecastMethods.served());
    }

    public MethodContext context() {
        return MethodContext.of(forecast);
    }

    List<String> names() {
        return kinds.stream().map(MethodKind::name).toList();
    }

    /** Steps before a closed one that forecasting from it and scoring it read. */
    public int lookback() {
        return ForecastMethods.lookback(kinds, context());
    }
}
