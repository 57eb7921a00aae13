package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.learn.HistorySettings;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.Aggregation;
import io.tidecast.series.Fill;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * What the forecaster closes, fills and forgets, against a slow reference: keep the readings that were in time, sort
 * them, aggregate each step, fill short gaps by the policy.
 */
class WindowPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_GAP = 3; // steps, see StreamFixtures
    private static final long STEP_MS = StreamFixtures.STEP.toMillis();

    private static final Instant NOW = StreamFixtures.START.plus(Duration.ofDays(365));
    /** The latest time a reading may have: an hour past the wall clock, see StreamFixtures. */
    private static final long MOST_MS = NOW.plus(Duration.ofHours(1)).toEpochMilli();

    private record Arrival(String device, long timeMs, float value) {}

    /** A closed step: [value, 1 if observed]; the value is NaN if there is none in its run. */
    private record Closed(float value, boolean observed) {}

    /** The rules that are compared. */
    private record Rules(int graceSteps, Aggregation aggregation, Fill fill) {}

    @Property(tries = 16)
    void shouldCloseFillAndForgetLikeTheReference(
            @ForAll long seed,
            @ForAll @IntRange(max = 3) int graceSteps,
            @ForAll Aggregation aggregation,
            @ForAll Fill fill)
            throws IOException {
        Assume.that(!aggregation.isCounter()); // Of which CounterStepsTest is.
        Rules rules = new Rules(graceSteps, aggregation, fill);
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
                            rules));
        }
        Map<String, Map<Long, Closed>> actual = closed(arrivals, rules);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((device, steps) -> {
            assertThat(actual.get(device).keySet()).as(device).isEqualTo(steps.keySet());
            steps.forEach((index, step) -> {
                Closed own = actual.get(device).get(index);
                assertThat(own.observed()).as("%s %s", device, index).isEqualTo(step.observed());
                // The running mean is stored in single precision from time to time.
                assertThat(own.value())
                        .as("%s %s", device, index)
                        .isCloseTo(step.value(), within(fill == Fill.MEAN ? 1e-3f : 1e-5f));
            });
        });
    }

    /** A walk through time with repeats, steps back, gaps short and long, and readings from the future. */
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
            if (random.nextInt(15) == 0) {
                arrivals.add(new Arrival(device, MOST_MS + 1 + random.nextInt(10_000_000), 7));
            }
        }
        return arrivals;
    }

    /** Readings of a closed step, or from the future: each of them is a dead letter. */
    private static long refused(List<Arrival> arrivals, Rules rules) {
        Map<String, Long> passed = new HashMap<>();
        long refused = 0;
        for (Arrival a : arrivals) {
            long index = Math.floorDiv(a.timeMs(), STEP_MS);
            if (a.timeMs() > MOST_MS || index < passed.getOrDefault(a.device(), Long.MIN_VALUE)) {
                refused++;
            } else {
                passed.merge(a.device(), index - rules.graceSteps(), Math::max);
            }
        }
        return refused;
    }

    private static Map<Long, Closed> reference(List<Arrival> arrivals, Rules rules) {
        long passed = Long.MIN_VALUE;
        TreeMap<Long, TreeMap<Long, Float>> inTime = new TreeMap<>();
        for (Arrival a : arrivals) {
            long index = Math.floorDiv(a.timeMs(), STEP_MS);
            if (a.timeMs() <= MOST_MS && index >= passed) {
                inTime.computeIfAbsent(index, i -> new TreeMap<>())
                        .merge(a.timeMs(), a.value(), (first, second) -> Float.isNaN(first) ? second : first);
                passed = Math.max(passed, index - rules.graceSteps());
            }
        }
        TreeMap<Long, Float> observed = new TreeMap<>();
        inTime.headMap(passed).forEach((index, readings) -> {
            List<Float> values =
                    readings.values().stream().filter(v -> !Float.isNaN(v)).toList();
            if (!values.isEmpty()) {
                observed.put(index, aggregate(values, rules.aggregation()));
            }
        });
        TreeMap<Long, Closed> closed = new TreeMap<>();
        observed.forEach((index, value) -> closed.put(index, new Closed(value, true)));
        for (long before : observed.keySet()) {
            Long after = observed.higherKey(before);
            long end = Math.min(after == null ? passed : after, before + MAX_GAP + 1);
            boolean waits = after == null && passed <= before + MAX_GAP + 1;
            for (long index = before + 1; index < end; index++) {
                float held = observed.get(before);
                float filled =
                        switch (rules.fill()) {
                            case PREVIOUS -> held;
                            case MEAN ->
                                (float) observed.headMap(before, true).values().stream()
                                        .mapToDouble(v -> v)
                                        .average()
                                        .orElseThrow();
                            case ZERO -> 0;
                            case LINEAR ->
                                after == null || after != end
                                        ? held
                                        : held
                                                + (observed.get(after) - held)
                                                        * (index - before)
                                                        / (float) (after - before);
                        };
                if (rules.fill() != Fill.LINEAR || !waits) { // Lines wait for their end.
                    closed.put(index, new Closed(filled, false));
                }
            }
        }
        return closed;
    }

    private static float aggregate(List<Float> values, Aggregation aggregation) {
        return switch (aggregation) {
            case MEAN -> (float) values.stream().mapToDouble(v -> v).average().orElseThrow();
            case LAST -> values.get(values.size() - 1);
            case MIN -> Collections.min(values);
            case MAX -> Collections.max(values);
            case SUM -> (float) values.stream().mapToDouble(v -> v).sum();
            case INCREASE, RATE -> throw new IllegalArgumentException("a counter has no value of a step alone");
        };
    }

    /**
     * The steps that the topology closed, read from its chunks of one step each, or what was pending when a run ended.
     */
    private static Map<String, Map<Long, Closed>> closed(List<Arrival> arrivals, Rules rules) throws IOException {
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        GridSettings grid =
                StreamFixtures.grid(StreamFixtures.STEP.multipliedBy(rules.graceSteps()), rules.fill(), Duration.ZERO);
        LearningSettings l = base.learning();
        StreamSettings settings = base.withGrid(new GridSettings(
                        Sampling.GRID,
                        grid.step(),
                        rules.aggregation(),
                        grid.grace(),
                        grid.fill(),
                        grid.maxGap(),
                        grid.idleClose(),
                        grid.maxAhead()))
                .withLearning(l.withHistory(new HistorySettings(1, l.history().steps(), 3)));
        Path state = Files.createTempDirectory("tidecast-window-property");
        Map<String, Map<Long, Closed>> closed = new HashMap<>();
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())),
                StreamFixtures.driver(Role.FORECASTER, state),
                NOW)) {
            TestInputTopic<String, String> readings =
                    driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
            for (Arrival a : arrivals) {
                String value = Float.isNaN(a.value()) ? "null" : String.format(Locale.ROOT, "%.0f", a.value());
                closed.putIfAbsent(a.device(), new TreeMap<>());
                readings.pipeInput(
                        a.device(),
                        StreamFixtures.reading(a.device(), Instant.ofEpochMilli(a.timeMs()), Map.of("temp", value)),
                        NOW);
            }
            assertThat(driver.createOutputTopic("dead-letters", new StringDeserializer(), new StringDeserializer())
                            .readValuesToList())
                    .hasSize((int) refused(arrivals, rules));
            for (String chunk : driver.createOutputTopic(
                            "retraining", new StringDeserializer(), new StringDeserializer())
                    .readValuesToList()) {
                JsonNode json = JSON.readTree(chunk);
                long first = Instant.parse(json.path("from").asText()).toEpochMilli() / STEP_MS;
                for (int t = 0; t < json.path("values").size(); t++) {
                    Closed step = new Closed(
                            (float) json.path("values").get(t).get(0).asDouble(),
                            json.path("observed").get(t).get(0).asInt() == 1);
                    assertThat(closed.get(json.path("device").asText()).put(first + t, step))
                            .as("step %s once", first + t)
                            .isNull();
                }
            }
        }
        return closed;
    }
}
