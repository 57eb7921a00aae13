package io.tidecast.forecaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.device.HeapBudget;
import io.tidecast.device.RecentWindows;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.record.OriginalRecord;
import io.tidecast.record.SentAt;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The processor of readings over stores that outlive it, so that one of other settings can take them over. */
final class ProcessorRun implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StreamSettings settings;
    private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
    private final ForecastReadings processor;
    private long offset;

    ProcessorRun(StreamSettings settings, DeviceStoresFixture stored, Instant now) {
        this(settings, stored, now, RecentWindows.none());
    }

    ProcessorRun(StreamSettings settings, DeviceStoresFixture stored, Instant now, RecentWindows windows) {
        this(
                settings,
                ScoredMethods.of(
                        settings.forecast(),
                        settings.scores(),
                        settings.combination(),
                        settings.network()
                                .covariates()
                                .ofSteps(settings.forecast().timeStep())),
                stored,
                now,
                windows);
    }

    ProcessorRun(StreamSettings settings, ScoredMethods methods, DeviceStoresFixture stored, Instant now) {
        this(settings, methods, stored, now, RecentWindows.none());
    }

    ProcessorRun(
            StreamSettings settings,
            ScoredMethods methods,
            DeviceStoresFixture stored,
            Instant now,
            RecentWindows windows) {
        this.settings = settings;
        context.setCurrentSystemTimeMs(now.toEpochMilli());
        for (StateStore store : stored.stores()) {
            context.addStateStore(store);
        }
        processor = new ForecastReadings(
                settings,
                methods,
                new ModelRegistry(settings.forecast()),
                new DeviceGroups(),
                settings.covariates().map(topic -> new KnownAheadTable(settings, name -> false)),
                new StaticTable(settings),
                new HeapBudget(1 << 24),
                windows,
                new ForecastQuestions());
        processor.init(context);
    }

    /** The wall clock moves on. */
    void at(Instant now) {
        context.setCurrentSystemTimeMs(now.toEpochMilli());
    }

    /** Wall-clock punctuation. */
    void tick() {
        context.scheduledPunctuators()
                .forEach(scheduled -> scheduled.getPunctuator().punctuate(context.currentSystemTimeMs()));
    }

    /** A reading of the settings' features that is sent now. */
    void send(String device, Instant at, Map<String, ? extends Number> values) {
        send(device, at, Instant.ofEpochMilli(context.currentSystemTimeMs()), values);
    }

    /** A reading of the settings' features. */
    void send(String device, Instant at, Instant sentAt, Map<String, ? extends Number> values) {
        List<String> features = settings.forecast().features();
        double[] own = new double[features.size()];
        for (int f = 0; f < own.length; f++) {
            Number value = values.get(features.get(f));
            own[f] = value == null ? Double.NaN : Double.parseDouble(value.toString());
        }
        SourcedReading sourced = new SourcedReading(
                new Reading(device, at.toEpochMilli(), own),
                "",
                new OriginalRecord(
                        new DeadLetters.Origin("readings", 0, offset++),
                        device.getBytes(UTF_8),
                        at.toString().getBytes(UTF_8),
                        new RecordHeaders(),
                        sentAt.toEpochMilli()));
        processor.process(new Record<>(
                device, sourced, at.toEpochMilli(), new RecordHeaders().add(SentAt.header(sentAt.toEpochMilli()))));
    }

    /** Tells values known ahead of a device. */
    void tell(String device, Instant at, double... values) {
        SourcedReading told = SourcedReading.ahead(
                new Reading(device, at.toEpochMilli(), values), new DeadLetters.Origin("plans", 0, offset++));
        processor.process(new Record<>(device, told, at.toEpochMilli(), new RecordHeaders()));
    }

    /** Values of the records of a sink so far. */
    List<String> sent(String sink) {
        List<String> sent = new ArrayList<>();
        for (var forwarded : context.forwarded(sink)) {
            sent.add(new String((byte[]) forwarded.record().value(), UTF_8));
        }
        return sent;
    }

    /** Reasons of the dead letters so far. */
    List<String> refusals() {
        List<String> reasons = new ArrayList<>();
        for (var forwarded : context.forwarded(Names.DEAD_LETTERS_OF_FORECAST)) {
            reasons.add(new String(
                    forwarded
                            .record()
                            .headers()
                            .lastHeader("__streams.errors.message")
                            .value(),
                    UTF_8));
        }
        return reasons;
    }

    List<JsonNode> forecasts() throws IOException {
        List<JsonNode> forecasts = new ArrayList<>();
        for (String json : sent(Names.FORECASTS)) {
            forecasts.add(JSON.readTree(json));
        }
        return forecasts;
    }

    /** A counter of the task, by the name of its metric. */
    double count(String metric) {
        return context.metrics().metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(metric + "-total"))
                .mapToDouble(entry -> (double) entry.getValue().metricValue())
                .sum();
    }

    @Override
    public void close() {
        processor.close();
    }
}
