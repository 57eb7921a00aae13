package io.tidecast.series;

import io.tidecast.config.Flow;
import io.tidecast.config.Parsers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Aggregation of each value.
 *
 * @param usual of those that are not named
 * @param named by the values' names
 */
public record Aggregations(Aggregation usual, Map<String, Aggregation> named) {
    static final String RULE = Parsers.names(Aggregation.class, ", ") + ", or one of these for each value such as"
            + " energy=increase,temp=mean";

    public Aggregations {
        named = Map.copyOf(named);
    }

    /** One for all. */
    public static Aggregations of(Aggregation all) {
        return new Aggregations(all, Map.of());
    }

    /** {@code mean}, {@code energy=increase,temp=mean} or {@code {energy: increase, temp: mean}}. */
    static Aggregations parse(String text) {
        if (!text.startsWith("{") && text.indexOf('=') < 0) {
            return of(one(text));
        }
        Map<String, Aggregation> named = new LinkedHashMap<>();
        Parsers.named(text, RULE).forEach((name, value) -> named.put(name, one(Flow.scalar(value, RULE))));
        return new Aggregations(Aggregation.MEAN, named);
    }

    private static Aggregation one(String text) {
        return Parsers.as(RULE, Parsers.oneOf(Aggregation.class)).apply(text.toLowerCase(Locale.ROOT));
    }

    /** Of a value. */
    public Aggregation of(String feature) {
        return named.getOrDefault(feature, usual);
    }

    /** Whether any value may be a counter. */
    public boolean anyCounter() {
        return usual.isCounter() || named.values().stream().anyMatch(Aggregation::isCounter);
    }

    /** Places of the counters among these. */
    public int[] counters(List<String> features) {
        return IntStream.range(0, features.size())
                .filter(f -> of(features.get(f)).isCounter())
                .toArray();
    }
}
