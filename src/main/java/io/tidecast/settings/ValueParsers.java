package io.tidecast.settings;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.tidecast.config.WrongUsage;
import io.tidecast.forecast.Limits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Readers of the texts of settings. Each throws {@link IllegalArgumentException} with the rule alone, to be put after
 * "must be". Lists and maps come as YAML on one line, which JSON is too (a list or map of a YAML file comes so), or in a short form for
 * the command line.
 */
public final class ValueParsers {
    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

    private static final String LAYERS = "a list of layers such as [{type: gru, units: 32}]";

    private ValueParsers() {}

    static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a text that is not empty");
        }
        return text;
    }

    static Path path(String text) {
        try {
            return Path.of(text(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path of a file", e);
        }
    }

    public static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number", e);
        }
    }

    public static long longInteger(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number", e);
        }
    }

    public static double number(String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a number", e);
        }
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
        try {
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
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a duration such as PT1M, 60s, 5m, 1h or 1d", e);
        }
    }

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time zone such as UTC or Europe/Berlin", e);
        }
    }

    static JsonPointer pointer(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a JSON pointer such as /values/temp");
        }
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a JSON pointer such as /values/temp", e);
        }
    }

    /** An enum's constants in lower case, with hyphens. */
    static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        return text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("one of " + names(type, ", ")));
    }

    static <E extends Enum<E>> String names(Class<E> type, String separator) {
        return Arrays.stream(type.getEnumConstants()).map(ValueParsers::name).collect(Collectors.joining(separator));
    }

    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code a,b} or {@code [a, b]}. */
    static <T> Function<String, List<T>> listOf(Function<String, T> element) {
        return text -> {
            List<String> parts;
            if (text.startsWith("[")) {
                JsonNode array = tree(text, "a list such as a,b");
                parts = new ArrayList<>();
                array.forEach(node -> parts.add(scalar(node, "a list such as a,b")));
            } else {
                parts = shortList(text);
            }
            return parts.stream().map(element).toList();
        };
    }

    /**
     * Names with JSON pointers, in their order: {@code temp=/values/temp,load}, {@code [temp, load]} or
     * {@code {temp: /values/temp}}. A bare name stands for {@code /values/<name>}.
     */
    static Map<String, JsonPointer> pointers(String text) {
        String rule = "a map of names to JSON pointers such as temp=/values/temp,load=/values/load";
        Map<String, String> named = new LinkedHashMap<>();
        if (text.startsWith("{")) {
            tree(text, rule)
                    .properties()
                    .forEach(entry -> putOnce(named, entry.getKey(), scalar(entry.getValue(), rule)));
        } else {
            for (String part : listOf(ValueParsers::text).apply(text)) {
                int equals = part.indexOf('=');
                putOnce(
                        named,
                        equals < 0 ? part : part.substring(0, equals),
                        equals < 0 ? "" : part.substring(equals + 1));
            }
        }
        Map<String, JsonPointer> pointers = new LinkedHashMap<>();
        named.forEach(
                (name, pointer) -> pointers.put(text(name), pointer.isEmpty() ? usualPointer(name) : pointer(pointer)));
        if (pointers.isEmpty()) {
            throw new IllegalArgumentException(rule);
        }
        return pointers;
    }

    /** Names with limits: {@code temp=-40..125,load=0..} or {@code {temp: {min: -40, max: 125}, load: {min: 0}}}. */
    static Map<String, Limits> limits(String text) {
        String rule = "a map of names to limits such as temp=-40..125,load=0..";
        Map<String, Limits> limits = new LinkedHashMap<>();
        if (text.startsWith("{")) {
            tree(text, rule).properties().forEach(entry -> putOnce(limits, entry.getKey(), limits(entry.getValue())));
            return limits;
        }
        for (String part : shortList(text)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(rule);
            }
            putOnce(limits, part.substring(0, equals), Limits.parse(part.substring(equals + 1)));
        }
        return limits;
    }

    private static Limits limits(JsonNode node) {
        String rule = "{min: a number, max: a number}, or a range such as 0..100, for each name";
        if (!node.isObject()) {
            return Limits.parse(scalar(node, rule));
        }
        for (var entry : node.properties()) {
            if (!List.of("min", "max").contains(entry.getKey())) {
                throw new IllegalArgumentException(rule);
            }
        }
        return Limits.of(bound(node, "min", rule), bound(node, "max", rule));
    }

    private static String bound(JsonNode node, String name, String rule) {
        return node.has(name) ? scalar(node.get(name), rule) : "";
    }

    /** Where a value stands unless said otherwise. */
    public static JsonPointer usualPointer(String name) {
        return JsonPointer.empty().appendProperty("values").appendProperty(name);
    }

    /** A list of layers: {@code [{type: gru, units: 32}]}. What a layer may hold is the network's to say. */
    static List<Map<String, Object>> layers(String text) {
        JsonNode array = tree(text, LAYERS);
        List<Map<String, Object>> layers = new ArrayList<>();
        for (JsonNode layer : array) {
            layers.add(layer(layer));
        }
        if (!array.isArray() || layers.isEmpty()) {
            throw new IllegalArgumentException(LAYERS);
        }
        return layers;
    }

    private static Map<String, Object> layer(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(LAYERS);
        }
        Map<String, Object> layer = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> layer.put(
                        entry.getKey(),
                        entry.getValue().isObject()
                                ? layer(entry.getValue())
                                : typed(scalar(entry.getValue(), LAYERS))));
        return layer;
    }

    /** The form that {@link #layers} reads, the type first. */
    static String layersText(List<Map<String, Object>> layers) {
        return layers.stream().map(ValueParsers::layerText).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String layerText(Map<?, ?> layer) {
        Comparator<Map.Entry<?, ?>> typeFirst = Comparator.comparing(
                        (Map.Entry<?, ?> entry) -> !entry.getKey().equals("type"))
                .thenComparing(entry -> entry.getKey().toString());
        return layer.entrySet().stream()
                .sorted(typeFirst)
                .map(entry -> entry.getKey() + ": "
                        + (entry.getValue() instanceof Map<?, ?> inner ? layerText(inner) : entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Scalars arrive as texts. */
    private static Object typed(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException notANumber) {
                return text;
            }
        }
    }

    private static List<String> shortList(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static <T> void putOnce(Map<String, T> map, String name, T value) {
        if (map.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("distinct names, not twice " + name);
        }
    }

    private static JsonNode tree(String text, String rule) {
        try {
            return YamlFile.tree(text);
        } catch (YAMLException | WrongUsage e) {
            throw new IllegalArgumentException(rule, e);
        }
    }

    private static String scalar(JsonNode node, String rule) {
        if (node.isContainerNode() || node.getNodeType() == JsonNodeType.NULL) {
            throw new IllegalArgumentException(rule);
        }
        return node.asText();
    }
}
