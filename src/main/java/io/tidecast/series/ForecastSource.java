package io.tidecast.series;

import java.util.Locale;

/** What a published forecast came from. */
public enum ForecastSource {
    MODEL,
    PERSISTENCE,
    SEASONAL_NAIVE;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in records: {@code model}, {@code persistence}, {@code seasonal-naive}. */
    public String label() {
        return label;
    }
}
