package io.tidecast.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Validator of a setting's value. It goes with the setting, and the record that holds the value asks it, so that a
 * value made in code is held to the same rule as one that was read.
 *
 * @param text the rule in words, to be put after "must": {@code be 1..512}
 * @param breach what of a value breaks the rule, the value or an element of it; empty if nothing does
 */
public record Rule<T>(String text, Function<T, Optional<?>> breach) {
    /** A rule for a value as a whole. */
    public static <T> Rule<T> of(String text, Predicate<T> holds) {
        return new Rule<>(text, value -> holds.test(value) ? Optional.empty() : Optional.of(value));
    }

    /** None: what could be read is right. */
    public static <T> Rule<T> none() {
        return new Rule<>("", value -> Optional.empty());
    }

    /** The same rule for each element of a list. */
    public static <T> Rule<List<T>> each(Rule<T> rule) {
        return new Rule<>(rule.text(), values -> values.stream()
                .flatMap(value -> rule.breach().apply(value).stream())
                .findFirst());
    }

    public static Rule<String> matches(String pattern) {
        return of("match " + pattern, text -> text.matches(pattern));
    }

    public static Rule<Integer> atLeast(int least) {
        return of("be at least " + least, value -> value >= least);
    }

    public static Rule<Integer> between(int least, int most) {
        return of("be " + least + ".." + most, value -> value >= least && value <= most);
    }

    /** Above 0 and below 1. */
    public static Rule<Double> properFraction() {
        return of("be in (0, 1)", value -> value > 0 && value < 1);
    }

    /** From 0 on, and below 1. */
    public static Rule<Double> belowOne() {
        return of("be in [0, 1)", value -> value >= 0 && value < 1);
    }

    /** From 0 to 1. */
    public static Rule<Double> share() {
        return of("be in [0, 1]", value -> value >= 0 && value <= 1);
    }

    /** For numbers and durations. */
    public static <T> Rule<T> positive() {
        return of("be positive", value -> signum(value) > 0);
    }

    /** For numbers and durations. */
    public static <T> Rule<T> notNegative() {
        return of("not be negative", value -> signum(value) >= 0);
    }

    /** NaN for what is no number. */
    private static double signum(Object value) {
        if (value instanceof Duration duration) {
            return Long.signum(duration.getSeconds() == 0 ? duration.getNano() : duration.getSeconds());
        }
        return value instanceof Number number && Double.isFinite(number.doubleValue())
                ? Math.signum(number.doubleValue())
                : Double.NaN;
    }
}
