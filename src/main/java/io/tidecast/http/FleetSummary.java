package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.learn.Triggers;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.NewestDeadLetters;
import io.tidecast.view.PublishedVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Summary of the whole fleet: how many devices, what they are at, how good and how well calibrated. It goes through all
 * rows and sorts some of what they say, so it is made once a second at most, and all who ask within that get the same.
 */
public final class FleetSummary {
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final int BINS = 20;
    private static final double[] QUANTILES = {0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1};
    private static final double[] SKILL_FROM = even(-1);
    private static final double[] COVERAGE_FROM = even(0);
    /** Of milliseconds; what takes longer counts into the last bin. */
    private static final double[] LATENCY_FROM = {
        0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000
    };

    private final Views views;
    private final LongSupplier nanoTime;
    private String made = "";
    private long madeAt;

    /**
     * Views that are summed up.
     *
     * @param behind why they may lack something; empty once they do not
     */
    public record Views(
            Fleet fleet,
            LatestForecasts latest,
            ModelsByName<PublishedVersion> models,
            NewestDeadLetters letters,
            Supplier<List<String>> behind) {}

    public FleetSummary(Views views) {
        this(views, System::nanoTime);
    }

    FleetSummary(Views views, LongSupplier nanoTime) {
        this.views = views;
        this.nanoTime = nanoTime;
    }

    /** The summary of this second, as JSON. */
    synchronized String json() {
        long now = nanoTime.getAsLong();
        if (made.isEmpty() || now - madeAt >= KEPT.toNanos()) {
            made = make();
            madeAt = now;
        }
        return made;
    }

    private String make() {
        List<DeviceRow> rows = views.fleet().rows();
        Fleet.Counts counts = views.fleet().counts();
        ObjectNode json = FleetJson.JSON
                .createObjectNode()
                .put("devices", rows.size())
                .put("since", counts.since().toString())
                .put("now", Instant.now().toString())
                .put("forecasts", counts.forecasts())
                .put("scores", counts.scores())
                .put("anomalies", counts.anomalies())
                .put("forecastsPerSecond", counts.forecastsPerSecond())
                .put("scoresPerSecond", counts.scoresPerSecond())
                .put("forgotten", views.latest().forgotten());
        count(json.putObject("status"), rows, DeviceRow::status);
        count(json.putObject("models"), rows, DeviceRow::model);
        count(json.putObject("sources"), rows, DeviceRow::source);
        quantiles(json.putArray("skill"), rows, DeviceRow::skill);
        quantiles(json.putArray("coverage"), rows, DeviceRow::coverage);
        quantiles(json.putArray("latencyMs"), rows, DeviceRow::latencyMs);
        json.put("crossing", rows.stream().filter(row -> row.crossings() > 0).count());
        json.put("anomalous", rows.stream().filter(row -> row.anomaly() > 1).count());
        long now = System.currentTimeMillis();
        json.put("stale", rows.stream().filter(row -> row.isStale(now)).count());
        histogram(json.putArray("skillHistogram"), rows, DeviceRow::skill, SKILL_FROM);
        histogram(json.putArray("coverageHistogram"), rows, DeviceRow::coverage, COVERAGE_FROM);
        histogram(json.putArray("latencyHistogram"), rows, DeviceRow::latencyMs, LATENCY_FROM);
        drift(json.putObject("drift"));
        ObjectNode dead = json.putObject("deadLetters");
        views.letters().byReason().forEach(dead::put);
        ArrayNode lacking = json.putArray("behind");
        views.behind().get().forEach(lacking::add);
        return json.toString();
    }

    /** By model, what came of the last drift that its pointer still has a verdict of. */
    private void drift(ObjectNode json) {
        views.models().models().forEach((model, published) -> published
                .pointer()
                .flatMap(pointer -> pointer.lastOf(Triggers.DRIFT))
                .ifPresent(verdict -> json.putObject(model)
                        .put("at", verdict.at())
                        .put("trigger", verdict.trigger())
                        .put("version", verdict.version())
                        .put("promoted", verdict.promoted())
                        .put("reason", verdict.reason())));
    }

    private static void count(ObjectNode json, List<DeviceRow> rows, Function<DeviceRow, String> name) {
        rows.stream()
                .collect(Collectors.groupingBy(name, TreeMap::new, Collectors.counting()))
                .forEach(json::put);
    }

    /** Beginnings of even bins from a value to 1. */
    private static double[] even(double from) {
        double width = (1 - from) / BINS;
        return IntStream.range(0, BINS).mapToDouble(bin -> from + bin * width).toArray();
    }

    /** Devices by a measure; what is below the first bin counts into it. */
    private static void histogram(
            ArrayNode json, List<DeviceRow> rows, ToDoubleFunction<DeviceRow> measure, double[] from) {
        int[] counts = new int[from.length];
        rows.stream().mapToDouble(measure).filter(Double::isFinite).forEach(value -> counts[bin(from, value)]++);
        for (int bin = 0; bin < from.length; bin++) {
            json.addObject().put("from", from[bin]).put("devices", counts[bin]);
        }
    }

    private static int bin(double[] from, double value) {
        int found = Arrays.binarySearch(from, value);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }

    private static void quantiles(ArrayNode json, List<DeviceRow> rows, ToDoubleFunction<DeviceRow> measure) {
        double[] sorted = rows.stream()
                .mapToDouble(measure)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        for (double quantile : QUANTILES) {
            if (sorted.length > 0) {
                json.addObject()
                        .put("q", quantile)
                        .put("value", sorted[(int) Math.round(quantile * (sorted.length - 1))]);
            }
        }
    }
}
