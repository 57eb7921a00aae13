package io.tidecast.cli;

import io.tidecast.config.Printable;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.record.MethodNames;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Text form of a forecast record, one line: device, origin, who says so, and the first steps of each target with their
 * widest interval.
 *
 * <pre>pump-7  2026-11-21T05:00:00Z  model v42 ok  temp 71.23 [69.9, 72.4] 71.4 [69.8, 73.1] 71.6 [69.5, 73.8] …24
 * </pre>
 */
final class ForecastLine {
    private static final int STEPS = 3;
    private static final MathContext DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);

    private ForecastLine() {}

    static String of(Forecast forecast) {
        StringBuilder line = new StringBuilder();
        line.append(String.format("%-12s", Printable.message(forecast.device())))
                .append("  ")
                .append(Instant.ofEpochMilli(forecast.originMs()))
                .append("  ")
                .append(MethodNames.recorded(forecast.source()));
        if (forecast.source().equals(NetworkMethod.NAME)) {
            line.append(" v").append(forecast.version());
        }
        line.append(' ').append(forecast.status().label());
        for (Forecast.Target target : forecast.targets()) {
            line.append("  ").append(Printable.message(target.name()));
            steps(target, line);
        }
        return line.toString();
    }

    private static void steps(Forecast.Target target, StringBuilder line) {
        float[] mean = target.mean();
        Optional<Forecast.Interval> widest =
                target.intervals().stream().max(Comparator.comparingDouble(Forecast.Interval::level));
        for (int step = 0; step < Math.min(STEPS, mean.length); step++) {
            line.append(' ').append(number(mean[step]));
            if (widest.isPresent()) {
                line.append(" [")
                        .append(number(widest.get().lower()[step]))
                        .append(", ")
                        .append(number(widest.get().upper()[step]))
                        .append(']');
            }
        }
        if (mean.length > STEPS) {
            line.append(" … ").append(mean.length).append(" steps");
        }
    }

    private static String number(float value) {
        if (!Float.isFinite(value)) {
            return "?";
        }
        BigDecimal rounded = new BigDecimal(Float.toString(value)).round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0
                ? rounded.setScale(0, RoundingMode.UNNECESSARY).toPlainString()
                : rounded.toPlainString();
    }
}
