package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.device.RecentWindows;
import io.tidecast.device.StoredWindow;
import io.tidecast.device.UnansweredException;
import io.tidecast.record.Names;
import io.tidecast.series.Segment;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The window of a device as a reader sees it: of the task that runs, of one that has begun anew, of a standby. */
@Timeout(60)
class StoredWindowTest {
    private static final Instant NOW = START.plus(Duration.ofDays(400));

    private final DeviceStoresFixture stored = DeviceStoresFixture.empty();
    private final StreamSettings settings = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));

    private Optional<Segment> standby(StreamSettings of, String device) {
        ReadOnlyKeyValueStore<String, byte[]> clocks = stored.store(Names.CLOCKS);
        ReadOnlyKeyValueStore<String, byte[]> statistics = stored.store(Names.STATISTICS);
        return new StoredWindow(of.forecast()).read(device, clocks, statistics, stored.store(Names.BLOCKS));
    }

    private static void send(ProcessorRun run, int from, int to) {
        for (int step = from; step < to; step++) {
            run.send("a", StreamFixtures.at(step), Map.of("temp", step, "load", 1_000 + step));
        }
    }

    @Test
    void shouldBeTheSameOfTheTaskAnotherOneAndAStandbyWhateverHasClosed() throws Exception {
        for (int step = 1; step < 70; step++) {
            RecentWindows windows = new RecentWindows(10);
            Segment live;
            try (ProcessorRun run = new ProcessorRun(settings, stored, NOW, windows)) {
                send(run, step == 1 ? 0 : step, step + 1);
                live = windows.of("a", Duration.ZERO).orElseThrow();
            }
            assertThat(live.lastIndex())
                    .as("the last that has closed")
                    .isEqualTo(
                            settings.grid().indexOf(StreamFixtures.at(step - 1).toEpochMilli()));
            assertThat(live.steps())
                    .isEqualTo(Math.min(step, settings.forecast().window()));
            assertThat(standby(settings, "a"))
                    .hasValueSatisfying(
                            copy -> assertThat(copy).usingRecursiveComparison().isEqualTo(live));
        }
    }

    @Test
    void shouldBeAskedOfTheTaskWhenItHasBegunAnewAndNothingHasClosedSince() throws Exception {
        Segment live;
        RecentWindows before = new RecentWindows(10);
        try (ProcessorRun run = new ProcessorRun(settings, stored, NOW, before)) {
            send(run, 0, 20);
            live = before.of("a", Duration.ZERO).orElseThrow();
        }
        assertThatThrownBy(() -> before.of("a", Duration.ZERO))
                .as("of a task that is over")
                .isInstanceOf(UnansweredException.class);
        RecentWindows windows = new RecentWindows(10);
        try (ProcessorRun run = new ProcessorRun(settings, stored, NOW, windows)) {
            CompletableFuture<Optional<Segment>> reader = CompletableFuture.supplyAsync(() -> {
                try {
                    return windows.of("a", Duration.ofSeconds(50));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!reader.isDone()) {
                run.tick();
                Thread.onSpinWait();
            }
            assertThat(reader.join())
                    .hasValueSatisfying(
                            copy -> assertThat(copy).usingRecursiveComparison().isEqualTo(live));
        }
    }

    @Test
    void shouldBeNoneWhenItWasStoredByOtherSettingsOrOfNoDevice() {
        try (ProcessorRun run = new ProcessorRun(settings, stored, NOW)) {
            send(run, 0, 20);
        }
        assertThat(standby(settings, "b")).isEmpty();
        StreamSettings reordered = StreamFixtures.settings(List.of("load", "temp"), List.of("temp"));
        assertThat(standby(reordered, "a"))
                .as("whose values mean something else")
                .isEmpty();
    }
}
