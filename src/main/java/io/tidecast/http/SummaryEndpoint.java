package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.Fleet;
import io.tidecast.view.NewestDeadLetters;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Endpoint of the whole fleet in one answer: how many devices, what they are at, how good and how well calibrated.
 *
 * @param behind why the views may lack something; empty once they do not
 */
public record SummaryEndpoint(Fleet fleet, NewestDeadLetters letters, Supplier<List<String>> behind)
        implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/summary";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    /** Skill has no least value: what is below this counts into the first bin. */
    private static final double SKILL_FROM = -1;

    private static final int BINS = 20;
    private static final double[] QUANTILES = {0, 0.1, 0.25, 0.5, 0.75, 0.9, 1};

    @Override
    public Answer answer(Request request) {
        List<DeviceRow> rows = fleet.rows();
        Fleet.Counts counts = fleet.counts();
        ObjectNode json = FleetJson.JSON
                .createObjectNode()
                .put("devices", rows.size())
                .put("since", counts.since().toString())
                .put("now", Instant.now().toString())
                .put("forecasts", counts.forecasts())
                .put("scores", counts.scores())
                .put("anomalies", counts.anomalies());
        count(json.putObject("status"), rows, DeviceRow::status);
        count(json.putObject("models"), rows, DeviceRow::model);
        count(json.putObject("sources"), rows, DeviceRow::source);
        quantiles(json.putArray("skill"), rows, DeviceRow::skill);
        quantiles(json.putArray("coverage"), rows, DeviceRow::coverage);
        json.put("crossing", rows.stream().filter(row -> row.crossings() > 0).count());
        json.put("anomalous", rows.stream().filter(row -> row.anomaly() > 1).count());
        long now = System.currentTimeMillis();
        json.put("stale", rows.stream().filter(row -> row.isStale(now)).count());
        histogram(json.putArray("skillHistogram"), rows, DeviceRow::skill, SKILL_FROM);
        histogram(json.putArray("coverageHistogram"), rows, DeviceRow::coverage, 0);
        ObjectNode dead = json.putObject("deadLetters");
        letters.byReason().forEach(dead::put);
        ArrayNode lacking = json.putArray("behind");
        behind.get().forEach(lacking::add);
        return Answer.json(json);
    }

    private static void count(ObjectNode json, List<DeviceRow> rows, Function<DeviceRow, String> name) {
        rows.stream()
                .collect(Collectors.groupingBy(name, TreeMap::new, Collectors.counting()))
                .forEach(json::put);
    }

    /** Devices by a measure, in even bins from a value to 1. */
    private static void histogram(
            ArrayNode json, List<DeviceRow> rows, ToDoubleFunction<DeviceRow> measure, double from) {
        double width = (1 - from) / BINS;
        int[] counts = new int[BINS];
        rows.stream()
                .mapToDouble(measure)
                .filter(Double::isFinite)
                .forEach(value -> counts[(int) Math.max(0, Math.min(BINS - 1, (value - from) / width))]++);
        for (int bin = 0; bin < BINS; bin++) {
            json.addObject().put("from", from + bin * width).put("devices", counts[bin]);
        }
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
