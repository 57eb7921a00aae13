package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.Fill;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * Silent devices against a slow reference: go through a device's readings in order, close what is open at the next
 * step's reading or at the end of a silence. Steps of an hour, idle-close ten minutes, no grace; a reading is sent when
 * it is measured.
 */
class IdleDevicesPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEVICES = 3;
    private static final int READINGS = 25;
    private static final int MAX_GAP = 3; // steps, see StreamFixtures
    private static final Duration TICK = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMinutes(10);
    /**
     * When silence must have been noticed: a clock is out of date by a quarter of it at most, a tick comes every
     * second.
     */
    private static final Duration NOTICED = Duration.ofMinutes(14);

    private static final Instant BEGIN = StreamFixtures.at(100);

    private record Sending(String device, Instant at) {}

    /** What comes of a device: the origins of its forecasts, and how many of its readings were late. */
    private record Outcome(TreeSet<Instant> origins, int late) {}

    @Property(tries = 8)
    void shouldCloseTheOpenStepOfADeviceWhenItIsSilentForIdleClose(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, List<Sending>> sendings = new TreeMap<>();
        IntStream.range(0, DEVICES).forEach(d -> sendings.put("device-" + d, sendings("device-" + d, random)));
        Map<String, Outcome> expected = new TreeMap<>();
        sendings.forEach((device, own) -> expected.put(device, reference(own)));
        assertThat(outcomes(sendings)).isEqualTo(expected);
    }

    /** Pauses shorter than idle-close, and silences longer than what it takes to be noticed. */
    private static List<Sending> sendings(String device, Random random) {
        List<Sending> sendings = new ArrayList<>();
        Instant at = BEGIN;
        for (int i = 0; i < READINGS; i++) {
            Duration pause = random.nextInt(4) > 0
                    ? TICK.multipliedBy(1 + random.nextInt((int) IDLE.dividedBy(TICK) - 1))
                    : NOTICED.plus(TICK.multipliedBy(random.nextInt(random.nextBoolean() ? 60 : 400)));
            at = at.plus(pause);
            sendings.add(new Sending(device, at));
        }
        return sendings;
    }

    private static Outcome reference(List<Sending> sendings) {
        TreeSet<Long> observed = new TreeSet<>();
        long open = Long.MIN_VALUE;
        int late = 0;
        for (int i = 0; i < sendings.size(); i++) {
            Instant at = sendings.get(i).at();
            long step = Math.floorDiv(at.toEpochMilli(), StreamFixtures.STEP.toMillis());
            if (step < open) {
                late++;
            } else {
                observed.add(step);
                open = step;
            }
            boolean last = i == sendings.size() - 1;
            if (last || Duration.between(at, sendings.get(i + 1).at()).compareTo(NOTICED) >= 0) {
                open = Math.max(open, observed.last() + 1);
            }
        }
        TreeSet<Instant> origins = new TreeSet<>();
        for (long step : observed) {
            Long next = observed.higher(step);
            long end = next == null ? step + 1 : Math.min(next, step + MAX_GAP + 1);
            for (long origin = step; origin < end; origin++) {
                origins.add(Instant.ofEpochMilli(origin * StreamFixtures.STEP.toMillis()));
            }
        }
        return new Outcome(origins, late);
    }

    private static Map<String, Outcome> outcomes(Map<String, List<Sending>> sendings) throws IOException {
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        StreamSettings settings = base.withGrid(StreamFixtures.grid(Duration.ZERO, Fill.PREVIOUS, IDLE));
        List<Sending> all = sendings.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Sending::at))
                .toList();
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())),
                StreamFixtures.driver(Role.FORECASTER, Files.createTempDirectory("tidecast-idle-property")),
                BEGIN)) {
            TestInputTopic<String, String> readings =
                    driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
            Instant now = BEGIN;
            for (Sending sending : all) {
                now = pass(driver, now, sending.at());
                readings.pipeInput(
                        sending.device(), StreamFixtures.reading(sending.device(), now, Map.of("temp", 1)), now);
            }
            pass(driver, now, now.plus(NOTICED));
            return read(driver, sendings.keySet().stream().toList());
        }
    }

    private static Instant pass(TopologyTestDriver driver, Instant from, Instant until) {
        Instant now = from;
        for (; now.isBefore(until); now = now.plus(TICK)) {
            driver.advanceWallClockTime(TICK);
        }
        return now;
    }

    private static Map<String, Outcome> read(TopologyTestDriver driver, List<String> devices) throws IOException {
        Map<String, Integer> late = new TreeMap<>();
        driver.createOutputTopic("dead-letters", new StringDeserializer(), new StringDeserializer())
                .readKeyValuesToList()
                .forEach(letter -> late.merge(letter.key, 1, Integer::sum));
        Map<String, Outcome> outcomes = new TreeMap<>();
        devices.forEach(device -> outcomes.put(device, new Outcome(new TreeSet<>(), late.getOrDefault(device, 0))));
        for (String forecast : driver.createOutputTopic("forecasts", new StringDeserializer(), new StringDeserializer())
                .readValuesToList()) {
            JsonNode json = JSON.readTree(forecast);
            Instant origin = Instant.parse(json.path("origin").asText());
            assertThat(outcomes.get(json.path("device").asText()).origins().add(origin))
                    .as("forecast with origin %s once", origin)
                    .isTrue();
        }
        return outcomes;
    }
}
