package io.tidecast.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Definition of one setting: the same name is its key in a file, its environment variable and its flag. It is declared
 * as a constant of the record that holds its value.
 *
 * @param key its name without the root, e.g. {@code forecast.horizon}
 * @param label what stands for its value in help texts, e.g. {@code STEPS}
 * @param fallback the text that is read when no source has the setting; empty when it is derived or required
 * @param absent what holds when no source has it, in words; empty when {@code fallback} says so
 * @param description one sentence without a full stop
 * @param parser reads its text; throws {@link IllegalArgumentException} with the rule alone, e.g. {@code a whole
 *     number}
 * @param rule what must hold of a value that could be read
 */
public record Setting<T>(
        String key,
        String label,
        Optional<String> fallback,
        String absent,
        String description,
        Function<String, T> parser,
        Rule<T> rule) {
    /** Label of a setting that is true or false, and as a flag needs no value. */
    public static final String SWITCH = "true|false";

    /** Root of all settings in a file and among the system properties. */
    public static final String ROOT = "tidecast";

    /** A setting with a default. */
    public static <T> Setting<T> withDefault(
            String key, String label, Object fallback, String description, Function<String, T> parser) {
        return new Setting<>(key, label, Optional.of(text(fallback)), "", description, parser, Rule.none());
    }

    /** As it would be typed. */
    private static String text(Object value) {
        if (value instanceof Typed typed) {
            return typed.typed();
        }
        return value instanceof Duration duration ? ShortDuration.of(duration) : value.toString();
    }

    /** A setting whose default follows from others. */
    public static <T> Setting<T> derived(
            String key, String label, String absent, String description, Function<String, T> parser) {
        return new Setting<>(key, label, Optional.empty(), absent, description, parser, Rule.none());
    }

    /** A setting that has no default. */
    public static <T> Setting<T> required(String key, String label, String description, Function<String, T> parser) {
        return derived(key, label, "must be set", description, parser);
    }

    /** A text with a default. */
    public static Setting<String> text(String key, String label, String fallback, String description) {
        return withDefault(key, label, fallback, description, Parsers::text);
    }

    /** A whole number with a default. */
    public static Setting<Integer> count(String key, String label, int fallback, String description) {
        return withDefault(key, label, fallback, description, Parsers::integer);
    }

    /** A number with a default. */
    public static Setting<Double> number(String key, double fallback, String description) {
        return withDefault(key, "NUMBER", fallback, description, Parsers::number);
    }

    /** A duration with a default. */
    public static Setting<Duration> time(String key, Duration fallback, String description) {
        return withDefault(key, "DURATION", fallback, description, Parsers::duration);
    }

    /** True or false, with a default. */
    public static Setting<Boolean> onOff(String key, boolean fallback, String description) {
        return withDefault(key, SWITCH, fallback, description, Parsers::bool);
    }

    /** True or false, and where nobody says which, what follows from others. */
    public static Setting<Boolean> onOff(String key, String absent, String description) {
        return derived(key, SWITCH, absent, description, Parsers::bool);
    }

    /** One of an enum's constants, with a default. */
    public static <E extends Enum<E>> Setting<E> choice(String key, E fallback, String description) {
        Class<E> type = fallback.getDeclaringClass();
        return withDefault(key, Parsers.names(type, "|"), Parsers.name(fallback), description, Parsers.oneOf(type));
    }

    /** The same, of a value that keeps a rule. */
    public Setting<T> must(Rule<T> other) {
        return new Setting<>(key, label, fallback, absent, description, parser, other);
    }

    public String property() {
        return ROOT + "." + key;
    }

    /** {@code forecast.horizon} is {@code TIDECAST_FORECAST_HORIZON}. */
    public String environment() {
        return property().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** {@code forecast.horizon} is {@code --forecast-horizon}. */
    public String flag() {
        return "--" + key.replace('.', '-');
    }

    /** The first part of a key with several, else {@code application}. */
    public String group() {
        int dot = key.indexOf('.');
        return dot < 0 ? "application" : key.substring(0, dot);
    }

    /** The default in words. */
    public String defaultText() {
        return fallback.orElse(absent);
    }

    public boolean isSwitch() {
        return label.equals(SWITCH);
    }

    /** The default as a value; empty if there is none that does not depend on other settings. */
    public Optional<T> usual() {
        return fallback.map(text -> parse(text, "default"));
    }

    /**
     * Reads a text.
     *
     * @param source where the text comes from, named in the message
     * @throws SettingException with name, rule and value
     */
    public T parse(String text, String source) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            String from = source.isEmpty() ? "" : " (" + source + ")";
            throw new SettingException(key + " must be " + e.getMessage() + ", was " + shown(text) + from, e);
        }
    }

    /**
     * Holds a value to the setting's own rule.
     *
     * @throws IllegalArgumentException with name, rule and value
     */
    public void check(T value) {
        rule.breach().apply(value).ifPresent(broken -> require(false, rule.text(), broken));
    }

    /**
     * Holds a value to a rule that depends on other settings.
     *
     * @param text the rule in words, to be put after "must"
     * @throws IllegalArgumentException with name, rule and value unless it holds
     */
    public void require(boolean holds, String text, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(key + " must " + text + ", was " + shown(text(value)));
        }
    }

    private static String shown(String text) {
        return text.isBlank() ? "empty" : text;
    }
}
