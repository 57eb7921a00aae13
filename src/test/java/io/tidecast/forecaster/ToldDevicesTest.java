package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.record.Names;
import io.tidecast.stream.DeviceRetention;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What a task keeps of what it is told ahead of devices, and of names that are none. */
class ToldDevicesTest {
    private static final Instant BEGIN = StreamFixtures.START;
    private static final Duration FORGET = Duration.ofDays(10);

    private final DeviceStoresFixture stored = DeviceStoresFixture.empty();
    private final StreamSettings settings = KnownAheadTest.planned(Optional.of("plans")).toBuilder()
            .retention(new DeviceRetention(FORGET, 0))
            .build();

    private ProcessorRun run(Instant now) {
        return new ProcessorRun(settings, stored, now);
    }

    private static Instant at(int hour) {
        return StreamFixtures.at(hour);
    }

    private static void send(ProcessorRun run, String device, int hour) {
        run.at(at(hour));
        run.send(device, at(hour), Map.of("temp", hour, "load", 1));
    }

    private boolean isKept(String name) {
        KeyValueStore<String, byte[]> told = stored.store(Names.KNOWN_AHEAD);
        return told.get(name) != null;
    }

    private static JsonNode quality(ProcessorRun run) throws IOException {
        List<JsonNode> forecasts = run.forecasts();
        return forecasts.get(forecasts.size() - 1).path("quality");
    }

    @Test
    void shouldForecastWithItWhenTheTaskHasBegunAnew() throws IOException {
        try (ProcessorRun run = run(BEGIN)) {
            send(run, "a", 0);
            run.tell("a", at(3), 5);
            run.tell("a", at(4), 6);
        }
        try (ProcessorRun run = run(BEGIN)) {
            send(run, "a", 1);
            assertThat(quality(run).path("future").asDouble()).isEqualTo(0.5);
            assertThat(quality(run).path("future-own").toString()).isEqualTo("[0,2]");
            for (int hour = 2; hour < 5; hour++) {
                send(run, "a", hour);
            }
            assertThat(quality(run).path("future").asDouble()).as("one is past").isEqualTo(0.25);
            send(run, "a", 5);
            assertThat(quality(run).path("future").asDouble()).isZero();
            assertThat(quality(run).has("future-own")).isFalse();
            assertThat(isKept("a")).isFalse();
        }
    }

    @Test
    void shouldKeepWhatIsToldOfADeviceBeforeItsFirstReading() throws IOException {
        try (ProcessorRun run = run(BEGIN)) {
            run.tell("a", at(1), 5);
            send(run, "a", 0);
            send(run, "a", 1);
            assertThat(quality(run).path("future").asDouble()).isEqualTo(0.25);
        }
    }

    @Test
    void shouldForgetWhatIsOverOfANameThatIsNoDeviceAndKeepThatOfADevice() {
        try (ProcessorRun run = run(BEGIN)) {
            send(run, "device", 0);
            run.tell("device", at(2), 1);
            run.tell("group", at(2), 1);
            run.tell("later", at(4), 1);
            run.at(at(2).plus(Duration.ofDays(1)));
            run.tick();
            assertThat(isKept("group")).isTrue();
            run.at(at(3).plus(Duration.ofDays(1)));
            run.tick();
            assertThat(isKept("group")).isFalse();
            assertThat(isKept("later")).isTrue();
            assertThat(isKept("device")).isTrue();
        }
    }

    @Test
    void shouldForgetWhatIsToldOfADeviceThatIsGone() {
        try (ProcessorRun run = run(BEGIN)) {
            send(run, "gone", 0);
            run.tell("gone", at(24 * 365), 1);
            for (int hour = 1; hour < 24 * 14; hour++) {
                run.at(at(hour));
                run.tick(); // As after standing still: what waits has a while to come.
                run.at(at(hour).plus(Duration.ofMinutes(1).dividedBy(8)));
                run.tick();
            }
            assertThat(run.count(Names.DEVICES_FORGOTTEN)).isEqualTo(1);
            assertThat(isKept("gone")).isFalse();
        }
    }

    @Test
    void shouldGoOnWhenARecordIsOfOtherValues() throws IOException {
        try (ProcessorRun run = run(BEGIN)) {
            send(run, "a", 0);
            run.tell("a", at(1), 1, 2);
            send(run, "a", 1);
            assertThat(quality(run).path("future").asDouble()).isZero();
            assertThat(run.refusals()).isEmpty();
        }
    }
}
