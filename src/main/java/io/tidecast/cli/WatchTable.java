package io.tidecast.cli;

import io.tidecast.config.Printable;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Weights;
import io.tidecast.series.Precision;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Table form of forecasts, a row of each target.
 *
 * <pre>
 * DEVICE        ORIGIN                TARGET    SOURCE           SKILL  ACTUAL (FORECAST)    NEXT [90 %]
 * pump-7        2026-11-21T05:00:00Z  temp      model v42         0.31  71.1 (70.9)          71.23 [69.9, 72.4]
 * </pre>
 */
final class WatchTable {
    private static final int[] AHEAD = {1, 6, 24};
    private static final int SPARKS = 24;
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final String NONE = "-";
    private static final int DIGITS = 5;
    /** All that a number of double precision has. */
    private static final int MOST_DIGITS = 17;

    /** A device's name of more letters makes the column wider, and has the header again. */
    static final int DEVICE = 12;

    /** Origin, target, source, skill, actual beside forecast. */
    private static final String HEAD = "%-20s  %-8s  %-15s  %5s  %-18s";

    private static final String STEP = "%-24s";

    private WatchTable() {}

    /**
     * Actual value that came last, and what had been forecast for it the step before.
     *
     * @param forecast NaN where it is not known
     * @param anomaly see {@link io.tidecast.forecast.Score}; NaN where it is not known
     */
    record Actual(double value, double forecast, double anomaly) {}

    /** The names of the columns; the level is that of the first forecast's widest interval. */
    static String header(Forecast first, int deviceWidth) {
        String level = first.targets().stream()
                .flatMap(target -> widest(target).stream())
                .findFirst()
                .map(interval -> " [" + number(100 * interval.level()) + " %]")
                .orElse("");
        StringJoiner line = new StringJoiner("  ");
        line.add(padded("DEVICE", deviceWidth));
        line.add(String.format(HEAD, "ORIGIN", "TARGET", "SOURCE", "SKILL", "ACTUAL (FORECAST)"));
        for (int h : AHEAD) {
            line.add(String.format(STEP, (h == 1 ? "NEXT" : "+" + h) + level));
        }
        return line.add("HORIZON").toString();
    }

    static String row(Forecast forecast, Forecast.Target target, Optional<Actual> actual, int deviceWidth) {
        StringJoiner line = new StringJoiner("  ");
        line.add(padded(device(forecast), deviceWidth));
        boolean network = forecast.source().equals(NetworkMethod.NAME);
        line.add(String.format(
                HEAD,
                Instant.ofEpochMilli(forecast.originMs()),
                Printable.message(target.name()),
                forecast.source() + (network ? " v" + forecast.version() : ""),
                forecast.version() == 0 ? NONE : String.format(Locale.ROOT, "%.2f", forecast.skill()),
                actual.map(WatchTable::beside).orElse(NONE)));
        for (int h : AHEAD) {
            line.add(String.format(STEP, step(target, h)));
        }
        line.add(sparks(target.mean()));
        weights(forecast, target, line);
        marks(forecast, target, actual, line);
        return line.toString();
    }

    /** A forecast's device as the table shows it. */
    static String device(Forecast forecast) {
        return Printable.message(forecast.device());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String beside(Actual actual) {
        return number(actual.value()) + " (" + number(actual.forecast()) + ")";
    }

    private static Optional<Forecast.Interval> widest(Forecast.Target target) {
        return target.intervals().stream().max(Comparator.comparingDouble(Forecast.Interval::level));
    }

    private static String step(Forecast.Target target, int h) {
        if (h > target.mean().length) {
            return NONE;
        }
        double mean = target.mean()[h - 1];
        return widest(target)
                .map(is -> bounded(mean, is.lower()[h - 1], is.upper()[h - 1]))
                .orElseGet(() -> number(mean));
    }

    /** As many digits as tell the bounds apart, at least the usual ones. */
    private static String bounded(double mean, double lower, double upper) {
        int digits = DIGITS;
        while (digits < MOST_DIGITS && lower < upper && number(lower, digits).equals(number(upper, digits))) {
            digits++;
        }
        return number(mean, digits) + " [" + number(lower, digits) + ", " + number(upper, digits) + "]";
    }

    /** The means over the horizon, lowest to highest; of a longer horizon every so many. */
    static String sparks(double[] mean) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : mean) {
            low = Double.isFinite(value) ? Math.min(low, value) : low;
            high = Double.isFinite(value) ? Math.max(high, value) : high;
        }
        int count = Math.min(SPARKS, mean.length);
        StringBuilder sparks = new StringBuilder();
        for (int i = 0; i < count; i++) {
            double value = mean[(int) ((long) i * mean.length / count)];
            double share = high > low ? (value - low) / (high - low) : 0.5;
            sparks.append(
                    Double.isFinite(value) ? LEVELS.charAt((int) Math.round(share * (LEVELS.length() - 1))) : ' ');
        }
        return sparks.toString();
    }

    /** The methods that have most of the next steps' weight, of a combination. */
    private static void weights(Forecast forecast, Forecast.Target target, StringJoiner line) {
        forecast.weights().getOrDefault(target.name(), Map.of()).entrySet().stream()
                .findFirst()
                .map(first -> Weights.most(first.getValue()))
                .ifPresent(line::add);
    }

    private static void marks(Forecast forecast, Forecast.Target target, Optional<Actual> actual, StringJoiner line) {
        if (forecast.status() != ForecastStatus.OK) {
            line.add(forecast.status().label());
        }
        actual.filter(came -> came.anomaly() > 1)
                .ifPresent(came -> line.add(String.format(Locale.ROOT, "! anomaly %.2f", came.anomaly())));
        for (Forecast.Crossing crossing : forecast.crosses()) {
            if (crossing.threshold().target().equals(target.name())) {
                line.add("! " + crossing.threshold().direction().label() + " "
                        + number(crossing.threshold().value()) + " at " + Instant.ofEpochMilli(crossing.atMs()));
            }
        }
    }

    private static String number(double value) {
        return number(value, DIGITS);
    }

    private static String number(double value, int digits) {
        if (!Double.isFinite(value)) {
            return "?";
        }
        BigDecimal exact = new BigDecimal(Precision.written(value).toString());
        boolean large = exact.precision() - exact.scale() >= digits; // Then its whole part is shown.
        BigDecimal rounded = (large
                        ? exact.setScale(0, RoundingMode.HALF_EVEN)
                        : exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)))
                .stripTrailingZeros();
        return rounded.scale() < 0
                ? rounded.setScale(0, RoundingMode.UNNECESSARY).toPlainString()
                : rounded.toPlainString();
    }
}
