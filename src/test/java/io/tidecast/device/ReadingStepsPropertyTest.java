package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecaster.ForecastQuestions;
import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.learn.HistorySettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.Aggregation;
import io.tidecast.series.Covariates;
import io.tidecast.series.Fill;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;

/**
 * Every reading a step, against a slow reference: keep the readings that were in time, sort them by time, begin a new
 * run after each long pause, hold the last value where one is missing. With the devices on the heap, and with every one
 * of them read back from the stores at each reading.
 */
class ReadingStepsPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FEATURES = List.of("temp", "load");
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final long MAX_PAUSE_MS = 60_000;
    private static final int WINDOW = 8;

    private record Arrival(long timeMs, Float temp, Float load) {}

    /** What came out, in words that can be compared. */
    private record Output(List<String> steps, List<String> origins, int late) {}

    /** A step of a run; index is the run's first time and the steps since. */
    private static String step(long index, long timeMs, float temp, boolean seen, float load, boolean loadSeen) {
        return index + " at " + timeMs + ": " + temp + (seen ? "" : " filled") + ", " + load
                + (loadSeen ? "" : " filled");
    }

    private static List<Arrival> arrivals(Random random) {
        List<Arrival> arrivals = new ArrayList<>();
        long time = StreamFixtures.START.toEpochMilli();
        for (int i = 0; i < 80; i++) {
            time += switch (random.nextInt(12)) {
                case 0 -> 0;
                case 1, 2 -> -random.nextInt(25_000);
                case 3 -> random.nextInt(150_000);
                default -> random.nextInt(15_000);
            };
            Arrival repeated = i > 0 && random.nextInt(8) == 0 ? arrivals.get(random.nextInt(i)) : null;
            arrivals.add(repeated != null ? repeated : new Arrival(time, value(random), value(random)));
        }
        return arrivals;
    }

    private static Float value(Random random) {
        return random.nextInt(5) == 0 ? null : (float) random.nextInt(100);
    }

    private static Output reference(List<Arrival> arrivals, long graceMs) {
        long passed = Long.MIN_VALUE;
        TreeMap<Long, Arrival> inTime = new TreeMap<>();
        int lateOnes = 0;
        for (Arrival a : arrivals) {
            boolean open = passed == Long.MIN_VALUE || a.timeMs() > passed;
            if (open) {
                inTime.merge(a.timeMs(), a, ReadingStepsPropertyTest::joined);
                passed = Math.max(passed, a.timeMs() - graceMs);
            } else if (!inWindow(inTime, passed, a)) {
                lateOnes++;
            }
        }
        List<String> steps = new ArrayList<>();
        List<String> origins = new ArrayList<>();
        long before = Long.MIN_VALUE;
        long index = 0;
        float temp = Float.NaN;
        float load = Float.NaN;
        for (Arrival a : inTime.headMap(passed, true).values()) {
            boolean ends = before != Long.MIN_VALUE && a.timeMs() - before > MAX_PAUSE_MS;
            if (a.temp() == null && a.load() == null) {
                before = ends ? Long.MIN_VALUE : before;
                continue;
            }
            if (before == Long.MIN_VALUE || ends) {
                index = a.timeMs();
                temp = Float.NaN;
                load = Float.NaN;
            }
            before = a.timeMs();
            temp = a.temp() == null ? temp : a.temp();
            load = a.load() == null ? load : a.load();
            steps.add(step(index++, a.timeMs(), temp, a.temp() != null, load, a.load() != null));
            if (!Float.isNaN(temp)) {
                origins.add(Instant.ofEpochMilli(a.timeMs()).toString());
            }
        }
        return new Output(steps, origins, lateOnes);
    }

    /** Of a value that both have the first counts. */
    private static Arrival joined(Arrival first, Arrival second) {
        return new Arrival(
                first.timeMs(),
                first.temp() == null ? second.temp() : first.temp(),
                first.load() == null ? second.load() : first.load());
    }

    /**
     * Whether a reading repeats a step of the run that is still kept, the newest steps of it: its time, and every value
     * that it has.
     */
    private static boolean inWindow(NavigableMap<Long, Arrival> inTime, long passed, Arrival late) {
        List<Long> run = new ArrayList<>();
        boolean ended = true;
        for (Arrival a : inTime.headMap(passed, true).values()) {
            if (!ended && a.timeMs() - run.get(run.size() - 1) > MAX_PAUSE_MS) {
                ended = true;
            }
            if (a.temp() != null || a.load() != null) {
                if (ended) {
                    run.clear();
                }
                ended = false;
                run.add(a.timeMs());
            }
        }
        int kept = ScoredMethods.of(
                                settings(0).forecast(),
                                settings(0).scores(),
                                settings(0).combination(),
                                Covariates.NONE)
                        .lookback()
                + 1;
        Arrival step = inTime.get(late.timeMs());
        return !ended
                && new TreeSet<>(run.subList(Math.max(0, run.size() - kept), run.size())).contains(late.timeMs())
                && (late.temp() == null || step.temp() != null)
                && (late.load() == null || step.load() != null);
    }

    private static StreamSettings settings(long graceMs) {
        StreamSettings base = StreamFixtures.settings(FEATURES, List.of("temp"));
        return StreamSettings.of(new ForecastSettings(
                        "default",
                        FEATURES,
                        List.of("temp"),
                        WINDOW,
                        4,
                        new GridSettings(
                                Sampling.READINGS,
                                USUAL,
                                Aggregation.MEAN,
                                Duration.ofMillis(graceMs),
                                Fill.PREVIOUS,
                                Duration.ofMillis(MAX_PAUSE_MS),
                                Duration.ZERO,
                                Duration.ofHours(1)),
                        TimeStep.of(USUAL.multipliedBy(6)),
                        List.of(0.9),
                        Scaling.DEFAULT))
                .toBuilder()
                .network(base.network())
                .learning(base.learning().withHistory(new HistorySettings(1, 5_000, 3)))
                .kafka(base.kafka())
                .build();
    }

    private static Output actual(List<Arrival> arrivals, long graceMs, long heapBytes) throws IOException {
        StreamSettings settings = settings(graceMs);
        Path state = Files.createTempDirectory("tidecast-reading-steps");
        Instant now = StreamFixtures.START.plus(Duration.ofDays(365));
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(
                        settings,
                        new ModelRegistry(settings.forecast()),
                        new HeapBudget(heapBytes),
                        RecentWindows.none(),
                        new ForecastQuestions()),
                StreamFixtures.driver(Role.FORECASTER, state),
                now)) {
            TestInputTopic<String, String> readings =
                    driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
            int other = 0;
            for (Arrival a : arrivals) {
                readings.pipeInput(
                        "a",
                        StreamFixtures.reading(
                                "a",
                                Instant.ofEpochMilli(a.timeMs()),
                                Map.of("temp", String.valueOf(a.temp()), "load", String.valueOf(a.load()))),
                        now);
                if (heapBytes == 0) { // Another device takes the only place there is.
                    readings.pipeInput(
                            "b",
                            StreamFixtures.reading("b", StreamFixtures.at(other++), Map.of("temp", 1, "load", 1)),
                            now);
                }
            }
            List<String> steps = new ArrayList<>();
            for (JsonNode chunk : read(driver, "retraining")) {
                assertThat(chunk.path("at")).hasSize(1);
                steps.add(step(
                        chunk.path("first").asLong(),
                        Instant.parse(chunk.path("at").get(0).asText()).toEpochMilli(),
                        (float) chunk.path("values").get(0).get(0).asDouble(Double.NaN),
                        chunk.path("observed").get(0).get(0).asInt() == 1,
                        (float) chunk.path("values").get(0).get(1).asDouble(Double.NaN),
                        chunk.path("observed").get(0).get(1).asInt() == 1));
            }
            List<String> origins = new ArrayList<>();
            for (JsonNode forecast : read(driver, "forecasts")) {
                origins.add(forecast.path("origin").asText());
                long step = Duration.parse(forecast.path("step").asText()).toMillis();
                Instant origin = Instant.parse(forecast.path("origin").asText());
                for (int h = 1; h <= 4; h++) {
                    assertThat(forecast.path("at").get(h - 1).asText())
                            .isEqualTo(origin.plusMillis(h * step).toString());
                }
            }
            int late = driver.createOutputTopic("dead-letters", new StringDeserializer(), new StringDeserializer())
                    .readValuesToList()
                    .size();
            return new Output(steps, origins, late);
        }
    }

    /** The records of the device under test. */
    private static List<JsonNode> read(TopologyTestDriver driver, String topic) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String value : driver.createOutputTopic(topic, new StringDeserializer(), new StringDeserializer())
                .readValuesToList()) {
            JsonNode json = JSON.readTree(value);
            if (json.path("device").asText().equals("a")) {
                records.add(json);
            }
        }
        return records;
    }

    @Property(tries = 6)
    void shouldMakeEachReadingInTimeAStepLikeTheReference(@ForAll long seed, @ForAll @IntRange(max = 2) int grace)
            throws IOException {
        long graceMs = grace * 7_000L;
        List<Arrival> arrivals = arrivals(new Random(seed));
        Output expected = reference(arrivals, graceMs);
        assertThat(expected.steps()).isNotEmpty();
        assertThat(actual(arrivals, graceMs, 1 << 20)).isEqualTo(expected);
        if (seed % 3 == 0) {
            assertThat(actual(arrivals, graceMs, 0)).isEqualTo(expected);
        }
    }

    /**
     * The example of the javadoc of {@link Sampling#READINGS}, and that of {@link io.tidecast.series.MedianInterval}.
     */
    @Test
    void shouldFollowTheWorkedExamples() throws IOException {
        long noon = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();
        List<Arrival> arrivals = new ArrayList<>();
        for (int second : new int[] {0, 7, 4, 4, 12, 3, 7, 90, 96}) {
            arrivals.add(new Arrival(noon + 1000L * second, 1f, 1f));
        }
        Output output = actual(arrivals, 5_000, 1 << 20);
        assertThat(output.origins())
                .containsExactly(
                        "2026-03-02T12:00:00Z",
                        "2026-03-02T12:00:04Z",
                        "2026-03-02T12:00:07Z",
                        "2026-03-02T12:00:12Z",
                        "2026-03-02T12:01:30Z");
        assertThat(output.late()).isEqualTo(1);
        assertThat(output.steps()).allMatch(step -> !step.startsWith((noon + 5) + " "));
        assertThat(output.steps().get(4)).startsWith(noon + 90_000 + " at ");
    }

    @Test
    void shouldTellTheMedianIntervalOfTheDevicesReadings() throws IOException {
        StreamSettings settings = settings(0);
        Path state = Files.createTempDirectory("tidecast-reading-steps");
        Instant now = StreamFixtures.START.plus(Duration.ofDays(1));
        try (TopologyTestDriver driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())),
                StreamFixtures.driver(Role.FORECASTER, state),
                now)) {
            TestInputTopic<String, String> readings =
                    driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
            for (int second : new int[] {0, 10, 21, 30, 90}) {
                readings.pipeInput(
                        "a",
                        StreamFixtures.reading(
                                "a", StreamFixtures.START.plusSeconds(second), Map.of("temp", second, "load", 1)),
                        now);
            }
            List<JsonNode> forecasts = read(driver, "forecasts");
            assertThat(forecasts.get(0).path("timing").asText()).isEqualTo("usual-interval");
            assertThat(forecasts.get(0).path("step").asText()).isEqualTo("PT10S");
            JsonNode last = forecasts.get(4);
            assertThat(last.path("timing").asText()).isEqualTo("median-interval");
            assertThat(last.path("step").asText()).isEqualTo("PT10.5S");
            assertThat(last.path("at").get(1).asText())
                    .isEqualTo(StreamFixtures.START.plusSeconds(111).toString());
            JsonNode score = read(driver, "scores").get(0);
            assertThat(score.path("at").asText())
                    .isEqualTo(StreamFixtures.START.plusSeconds(10).toString());
            assertThat(score.path("errors").path("persistence").get(0).asDouble())
                    .isCloseTo(10, within(1e-6));
        }
    }
}
