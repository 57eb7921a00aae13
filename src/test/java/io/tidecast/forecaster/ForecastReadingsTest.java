package io.tidecast.forecaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A task is taken up, put down, and taken up again. */
class ForecastReadingsTest {
    private static final int DEVICES = 20;

    private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
    private final HeapBudget budget = new HeapBudget(1 << 24);
    private ForecastReadings processor;
    private int step;

    @BeforeEach
    void start() {
        StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        context.setCurrentSystemTimeMs(StreamFixtures.at(100).toEpochMilli());
        for (StateStore store : DeviceStoresFixture.empty().stores()) {
            context.addStateStore(store);
        }
        ScoredMethods methods = ScoredMethods.of(
                settings.forecast(),
                settings.scores(),
                settings.combination(),
                settings.network().covariates().ofSteps(settings.forecast().timeStep()));
        processor = new ForecastReadings(
                settings,
                methods,
                new ModelRegistry(settings.forecast()),
                new DeviceGroups(),
                Optional.empty(),
                new StaticTable(settings),
                budget,
                RecentWindows.none(),
                new ForecastQuestions());
        processor.init(context);
    }

    /** A reading of each device. */
    private void send() {
        Instant at = StreamFixtures.at(step++);
        for (int d = 0; d < DEVICES; d++) {
            String device = "device-" + d;
            SourcedReading sourced = new SourcedReading(
                    new Reading(device, at.toEpochMilli(), new float[] {step}),
                    "",
                    new OriginalRecord(
                            new DeadLetters.Origin("readings", 0, step),
                            device.getBytes(UTF_8),
                            at.toString().getBytes(UTF_8),
                            new RecordHeaders(),
                            at.toEpochMilli()));
            processor.process(new Record<>(
                    device,
                    sourced,
                    at.toEpochMilli(),
                    new RecordHeaders().add(SentAt.header(context.currentSystemTimeMs()))));
        }
    }

    private void sendSteps() {
        for (int i = 0; i < 30; i++) {
            send();
        }
    }

    @Test
    void shouldGiveBackTheHeapOfItsDevicesWhenItIsClosed() {
        sendSteps();
        assertThat(budget.devices()).isEqualTo(DEVICES);
        processor.close();
        assertThat(budget.used()).isZero();
    }

    /** Kafka Streams revives a task after an aborted transaction without closing its processors first. */
    @Test
    void shouldTakeTheHeapOfItsDevicesOnceWhenItIsTakenUpAgainWithoutHavingBeenClosed() {
        sendSteps();
        long used = budget.used();
        for (int revived = 0; revived < 5; revived++) {
            processor.init(context);
            assertThat(budget.used()).as("of what is no longer held").isZero();
            send();
            assertThat(budget.used()).isEqualTo(used);
        }
        assertThat(context.forwarded(Names.DEAD_LETTERS_OF_FORECAST)).isEmpty();
    }

    @Test
    void shouldTellItsMetricsOfTheTaskAsItIsNow() {
        sendSteps();
        assertThat(scored()).isPositive();
        processor.init(context);
        assertThat(scored()).as("those of before are gone").isZero();
    }

    private long scored() {
        return context.metrics().metrics().keySet().stream()
                .filter(name -> name.name().equals("scored-total"))
                .count();
    }
}
