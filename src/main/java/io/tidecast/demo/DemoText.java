package io.tidecast.demo;

import io.tidecast.demo.ErrorTotals.Errors;
import io.tidecast.model.Verdict;
import io.tidecast.stream.TopicNames;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** The words and figures of the demo. */
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
                        .map(e -> format(
                                "network %.2f persistence %.2f seasonal-naive %.2f",
                                e.network(), e.persistence(), e.seasonalNaive()))
                        .orElse("-"));
        live.lastVerdict().ifPresent(v -> line.add("last fine-tune " + verdict(v)));
        return line.toString();
    }

    /** The live view, line by line; no line is wider than the terminal. */
    static List<String> screen(
            DemoStatistics.Live live, String title, double readingsPerS, double forecastsPerS, int width) {
        Optional<Errors> errors = live.errors();
        List<String> lines = List.of(
                clock(live.elapsedNanos()) + "  " + title,
                "  readings        " + rate(readingsPerS),
                "  forecasts       " + rate(forecastsPerS) + "   latency " + latency(live.p50Ms(), live.p99Ms()),
                "  serving         "
                        + (live.serving().isPresent()
                                ? "version " + live.serving().getAsInt()
                                : "no version yet"),
                "  error, last seconds, persistence = 1.00",
                "    network         " + bar(errors.map(Errors::network)),
                "    seasonal naive  " + bar(errors.map(Errors::seasonalNaive)),
                "    persistence     " + bar(errors.map(Errors::persistence)),
                "  last fine-tune  " + live.lastVerdict().map(DemoText::verdict).orElse("none yet"));
        return lines.stream()
                .map(l -> l.length() < width ? l : l.substring(0, Math.max(0, width - 1)))
                .toList();
    }

    /** What a run came to. */
    static String summary(DemoStatistics.Whole whole, long readings, int devicesFed) {
        double seconds = whole.elapsedNanos() / 1e9;
        StringBuilder text = new StringBuilder();
        line(text, "Summary of %.0f s", seconds);
        line(text, "  readings        %,d (%s) of %d devices", readings, rate(readings / seconds), devicesFed);
        line(
                text,
                "  forecasts       %,d (%s), for %d of %d devices, %.0f %% of them the network's",
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
        line(text, "  %-20s%10s%14s%17s", "", "network", "persistence", "seasonal naive");
        for (int i = 0; i < thirds.size(); i++) {
            row(text, THIRDS[i], thirds.get(i).pooled(), 2);
        }
        line(text, "Mean absolute error in the last third, in each target's own unit");
        last.perTarget().forEach((target, errors) -> row(text, target, Optional.of(errors), 3));
        line(text, "");
        line(text, "%s", conclusion(last.pooled()));
    }

    private static void row(StringBuilder text, String name, Optional<Errors> errors, int digits) {
        if (errors.isEmpty()) {
            line(text, "  %-20s%10s%14s%17s", name, "-", "-", "-");
            return;
        }
        String number = "%." + digits + "f";
        Errors e = errors.get();
        line(
                text,
                "  %-20s%10s%14s%17s",
                name,
                format(number, e.network()),
                format(number, e.persistence()),
                format(number, e.seasonalNaive()));
    }

    private static String conclusion(Optional<Errors> errors) {
        if (errors.isEmpty()) {
            return "In the last third no forecast of the network could be compared with both naive forecasts.";
        }
        boolean belowPersistence = errors.get().network() < errors.get().persistence();
        boolean belowSeasonalNaive = errors.get().network() < errors.get().seasonalNaive();
        String place = belowPersistence && belowSeasonalNaive
                ? "below both persistence and seasonal naive"
                : belowPersistence
                        ? "below persistence, but not below seasonal naive"
                        : belowSeasonalNaive
                                ? "below seasonal naive, but not below persistence"
                                : "not below persistence, nor below seasonal naive";
        return "In the last third the error of the network's own forecasts is " + place + ".";
    }

    static String verdict(Verdict verdict) {
        return format(
                "v%d %s (%d updates, %.1f s)",
                verdict.version(), verdict.reason(), verdict.updates(), verdict.seconds());
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
