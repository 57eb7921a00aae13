package io.tidecast.series;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Static covariates of one device: what is told of it and is the same at all times, such as its kind, its rated power
 * or where it stands; by name, as text. Immutable; what is not told has no name here.
 */
public final class Statics {
    /** Nothing is told. */
    public static final Statics NONE = new Statics(Map.of());

    private final Map<String, String> told;
    private final Map<String, Double> numbers = new TreeMap<>();

    private Statics(Map<String, String> told) {
        this.told = told;
        told.forEach((name, text) -> {
            double number = parsed(text);
            if (Double.isFinite(number)) {
                numbers.put(name, number);
            }
        });
    }

    /** Those of these texts by name; blank ones tell nothing. */
    public static Statics of(Map<String, String> texts) {
        Map<String, String> told = new TreeMap<>();
        texts.forEach((name, text) -> {
            if (!text.isBlank()) {
                told.put(name, text.strip());
            }
        });
        return told.isEmpty() ? NONE : new Statics(told);
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    public boolean isEmpty() {
        return told.isEmpty();
    }

    /** All texts by name, in the order of the names. */
    public Map<String, String> told() {
        return Collections.unmodifiableMap(told);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(told.get(name));
    }

    /** A value as a number; NaN where it is none, or none is told. */
    public double number(String name) {
        return numbers.getOrDefault(name, Double.NaN);
    }

    /** These, and what of the others has another name. */
    public Statics or(Statics others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<String, String> both = new TreeMap<>(others.told);
        both.putAll(told);
        return new Statics(both);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Statics that && told.equals(that.told);
    }

    @Override
    public int hashCode() {
        return told.hashCode();
    }

    @Override
    public String toString() {
        return told.toString();
    }
}
