package io.tidecast.config;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting, declared once: the same name is its key in a file, its environment variable and its flag.
 *
 * @param key its name without the root, e.g. {@code forecast.horizon}
 * @param label what stands for its value in help texts, e.g. {@code STEPS}
 * @param fallback the text that is read when no source has the setting; empty when it is derived or required
 * @param absent what holds when no source has it, in words; empty when {@code fallback} says so
 * @param description one sentence without a full stop
 * @param parser reads its text; throws {@link IllegalArgumentException} with the rule alone, e.g. {@code a whole number}
 */
public record Setting<T>(
        String key,
        String label,
        Optional<String> fallback,
        String absent,
        String description,
        Function<String, T> parser) {
    /** Label of a setting that is true or false, and as a flag needs no value. */
    public static final String SWITCH = "true|false";

    /** Root of all settings in a file and among the system properties. */
    public static final String ROOT = "tidecast";

    /** A setting with a default. */
    public static <T> Setting<T> withDefault(
            String key, String label, Object fallback, String description, Function<String, T> parser) {
        return new Setting<>(key, label, Optional.of(fallback.toString()), "", description, parser);
    }

    /** A setting whose default follows from others. */
    public static <T> Setting<T> derived(
            String key, String label, String absent, String description, Function<String, T> parser) {
        return new Setting<>(key, label, Optional.empty(), absent, description, parser);
    }

    /** A setting that has no default. */
    public static <T> Setting<T> required(String key, String label, String description, Function<String, T> parser) {
        return new Setting<>(key, label, Optional.empty(), "must be set", description, parser);
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

    /**
     * Reads a text.
     *
     * @param source where the text comes from, named in the message
     * @throws WrongUsage with name, rule and value
     */
    public T parse(String text, String source) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            String from = source.isEmpty() ? "" : " (" + source + ")";
            throw new WrongUsage(key + " must be " + e.getMessage() + ", was " + shown(text) + from, e);
        }
    }

    private static String shown(String text) {
        return text.isBlank() ? "empty" : text;
    }
}
