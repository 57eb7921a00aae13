package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Missing-value sentinels: what stands where a value would, and is none, as {@code unavailable} or {@code -999}. Words
 * are compared without regard to case, numbers by what they come to: -999 is -999.00 too.
 *
 * @param words in lower case
 * @param numbers as a value may be read
 */
public record MissingValues(Set<String> words, Set<Double> numbers) {
    public static final Setting<List<String>> MISSING = Setting.derived(
            "readings.missing",
            "TEXT,…",
            "none",
            "texts and numbers that stand for no value, e.g. N/A,unavailable,-999; null and NaN always do",
            Parsers.listOf(Parsers::text));

    /** Nothing but what is missing in every format. */
    public static final MissingValues NONE = of(List.of());

    public MissingValues {
        words = Set.copyOf(words);
        numbers = Set.copyOf(numbers);
    }

    public static MissingValues from(Values values) {
        return of(values.find(MISSING).orElse(List.of()));
    }

    /** These texts, the numbers among them also where they are written otherwise. */
    public static MissingValues of(List<String> texts) {
        return new MissingValues(
                texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()),
                texts.stream()
                        .filter(MissingValues::isNumber)
                        .map(Double::valueOf)
                        .collect(Collectors.toSet()));
    }

    /** Whether a text stands for no value. */
    public boolean hold(String text) {
        return !words.isEmpty() && words.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether a number stands for no value. */
    public boolean hold(double number) {
        return !numbers.isEmpty() && numbers.contains(number);
    }

    private static boolean isNumber(String text) {
        return text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
    }
}
