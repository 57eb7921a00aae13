package io.tidecast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;

/**
 * A forecast record as one line: device, origin, who says so, and the first steps of each target with their widest interval.
 *
 * <pre>pump-7  2026-11-21T05:00:00Z  model v42 ok  temp 71.23 [69.9, 72.4] 71.4 [69.8, 73.1] 71.6 [69.5, 73.8] …24</pre>
 */
final class ForecastLine {
    private static final int STEPS = 3;
    private static final MathContext DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);

    private ForecastLine() {}

    static String of(JsonNode forecast) {
        StringBuilder line = new StringBuilder();
        String source = forecast.path("source").asText("?");
        line.append(String.format("%-12s", forecast.path("device").asText("?")))
                .append("  ")
                .append(forecast.path("origin").asText("?"))
                .append("  ")
                .append(source);
        if (source.equals("model")) {
            line.append(" v").append(forecast.path("version").asText("?"));
        }
        line.append(' ').append(forecast.path("status").asText("?"));
        for (Map.Entry<String, JsonNode> target : forecast.path("targets").properties()) {
            line.append("  ").append(target.getKey());
            steps(target.getValue(), line);
        }
        return line.toString();
    }

    private static void steps(JsonNode target, StringBuilder line) {
        JsonNode mean = target.path("mean");
        JsonNode interval = widest(target.path("intervals"));
        for (int step = 0; step < Math.min(STEPS, mean.size()); step++) {
            line.append(' ').append(number(mean.path(step)));
            if (interval.path("lower").has(step) && interval.path("upper").has(step)) {
                line.append(" [")
                        .append(number(interval.path("lower").path(step)))
                        .append(", ")
                        .append(number(interval.path("upper").path(step)))
                        .append(']');
            }
        }
        if (mean.size() > STEPS) {
            line.append(" … ").append(mean.size()).append(" steps");
        }
    }

    private static JsonNode widest(JsonNode intervals) {
        JsonNode widest = intervals.path(0);
        for (JsonNode interval : intervals) {
            if (interval.path("level").asDouble() > widest.path("level").asDouble()) {
                widest = interval;
            }
        }
        return widest;
    }

    private static String number(JsonNode value) {
        if (!value.isNumber()) {
            return value.asText("?");
        }
        BigDecimal rounded = value.decimalValue().round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0
                ? rounded.setScale(0, RoundingMode.UNNECESSARY).toPlainString()
                : rounded.toPlainString();
    }
}
