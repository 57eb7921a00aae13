package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.learn.HistorySettings;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * What the forecaster closes, fills and forgets, against a slow reference: keep the readings that were in time, sort them,
 * take the mean of each step, fill short gaps with the value before.
 */
class WindowPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_GAP = 3; // steps, see StreamFixtures
    private static final long STEP_MS = StreamFixtures.STEP.toMillis();

    private record Arrival(String device, long timeMs, float value) {}

    /** A closed step: [value, 1 if observed]; the value is NaN if there is none in its run. */
    private record Closed(float value, boolean observed) {}

    @Property(tries = 25)
    void shouldCloseFillAndForgetLikeTheReference(@ForAll long seed, @ForAll @IntRange(max = 3) int graceSteps)
            throws IOException {
        Random random = new Random(seed);
        List<Arrival> arrivals = new ArrayList<>();
        for (int d = 0; d < 6; d++) {
            arrivals.addAll(arrivals("device-" + d, random));
        }
        Map<String, Map<Long, Closed>> expected = new HashMap<>();
        for (int d = 0; d < 6; d++) {
            String device = "device-" + d;
            expected.put(
                    device,
                    reference(
                            arrivals.stream()
                                    .filter(a -> a.device().equals(device))
                                    .toList(),
                            graceSteps));
        }
        assertThat(closed(arrivals, graceSteps)).isEqualTo(expected);
    }

    /** A walk through time with repeats, steps back, and gaps short and long. */
    private static List<Arrival> arrivals(String device, Random random) {
        List<Arrival> arrivals = new ArrayList<>();
        long time = StreamFixtures.START.toEpochMilli() + random.nextInt(100) * STEP_MS / 10;
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(10)) {
                case 0 -> time += random.nextInt(8) * STEP_MS;
                case 1, 2 -> time -= random.nextInt(30) * STEP_MS / 10;
                case 3 -> time += 0;
                default -> time += random.nextInt(10) * STEP_MS / 10;
            }
            arrivals.add(new Arrival(device, time, random.nextInt(8) == 0 ? Float.NaN : random.nextInt(100)));
        }
        return arrivals;
    }

    private static Map<Long, Closed> reference(List<Arrival> arrivals, int graceSteps) {
        long passed = Long.MIN_VALUE;
        Set<Long> times = new HashSet<>();
        TreeMap<Long, TreeMap<Long, Float>> inTime = new TreeMap<>();
        for (Arrival a : arrivals) {
            long index = Math.floorDiv(a.timeMs(), STEP_MS);
            if (index >= passed && times.add(a.timeMs())) {
                inTime.computeIfAbsent(index, i -> new TreeMap<>()).put(a.timeMs(), a.value());
                passed = Math.max(passed, index - graceSteps);
            }
        }
        TreeMap<Long, Closed> closed = new TreeMap<>();
        float last = Float.NaN;
        int empty = MAX_GAP;
        for (long index = inTime.isEmpty() ? 0 : inTime.firstKey(); index < passed; index++) {
            double sum = 0;
            int count = 0;
            for (float value : inTime.getOrDefault(index, new TreeMap<>()).values()) {
                sum += Float.isNaN(value) ? 0 : value;
                count += Float.isNaN(value) ? 0 : 1;
            }
            if (count > 0) {
                last = (float) (sum / count);
                empty = 0;
                closed.put(index, new Closed(last, true));
            } else if (empty < MAX_GAP) {
                empty++;
                closed.put(index, new Closed(last, false));
            }
        }
        return closed;
    }

    /** The steps that the topology closed, read from its chunks of one step each. */
    private static Map<String, Map<Long, Closed>> closed(List<Arrival> arrivals, int graceSteps) throws IOException {
        StreamSettings base =
                StreamFixtures.settings(List.of("temp"), List.of("temp"), StreamFixtures.STEP.multipliedBy(graceSteps));
        LearningSettings l = base.learning();
        StreamSettings settings = new StreamSettings(
                base.applicationId(),
                base.roles(),
                base.topics(),
                base.readings(),
                base.grid(),
                base.forecast(),
                base.network(),
                l.withHistory(new HistorySettings(1, l.history().steps(), 3)),
                base.kafka());
        Path state = Files.createTempDirectory("tidecast-window-property");
        Map<String, Map<Long, Closed>> closed = new HashMap<>();
        Instant now = StreamFixtures.START.plus(Duration.ofDays(365));
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())),
                StreamFixtures.driver(Role.FORECASTER, state),
                now)) {
            TestInputTopic<String, String> readings =
                    driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
            for (Arrival a : arrivals) {
                String value = Float.isNaN(a.value()) ? "null" : String.format(Locale.ROOT, "%.0f", a.value());
                closed.putIfAbsent(a.device(), new TreeMap<>());
                readings.pipeInput(
                        a.device(),
                        StreamFixtures.reading(a.device(), Instant.ofEpochMilli(a.timeMs()), Map.of("temp", value)),
                        now);
            }
            for (String chunk : driver.createOutputTopic(
                            "retraining", new StringDeserializer(), new StringDeserializer())
                    .readValuesToList()) {
                JsonNode json = JSON.readTree(chunk);
                long index = Instant.parse(json.path("from").asText()).toEpochMilli() / STEP_MS;
                Closed step = new Closed(
                        (float) json.path("values").get(0).get(0).asDouble(),
                        json.path("observed").get(0).get(0).asInt() == 1);
                assertThat(closed.get(json.path("device").asText()).put(index, step))
                        .as("step %s once", index)
                        .isNull();
            }
        }
        return closed;
    }
}
