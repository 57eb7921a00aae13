package io.tidecast.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parsers of the texts of settings. Each throws {@link IllegalArgumentException} with the rule alone, to be put after
 * "must be". Lists and maps come as YAML on one line (a list or map of a YAML file comes so), or in a short form for
 * the command line.
 */
public final class Parsers {
    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final String LIST = "a list such as a,b";

    private Parsers() {}

    /** A parser of somebody else's, with a rule in place of its own messages. */
    public static <T> Function<String, T> as(String rule, Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(rule, e);
            }
        };
    }

    public static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a text that is not empty");
        }
        return text;
    }

    /** What has a value of its own for the empty text must still be given one. */
    public static <T> Function<String, T> nonEmpty(Function<String, T> parser) {
        return text -> parser.apply(text(text));
    }

    public static int integer(String text) {
        return as("a whole number", Integer::valueOf).apply(text);
    }

    public static long longInteger(String text) {
        return as("a whole number", Long::valueOf).apply(text);
    }

    public static double number(String text) {
        double value = as("a number", Double::valueOf).apply(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a number");
        }
        return value;
    }

    static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    /** ISO-8601 ({@code PT1M}) or a whole number with ms, s, m, h or d ({@code 60s}). */
    public static Duration duration(String text) {
        return as("a duration such as PT1M, 60s, 5m, 1h or 1d", Parsers::isoOrShort)
                .apply(text);
    }

    private static Duration isoOrShort(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        if (!matcher.matches()) {
            return Duration.parse(text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** An enum's constants in lower case, with hyphens. */
    public static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        return text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("one of " + names(type, ", ")));
    }

    public static <E extends Enum<E>> String names(Class<E> type, String separator) {
        return Arrays.stream(type.getEnumConstants()).map(Parsers::name).collect(Collectors.joining(separator));
    }

    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code a,b} or {@code [a, b]}. */
    public static <T> Function<String, List<T>> listOf(Function<String, T> element) {
        return text -> texts(text).stream().map(element).toList();
    }

    private static List<String> texts(String text) {
        if (!text.startsWith("[")) {
            return shortList(text);
        }
        if (Flow.read(text, LIST) instanceof List<?> list) {
            return list.stream().map(part -> Flow.scalar(part, LIST)).toList();
        }
        throw new IllegalArgumentException(LIST);
    }

    /** {@code a,b}; nothing where the text is empty. */
    private static List<String> shortList(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    /**
     * Names with something of each, in their order: {@code temp=/t,load}, {@code [temp, load]} or {@code {temp: /t}}.
     *
     * @param rule what the whole must be
     * @return names with a text, or, where the map holds it, a list or map; with "" where nothing stands behind a name
     */
    public static Map<String, Object> named(String text, String rule) {
        Map<String, Object> named = new LinkedHashMap<>();
        if (text.startsWith("{")) {
            if (Flow.read(text, rule) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> named.put(name.toString(), value));
                return named;
            }
            throw new IllegalArgumentException(rule);
        }
        for (String part : texts(text)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (named.putIfAbsent(name, equals < 0 ? "" : part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("distinct names, not twice " + name);
            }
        }
        return named;
    }
}
