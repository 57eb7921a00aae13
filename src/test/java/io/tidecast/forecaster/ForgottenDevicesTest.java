package io.tidecast.forecaster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.device.DevicePosition;
import io.tidecast.device.DeviceStoresFixture;
import io.tidecast.record.Names;
import io.tidecast.series.Fill;
import io.tidecast.stream.DeviceRetention;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Steps of an hour, closed after ten hours of silence, forgotten after ten days; an eighth of that may be added. */
class ForgottenDevicesTest {
    private static final Duration IDLE = Duration.ofHours(10);
    private static final Duration FORGET = Duration.ofDays(10);
    private static final Duration NOTICED = Duration.ofDays(12);
    private static final Duration WHILE = Duration.ofMinutes(1).dividedBy(8);
    private static final Instant BEGIN = StreamFixtures.START;
    /**
     * Where the time stands in a stored position that has no number of its layout: version, step, ended, three numbers.
     */
    private static final int HEARD_AT = 1 + Long.BYTES + 1 + 3 * Long.BYTES;

    private final DeviceStoresFixture stored = DeviceStoresFixture.empty();

    private static StreamSettings settings(Duration forgetAfter, int maxDevices) {
        return settings(IDLE, forgetAfter, maxDevices);
    }

    private static StreamSettings settings(Duration idle, Duration forgetAfter, int maxDevices) {
        return StreamFixtures.settings(List.of("temp"), List.of("temp"))
                .withGrid(StreamFixtures.grid(Duration.ZERO, Fill.PREVIOUS, idle))
                .toBuilder()
                .retention(new DeviceRetention(forgetAfter, maxDevices))
                .build();
    }

    private ProcessorRun run(Duration forgetAfter, Instant now) {
        return new ProcessorRun(settings(forgetAfter, 0), stored, now);
    }

    private static void send(ProcessorRun run, String device, Instant now) {
        run.at(now);
        run.send(device, now, Map.of("temp", 1f * now.getEpochSecond() % 977));
    }

    /** Sends of a device for some hours, one each. */
    private static Instant hours(ProcessorRun run, String device, Instant from, int hours) {
        for (int hour = 0; hour < hours; hour++) {
            send(run, device, from.plus(Duration.ofHours(hour)));
        }
        return from.plus(Duration.ofHours(hours));
    }

    /** Time passes, in which a device that is named is heard of each hour; the clocks are gone through each hour. */
    private static Instant pass(ProcessorRun run, Instant from, Duration time, String... heard) {
        Instant now = from;
        for (; now.isBefore(from.plus(time)); now = now.plus(Duration.ofHours(1))) {
            run.at(now);
            for (String device : heard) {
                send(run, device, now);
            }
            run.tick(); // As after standing still for an hour: what waits has a while to come.
            run.at(now.plus(WHILE));
            run.tick();
        }
        return now;
    }

    /** Devices that any store has a key of. */
    private Set<String> devices() {
        Set<String> devices = new TreeSet<>();
        for (KeyValueStore<?, byte[]> store : stored.stores()) {
            try (var all = store.all()) {
                all.forEachRemaining(entry -> devices.add(
                        entry.key instanceof Bytes key
                                ? new String(key.get(), UTF_8).split("\0", 2)[0]
                                : (String) entry.key));
            }
        }
        devices.remove("\0layouts");
        return devices;
    }

    @Test
    void shouldLeaveNoKeyOfADeviceThatIsGoneInAnyStore() throws IOException {
        try (ProcessorRun run = run(FORGET, BEGIN)) {
            hours(run, "gone", BEGIN, 30);
            Instant now = pass(run, BEGIN, FORGET, "here");
            assertThat(devices()).containsExactly("gone", "here");
            assertThat(run.count(Names.DEVICES_FORGOTTEN)).isZero();
            pass(run, now, NOTICED.minus(FORGET).plusHours(40), "here");
            assertThat(devices()).containsExactly("here");
            assertThat(run.count(Names.DEVICES_FORGOTTEN)).isEqualTo(1);
            assertThat(run.refusals()).isEmpty();
        }
    }

    @Test
    void shouldForecastADeviceThatComesBackAsANewOne() throws IOException {
        List<JsonNode> back;
        Instant again;
        try (ProcessorRun run = run(FORGET, BEGIN)) {
            again = pass(run, hours(run, "a", BEGIN, 40), NOTICED.plusDays(2));
            assertThat(devices()).isEmpty();
            int before = run.forecasts().size();
            hours(run, "a", again, 20);
            back = run.forecasts().subList(before, run.forecasts().size());
        }
        try (ProcessorRun control = new ProcessorRun(settings(FORGET, 0), DeviceStoresFixture.empty(), again)) {
            hours(control, "a", again, 20);
            assertThat(back).isNotEmpty().isEqualTo(control.forecasts());
        }
    }

    @Test
    void shouldCloseWhatIsOpenAndSendWhatIsToBeLearntBeforeItForgets() throws IOException {
        try (ProcessorRun run = new ProcessorRun(settings(Duration.ZERO, FORGET, 0), stored, BEGIN)) {
            hours(run, "a", BEGIN, 6);
            int chunks = run.sent(Names.RETRAINING).size();
            int forecasts = run.forecasts().size();
            pass(run, BEGIN, NOTICED);
            assertThat(devices()).isEmpty();
            assertThat(run.forecasts()).as("the last step's").hasSize(forecasts + 1);
            assertThat(run.sent(Names.RETRAINING)).hasSizeGreaterThan(chunks);
        }
    }

    @Test
    void shouldNotForgetADeviceThatWasHeardOfDuringAnOutage() {
        try (ProcessorRun before = run(FORGET, BEGIN)) {
            hours(before, "rare", BEGIN, 3);
            hours(before, "gone", BEGIN, 3);
        }
        Instant up = BEGIN.plus(Duration.ofDays(40));
        try (ProcessorRun again = run(FORGET, up)) {
            Instant now = up;
            for (int day = 1; day < 40; day++) {
                Instant sent = BEGIN.plus(Duration.ofDays(day));
                for (int part = 0; part < 20; part++, now = now.plusSeconds(60)) {
                    again.at(now);
                    again.send("daily", sent.plusSeconds(part), sent.plusSeconds(part), Map.of("temp", 1f));
                    if (day % 9 == 0 && part == 0) {
                        again.send("rare", sent, sent, Map.of("temp", 2f));
                    }
                    again.tick();
                }
                assertThat(devices()).as("day %s of the backlog", day).contains("rare");
                if (day < 10) {
                    assertThat(devices()).contains("gone");
                }
            }
            assertThat(devices()).doesNotContain("gone");
        }
    }

    @Test
    void shouldCountOnOverARestartAndOtherSettings() {
        try (ProcessorRun never = run(Duration.ZERO, BEGIN)) {
            hours(never, "a", BEGIN, 3);
            pass(never, BEGIN, FORGET.multipliedBy(3));
            assertThat(devices()).containsExactly("a");
        }
        Instant later = BEGIN.plus(FORGET.multipliedBy(3));
        try (ProcessorRun longer = run(FORGET.multipliedBy(5), later)) {
            pass(longer, later, Duration.ofDays(8));
            assertThat(devices()).containsExactly("a");
        }
        later = later.plus(Duration.ofDays(9));
        try (ProcessorRun again = run(FORGET, later)) {
            again.tick();
            assertThat(devices()).as("what waits may still come").containsExactly("a");
            pass(again, later, IDLE.plusHours(2));
            assertThat(devices()).isEmpty();
        }
    }

    @Test
    void shouldCountFromTheFirstLookWhereABuildBeforeStoredNoTime() {
        try (ProcessorRun before = run(FORGET, BEGIN)) {
            hours(before, "a", BEGIN, 3);
        }
        KeyValueStore<String, byte[]> clocks = stored.store(Names.CLOCKS);
        byte[] clock = clocks.get("a");
        ByteBuffer.wrap(clock).putLong(HEARD_AT, DevicePosition.NEVER);
        clocks.put("a", clock);
        Instant later = BEGIN.plus(FORGET.multipliedBy(4));
        try (ProcessorRun run = run(FORGET, later)) {
            Instant now = pass(run, later, FORGET);
            assertThat(devices()).containsExactly("a");
            pass(run, now, Duration.ofDays(3));
            assertThat(devices()).isEmpty();
        }
    }

    @Test
    void shouldCountFromWhenAReadingCameWhateverItsOwnTime() {
        try (ProcessorRun run = run(FORGET, BEGIN)) {
            Instant now = BEGIN;
            for (int day = 0; day < 40; day++) {
                run.at(now);
                run.send("replayed", BEGIN.minus(Duration.ofDays(900 - day)), now, Map.of("temp", 1f));
                now = pass(run, now, Duration.ofDays(1));
                assertThat(devices()).containsExactly("replayed");
            }
            pass(run, now, NOTICED);
            assertThat(devices()).isEmpty();
        }
    }

    @Test
    void shouldRefuseOneDeviceTooManyAndSayWhich() {
        try (ProcessorRun run = new ProcessorRun(settings(FORGET, 2), stored, BEGIN)) {
            hours(run, "a", BEGIN, 1);
            hours(run, "b", BEGIN, 1);
            hours(run, "c\u001b", BEGIN, 2);
            hours(run, "a", BEGIN.plusSeconds(1), 2);
            assertThat(devices()).containsExactly("a", "b");
            assertThat(run.refusals())
                    .hasSize(2)
                    .allMatch(reason -> reason.startsWith(
                            "device must be one of at most state.max-devices 2 in a partition, was c"));
        }
        try (ProcessorRun again = new ProcessorRun(settings(FORGET, 3), stored, BEGIN)) {
            hours(again, "c", BEGIN, 1);
            hours(again, "d", BEGIN, 1);
            assertThat(devices()).as("those of before count").containsExactly("a", "b", "c");
            Instant now = pass(again, BEGIN, NOTICED, "a", "b");
            hours(again, "d", now, 1);
            assertThat(devices()).as("the place of one that is gone is free").containsExactly("a", "b", "d");
        }
    }

    @Property(tries = 12)
    void shouldKeepWhoWasHeardOfAndForgetWhoWasNot(@ForAll long seed) {
        Random random = new Random(seed);
        ForgottenDevicesTest stores = new ForgottenDevicesTest(); // A try has stores of its own.
        Map<String, Instant> heard = new TreeMap<>();
        Instant now = BEGIN;
        ProcessorRun run = stores.run(FORGET, now);
        for (int part = 0; part < 80; part++) {
            for (int d = 0; d < 6; d++) {
                if (random.nextInt(6 + 8 * d) == 0) {
                    send(run, "d" + d, now);
                    heard.put("d" + d, now);
                }
            }
            if (random.nextInt(10) == 0) {
                run.close();
                run = stores.run(FORGET, now);
            }
            now = pass(run, now, Duration.ofHours(24));
            Instant at = now;
            Set<String> present = stores.devices();
            heard.forEach((device, last) -> {
                Duration silence = Duration.between(last, at);
                if (silence.compareTo(FORGET) < 0) {
                    assertThat(present).as("%s after %s", device, silence).contains(device);
                } else if (silence.compareTo(NOTICED.plusDays(1)) > 0) {
                    assertThat(present).as("%s after %s", device, silence).doesNotContain(device);
                }
            });
        }
        run.close();
    }
}
