package io.tidecast.model;

import io.tidecast.config.Flow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parser of a list of layers: {@code [{type: gru, units: 32}]}, or {@code base} for none of one's own. What a layer may
 * hold is the network's to say.
 */
final class LayersParser {
    private static final String RULE = "base, or a list of layers such as [{type: gru, units: 32}]";

    private LayersParser() {}

    /** @throws IllegalArgumentException with the rule */
    static List<Map<String, Object>> parse(String text) {
        if (text.strip().equals(NetworkSettings.BASE)) {
            return List.of();
        }
        if (Flow.read(text, RULE) instanceof List<?> list && !list.isEmpty()) {
            return list.stream().map(LayersParser::layer).toList();
        }
        throw new IllegalArgumentException(RULE);
    }

    private static Map<String, Object> layer(Object plain) {
        if (plain instanceof Map<?, ?> map) {
            Map<String, Object> layer = new LinkedHashMap<>();
            map.forEach((name, value) -> layer.put(
                    name.toString(), value instanceof Map<?, ?> ? layer(value) : typed(Flow.scalar(value, RULE))));
            return layer;
        }
        throw new IllegalArgumentException(RULE);
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
}
