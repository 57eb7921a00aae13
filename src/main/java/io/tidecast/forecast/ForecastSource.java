package io.tidecast.forecast;

import java.util.Locale;

/** What a published forecast came from. */
public enum ForecastSource {
    MODEL(0),
    PERSISTENCE(1),
    SEASONAL_NAIVE(2);

    private final int index;

    ForecastSource(int index) {
        this.index = index;
    }

    /** Its row in tables of all sources. */
    public int index() {
        return index;
    }

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in records: {@code model}, {@code persistence}, {@code seasonal-naive}. */
    public String label() {
        return label;
    }
}
