package io.tidecast.demo;

import io.tidecast.config.Printable;
import io.tidecast.demo.ErrorTotals.Errors;
import io.tidecast.forecast.Combination;
import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.Weights;
import io.tidecast.model.Verdict;
import io.tidecast.stream.TopicNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Text output of the demo, its words and figures. */
final class DemoText {
    private static final int BAR = 36;
    private static final String[] THIRDS = {"first third", "second third", "last third"};

    private DemoText() {}

    /** Where the broker is and how to look at the forecasts from outside. */
    static String announcement(String bootstrap, String forecasts, String source, double speed) {
        String topic = forecasts.equals(TopicNames.defaults().forecasts()) ? "" : " --topics-forecasts " + forecasts;
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s; the broker is at %s. Look at the forecasts from another terminal:",
                title(source, speed),
                bootstrap);
        line(text, "  ./tidecast watch --bootstrap %s%s", bootstrap, topic);
        line(
                text,
                "  kafka-console-consumer.sh --bootstrap-server %s --topic %s --formatter-property print.key=true",
                bootstrap,
                forecasts);
        return text.toString();
    }

    static String title(String source, double speed) {
        return source + ", " + speed(speed) + " of event time a second";
    }

    private static String speed(double speed) {
        return speed >= 86_400
                ? count(speed / 86_400, "day")
                : speed >= 3_600 ? count(speed / 3_600, "hour") : count(speed, "second");
    }

    private static String count(double value, String unit) {
        String number = format(value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
        return number + " " + unit + (number.equals("1") ? "" : "s");
    }

    /** One line, for logs and pipes. */
    static String line(DemoStatistics.Live live, double readingsPerS, double forecastsPerS) {
        StringJoiner line = new StringJoiner("  ");
        line.add(clock(live.elapsedNanos()));
        line.add("readings " + rate(readingsPerS));
        line.add("forecasts " + rate(forecastsPerS));
        line.add("latency " + latency(live.p50Ms(), live.p99Ms()));
        line.add("serving " + (live.serving().isPresent() ? "v" + live.serving().getAsInt() : "-"));
        line.add("error "
                + live.errors()
                        .map(e -> ErrorTotals.METHODS.stream()
                                .map(method -> format("%s %.2f", method, e.of(method)))
                                .collect(Collectors.joining(" ")))
                        .orElse("-"));
        if (!live.weights().isEmpty()) {
            line.add("weights " + Weights.most(live.weights()));
        }
        live.lastVerdict().ifPresent(v -> line.add("last fine-tune " + verdict(v)));
        return line.toString();
    }

    /** The live view, line by line; no line is wider than the terminal. */
    static List<String> screen(
            DemoStatistics.Live live, String title, double readingsPerS, double forecastsPerS, int width) {
        Optional<Errors> errors = live.errors();
        List<String> lines = new ArrayList<>(List.of(
                clock(live.elapsedNanos()) + "  " + title,
                "  readings        " + rate(readingsPerS),
                "  forecasts       " + rate(forecastsPerS) + "   latency " + latency(live.p50Ms(), live.p99Ms()),
                "  serving         "
                        + (live.serving().isPresent()
                                ? "version " + live.serving().getAsInt()
                                : "no version yet"),
                "  error, last seconds, persistence = 1.00"));
        for (String method : bars()) {
            lines.add(format("    %-16s", MethodKind.title(method)) + bar(errors.map(e -> e.of(method))));
        }
        if (!live.weights().isEmpty()) {
            lines.add("  weights         " + Weights.most(live.weights()));
        }
        lines.add(
                "  last fine-tune  " + live.lastVerdict().map(DemoText::verdict).orElse("none yet"));
        return lines.stream()
                .map(l -> l.length() < width ? l : l.substring(0, Math.max(0, width - 1)))
                .toList();
    }

    /** What is judged, and below it the naive methods, the one that is 1 by definition last. */
    private static List<String> bars() {
        List<String> bars = new ArrayList<>(ErrorTotals.METHODS);
        Collections.reverse(bars.subList(ErrorTotals.JUDGED, bars.size()));
        return bars;
    }

    /** What a run came to. */
    static String summary(DemoStatistics.Whole whole, long readings, int devicesFed) {
        double seconds = whole.elapsedNanos() / 1e9;
        StringBuilder text = new StringBuilder();
        line(text, "Summary of %.0f s", seconds);
        line(text, "  readings        %,d (%s) of %d devices", readings, rate(readings / seconds), devicesFed);
        line(
                text,
                "  forecasts       %,d (%s), for %d of %d devices, %.0f %% of them with the network in them",
                whole.forecasts(),
                rate(whole.forecasts() / seconds),
                whole.devices(),
                devicesFed,
                100.0 * whole.byNetwork() / Math.max(1, whole.forecasts()));
        line(text, "  latency         %s", latency(whole.p50Ms(), whole.p99Ms()));
        if (whole.unreadable() > 0) {
            line(text, "  unreadable      records of the application that could not be read: %,d", whole.unreadable());
        }
        line(
                text,
                "  model           versions published: %d, promotions by the gate after the bootstrap: %d",
                whole.versions(),
                whole.promotions());
        String label = "  last fine-tunes ";
        for (Verdict verdict : whole.verdicts()) {
            line(text, "%s%s", label, verdict(verdict));
            label = " ".repeat(label.length());
        }
        errors(text, whole.thirds());
        return text.toString();
    }

    private static void errors(StringBuilder text, List<ErrorTotals> thirds) {
        ErrorTotals last = thirds.get(thirds.size() - 1);
        line(text, "");
        line(text, "Error of each forecast step, pooled over devices and targets, persistence = 1.00");
        columns(text, "", MethodKind::title);
        for (int i = 0; i < thirds.size(); i++) {
            row(text, THIRDS[i], thirds.get(i).pooled(), 2);
        }
        line(text, "Mean absolute error in the last third, in each target's own unit");
        last.perTarget().forEach((target, errors) -> row(text, target, Optional.of(errors), 3));
        line(text, "");
        line(text, "%s", conclusion(last.pooled()));
    }

    private static void row(StringBuilder text, String name, Optional<Errors> errors, int digits) {
        String number = "%." + digits + "f";
        columns(text, name, method -> errors.map(e -> format(number, e.of(method)))
                .orElse("-"));
    }

    /** A column for each method, as wide as its title and three. */
    private static void columns(StringBuilder text, String name, UnaryOperator<String> cell) {
        StringBuilder row = new StringBuilder(format("  %-20s", name));
        for (String method : ErrorTotals.METHODS) {
            row.append(format("%" + (MethodKind.title(method).length() + 3) + "s", cell.apply(method)));
        }
        line(text, "%s", row);
    }

    private static String conclusion(Optional<Errors> errors) {
        if (errors.isEmpty()) {
            return "In the last third no forecast of the combination could be compared with both naive forecasts.";
        }
        List<String> below = new ArrayList<>();
        List<String> above = new ArrayList<>();
        for (String naive : ErrorTotals.METHODS.subList(ErrorTotals.JUDGED, ErrorTotals.METHODS.size())) {
            boolean better = errors.get().of(Combination.NAME) < errors.get().of(naive);
            (better ? below : above).add(MethodKind.title(naive));
        }
        String notBelow = "not below " + String.join(", nor below ", above);
        String place = above.isEmpty()
                ? "below " + (below.size() == 2 ? "both " : "") + String.join(" and ", below)
                : below.isEmpty() ? notBelow : "below " + String.join(" and ", below) + ", but " + notBelow;
        return "In the last third the error of what was published is " + place + ".";
    }

    static String verdict(Verdict verdict) {
        return format(
                "v%d %s (%d updates, %.1f s)",
                verdict.version(), Printable.message(verdict.reason()), verdict.updates(), verdict.seconds());
    }

    private static String bar(Optional<Double> error) {
        return error.map(e -> format("%5.2f  ", e) + "#".repeat((int) Math.round(Math.min(1.5, e) * BAR / 1.5)))
                .orElse("    -");
    }

    private static String clock(long nanos) {
        long seconds = nanos / 1_000_000_000;
        return seconds < 3600
                ? format("%02d:%02d", seconds / 60, seconds % 60)
                : format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String rate(double perSecond) {
        return format(perSecond < 10 ? "%.1f/s" : "%,.0f/s", perSecond);
    }

    private static String latency(double p50Ms, double p99Ms) {
        return Double.isNaN(p50Ms) ? "-" : format("p50 %.0f ms p99 %.0f ms", p50Ms, p99Ms);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static void line(StringBuilder text, String pattern, Object... values) {
        text.append(format(pattern, values)).append('\n');
    }
}
