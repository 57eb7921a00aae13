package io.tidecast.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.config.Printable;
import io.tidecast.config.ShortDuration;
import io.tidecast.csv.CsvSpan;
import io.tidecast.input.FieldPath;
import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Sampling;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Data profile of the newest records of the readings topic: how many can be read, of when and of how many devices they
 * are, how many values each feature has, and how far apart they come; held against the settings.
 */
final class ReadingSample {
    private static final Instant YEAR_2000 = Instant.parse("2000-01-01T00:00:00Z");
    /** Fields of a record that are named at most. */
    private static final int MOST_FIELDS = 20;
    /** Of a schema registry: who looks is there, and waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StreamSettings settings;
    private final List<String> features;
    private final ReadingDecoder decoder;
    private final long nowMs;
    private final CsvSpan.Counter span = new CsvSpan.Counter();
    private final Set<String> devices = new HashSet<>();
    private final long[] values; // [F]
    private long records;
    private long refused;
    private long dropped;
    private String refusal = "";
    private String drop = "";
    private String unavailable = "";
    private byte[] newest;

    ReadingSample(StreamSettings settings, long nowMs) {
        this.settings = settings;
        this.nowMs = nowMs;
        features = settings.forecast().features();
        decoder = settings.readings().within(PATIENCE).decoder(features, settings.groups());
        values = new long[features.size()];
    }

    /** Looks at a record. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        if (!unavailable.isEmpty()) {
            return;
        }
        records++;
        newest = record.value();
        try {
            for (Decoded decoded : decoder.decode(
                    record.topic(), record.headers(), record.key(), record.value(), record.timestamp())) {
                add(decoded.reading());
                for (UnreadableRecordException why : decoded.dropped()) {
                    drop = dropped++ == 0 ? why.getMessage() : drop;
                }
            }
        } catch (UnreadableRecordException e) {
            refusal = refused++ == 0 ? e.getMessage() : refusal;
        } catch (RegistryUnavailableException e) {
            unavailable = e.getMessage();
        }
    }

    private void add(Reading reading) {
        span.add(reading);
        devices.add(reading.device());
        for (int f = 0; f < values.length; f++) {
            values[f] += Double.isNaN(reading.values()[f]) ? 0 : 1;
        }
    }

    /** What there is to say. */
    List<Finding> findings() {
        if (!unavailable.isEmpty()) {
            return List.of(Finding.fail(
                    "readings: " + unavailable, "have it run, and readings.registry.* say where; records wait for it"));
        }
        if (records == 0) {
            return List.of(Finding.ok("readings: none on the topic yet"));
        }
        List<Finding> findings = new ArrayList<>();
        if (refused > 0) {
            String message = "readings: " + refused + " of the newest " + records
                    + " records cannot be read; the first: " + refusal;
            findings.add(
                    refused == records
                            ? Finding.fail(message, "set readings.* as the records are")
                            : Finding.warn(message, "they become dead letters"));
        }
        if (refused < records) {
            CsvSpan read = span.span();
            findings.add(Finding.ok("readings: " + (records - refused) + " of the newest " + records
                    + " records can be read, of " + count(devices.size(), "device") + ", from "
                    + Instant.ofEpochMilli(read.firstMs()) + " to " + Instant.ofEpochMilli(read.lastMs())
                    + ", those of a device usually " + ShortDuration.of(Duration.ofMillis(read.usualMs()))
                    + " apart (series.step is "
                    + settings.grid().timeStep().typed() + "), " + counts()
                    + (read.repeats() == 0 ? "" : ", " + read.repeats() + " repeat a value of their device and time")));
            values(findings);
            times(findings, read);
        }
        return findings;
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private String counts() {
        List<String> counts = new ArrayList<>();
        for (int f = 0; f < values.length; f++) {
            counts.add(Printable.value(features.get(f)) + " " + values[f]);
        }
        return "values: " + String.join(", ", counts);
    }

    private void values(List<Finding> findings) {
        List<String> unseen = new ArrayList<>();
        for (int f = 0; f < values.length; f++) {
            if (values[f] == 0) {
                unseen.add(Printable.value(features.get(f)) + " at "
                        + settings.readings().values().get(f));
            }
        }
        if (dropped > 0) {
            findings.add(Finding.warn(
                    "readings: " + dropped + " values of the newest " + records + " records are dropped; the first: "
                            + drop,
                    "set readings.* as the records are"));
        }
        if (!unseen.isEmpty()) {
            String message = "readings: none has a value of " + String.join(", ", unseen) + fields();
            String remedy = "have readings.values point to where it is";
            findings.add(
                    unseen.size() == values.length ? Finding.fail(message, remedy) : Finding.warn(message, remedy));
        }
    }

    /** Paths of the newest record, where it is JSON. */
    private String fields() {
        List<String> paths = new ArrayList<>();
        try {
            collect(newest == null ? JSON.missingNode() : JSON.readTree(newest), List.of(), paths);
        } catch (IOException e) {
            return "";
        }
        return paths.isEmpty() ? "" : "; the newest record has " + String.join(", ", paths);
    }

    private static void collect(JsonNode node, List<String> names, List<String> paths) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (paths.size() == MOST_FIELDS) {
                return;
            }
            List<String> inner = new ArrayList<>(names);
            inner.add(field.getKey());
            if (field.getValue().isObject()) {
                collect(field.getValue(), inner, paths);
            } else {
                paths.add(Printable.value(FieldPath.of(inner.toArray(String[]::new))));
            }
        }
    }

    private void times(List<Finding> findings, CsvSpan read) {
        GridSettings grid = settings.grid();
        Instant first = Instant.ofEpochMilli(read.firstMs());
        Instant last = Instant.ofEpochMilli(read.lastMs());
        if (first.isBefore(YEAR_2000)) {
            findings.add(Finding.warn(
                    "readings: times must be of this age, the earliest is " + first,
                    "have readings.time and readings.time-unit say how they are written"));
        }
        if (last.toEpochMilli() - nowMs > grid.maxAhead().toMillis()) {
            findings.add(Finding.fail(
                    "readings: times must be at most series.max-ahead " + ShortDuration.of(grid.maxAhead())
                            + " past the clock, the latest is " + last,
                    "set readings.time-unit and readings.zone as they are written; such readings become dead letters"));
        }
        if (grid.steps() == Sampling.GRID && read.usualMs() > grid.stepMs() * (grid.maxGapSteps() + 1)) {
            findings.add(Finding.warn(
                    "readings: those of a device are usually " + ShortDuration.of(Duration.ofMillis(read.usualMs()))
                            + " apart, and series.step is " + grid.timeStep().typed() + ": no stretch has two steps",
                    "set series.step "
                            + TimeStep.near(Duration.ofMillis(read.usualMs())).typed()));
        }
    }
}
