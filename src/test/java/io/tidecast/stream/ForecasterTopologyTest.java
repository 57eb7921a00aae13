package io.tidecast.stream;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.Bootstrap;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.series.Limits;
import io.tidecast.series.PublishSettings;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Threshold;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForecasterTopologyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = StreamFixtures.START.plus(Duration.ofDays(30));

    @TempDir
    private Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<String, String> readings;
    private TestInputTopic<String, byte[]> models;
    private TestOutputTopic<String, String> forecasts;
    private TestOutputTopic<String, String> scores;
    private TestOutputTopic<String, String> retraining;
    private TestOutputTopic<String, byte[]> deadLetters;
    private StreamSettings settings;

    private void start(StreamSettings with) {
        settings = with;
        driver = new TopologyTestDriver(
                ForecasterTopology.build(settings, new ModelRegistry(settings.forecast())),
                StreamFixtures.driver(Role.FORECASTER, state),
                NOW);
        readings = driver.createInputTopic("readings", new StringSerializer(), new StringSerializer());
        models = driver.createInputTopic("models", new StringSerializer(), new ByteArraySerializer());
        forecasts = driver.createOutputTopic("forecasts", new StringDeserializer(), new StringDeserializer());
        scores = driver.createOutputTopic("scores", new StringDeserializer(), new StringDeserializer());
        retraining = driver.createOutputTopic("retraining", new StringDeserializer(), new StringDeserializer());
        deadLetters = driver.createOutputTopic("dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static StreamSettings publishing(PublishSettings publish) {
        return StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withPublish(publish);
    }

    private void start() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")));
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    private void send(String device, double step, Object temp) {
        readings.pipeInput("any", reading(device, at(step), Map.of("temp", temp, "load", 1)), NOW);
    }

    private void sendRun(String device, int from, int to) {
        for (int step = from; step < to; step++) {
            send(device, step, temp(step));
        }
    }

    private static float temp(int step) {
        return (float) (20 + 5 * Math.sin(step) + step % 3);
    }

    private Forecaster publish(long seed, int version, boolean pointer) throws IOException {
        Forecaster drawn = Bootstrap.untrained(settings.forecast(), settings.network(), seed);
        Forecaster numbered =
                version == 1 ? drawn : Forecaster.of(drawn.manifest().child(version, Map.of()), drawn.parameters());
        models.pipeInput("default/" + version, ModelFile.write(numbered.manifest(), numbered.parameters()));
        if (pointer) {
            models.pipeInput("default", JSON.writeValueAsBytes(Pointer.bootstrap(version, "test")));
        }
        return numbered;
    }

    private void serve(Forecaster version) throws IOException {
        String model = version.manifest().model();
        models.pipeInput(
                model + "/" + version.manifest().version(), ModelFile.write(version.manifest(), version.parameters()));
        models.pipeInput(
                model,
                JSON.writeValueAsBytes(Pointer.bootstrap(version.manifest().version(), "test")));
    }

    private List<JsonNode> read(TestOutputTopic<String, String> topic) {
        List<JsonNode> values = new ArrayList<>();
        for (String value : topic.readValuesToList()) {
            try {
                values.add(JSON.readTree(value));
            } catch (IOException e) {
                throw new AssertionError(value, e);
            }
        }
        return values;
    }

    @Test
    void shouldForecastWhenAStepCloses() {
        start();
        send("a", 0, 20);
        assertThat(forecasts.isEmpty()).isTrue();
        send("a", 1, 22);

        TestRecord<String, String> record = forecasts.readRecord();
        assertThat(record.key()).isEqualTo("a");
        JsonNode forecast = read(record.value());
        assertThat(forecast.path("origin").asText()).isEqualTo(at(0).toString());
        assertThat(forecast.path("source").asText()).isEqualTo("persistence");
        assertThat(forecast.path("status").asText()).isEqualTo("warming-up");
        assertThat(forecast.path("at")).hasSize(4);
        assertThat(forecast.path("at").get(0).asText()).isEqualTo(at(1).toString());
        assertThat(forecast.path("targets").path("temp").path("mean").get(3).asDouble())
                .isEqualTo(20);
        assertThat(forecasts.isEmpty()).isTrue();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    @Test
    void shouldAggregateTheReadingsOfAStepWhateverTheirOrder() {
        start();
        send("a", 0.5, 30);
        send("a", 0.25, 20);
        send("a", 1, 0);
        assertThat(read(forecasts)
                        .get(0)
                        .path("targets")
                        .path("temp")
                        .path("mean")
                        .get(0)
                        .asDouble())
                .isEqualTo(25);
    }

    @Test
    void shouldForecastSeasonallyWhenTheWindowHoldsASeason() {
        start();
        sendRun("a", 0, 8);
        JsonNode last = read(forecasts).get(6);
        assertThat(last.path("source").asText()).isEqualTo("seasonal-naive");
        assertThat((float) last.path("targets").path("temp").path("mean").get(1).asDouble())
                .isEqualTo(temp(6 + 2 - 6));
    }

    @Test
    void shouldForecastByTheNetworkWhenTheWindowIsFull() throws IOException {
        start();
        Forecaster model = publish(3, 1, true);
        sendRun("a", 0, 10);
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(6).path("status").asText()).isEqualTo("warming-up");
        JsonNode served = all.get(8);
        assertThat(served.path("status").asText()).isEqualTo("ok");
        assertThat(served.path("source").asText()).isEqualTo("model");
        assertThat(served.path("version").asInt()).isEqualTo(1);
        float[] expected = expected(model, 9);
        for (int h = 0; h < 4; h++) {
            assertThat((float) served.path("targets")
                            .path("temp")
                            .path("mean")
                            .get(h)
                            .asDouble())
                    .isCloseTo(expected[h], offset(1e-3f));
        }
    }

    /** The network's forecast from steps 0..count-1, worked out from the readings alone. */
    private float[] expected(Forecaster model, int count) {
        RunningScale scale = new RunningScale(2, 1000, Scaling.Measure.STANDARD);
        float[] values = new float[count * 2];
        boolean[] observed = new boolean[count * 2];
        for (int t = 0; t < count; t++) {
            values[2 * t] = temp(t);
            values[2 * t + 1] = 1;
            observed[2 * t] = true;
            observed[2 * t + 1] = true;
            for (int f = 0; f < 2; f++) {
                scale.addLevel(f, values[2 * t + f]);
                if (t > 0) {
                    scale.addChange(f, values[2 * t + f] - values[2 * t - 2 + f]);
                }
            }
        }
        float[] means = new float[4];
        Scale now = scale.scale();
        long first = StreamFixtures.START.toEpochMilli() / StreamFixtures.STEP.toMillis();
        model.session().forecast(new Segment(first, 2, values, observed), now, means);
        return means;
    }

    static Stream<Arguments> scalings() {
        return Arrays.stream(Scaling.Over.values())
                .flatMap(over -> Arrays.stream(Scaling.Measure.values()).map(measure -> Arguments.of(measure, over)));
    }

    /** A network that says half a unit: the forecast is half a unit, of the window or of the device, above the last value. */
    @ParameterizedTest
    @MethodSource("scalings")
    void shouldForecastInTheReadingsOwnUnitWhateverTheScaling(Scaling.Measure measure, Scaling.Over over)
            throws IOException {
        Scaling scaling = new Scaling(measure, over);
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withScaling(scaling));
        serve(StreamFixtures.saying(settings, "default", 1, 0.5f, 0.5f, 0.5f, 0.5f));
        int steps = 12; // too few for a naive forecast to take over
        RunningScale running = new RunningScale(1, 160, measure);
        float[] values = new float[steps];
        boolean[] observed = new boolean[steps];
        for (int step = 0; step < steps; step++) {
            values[step] = 3 * temp(step) * (step + 1);
            observed[step] = true;
            running.addLevel(0, values[step]);
            if (step > 0) {
                running.addChange(0, values[step] - values[step - 1]);
            }
            send("a", step, values[step]);
        }
        send("a", steps, 0);
        JsonNode forecast = read(forecasts).get(steps - 1);
        assertThat(forecast.path("version").asInt()).isEqualTo(1);
        Scale scale = scaling.of(new Segment(0, 1, values, observed), steps - 8, 8, running.scale());
        float expected = values[steps - 1] + 0.5f * scale.diff()[0];
        float mean = (float)
                forecast.path("targets").path("temp").path("mean").get(2).asDouble();
        assertThat(forecast.path("source").asText()).isEqualTo("model");
        assertThat(mean).isCloseTo(expected, offset(1e-3f * Math.abs(expected)));
    }

    @Test
    void shouldNotServeAModelThatWasTrainedInAnotherScaling() throws IOException {
        start();
        StreamSettings other = settings.withScaling(new Scaling(Scaling.Measure.ROBUST, Scaling.Over.RUNNING));
        serve(StreamFixtures.saying(other, "default", 1, 0.5f, 0.5f, 0.5f, 0.5f));
        sendRun("a", 0, 10);
        assertThat(read(forecasts))
                .allMatch(forecast -> forecast.path("version").asInt() == 0);
    }

    @Test
    void shouldSwapWhenThePointerMoves() throws IOException {
        start();
        publish(3, 1, true);
        sendRun("a", 0, 10);
        publish(4, 2, false);
        send("a", 10, temp(10));
        publish(4, 2, true);
        send("a", 11, temp(11));
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(9).path("version").asInt()).isEqualTo(1);
        assertThat(all.get(10).path("version").asInt()).isEqualTo(2);
    }

    @Test
    void shouldGoOnServingWhenAModelRecordIsDamaged() throws IOException {
        start();
        publish(3, 1, true);
        models.pipeInput("default/2", new byte[] {1, 2, 3});
        models.pipeInput("default", JSON.writeValueAsBytes(Pointer.bootstrap(2, "test")));
        models.pipeInput("default", "{".getBytes(StandardCharsets.UTF_8));
        sendRun("a", 0, 10);
        assertThat(read(forecasts).get(8).path("version").asInt()).isEqualTo(1);
    }

    @Test
    void shouldFillStepsUpToMaxGapAndBeginAfreshAfterIt() {
        start();
        sendRun("a", 0, 3);
        send("a", 10, 50);
        send("a", 11, 51);
        List<JsonNode> all = read(forecasts);
        assertThat(all)
                .extracting(f -> f.path("origin").asText())
                .containsExactly(
                        at(0).toString(),
                        at(1).toString(),
                        at(2).toString(),
                        at(3).toString(),
                        at(4).toString(),
                        at(5).toString(),
                        at(10).toString());
        assertThat(all.get(3).path("status").asText()).isEqualTo("gap");
        assertThat(all.get(5).path("quality").path("filled").asInt()).isEqualTo(3);
        assertThat(all.get(6).path("quality").path("observed").asInt()).isEqualTo(1);
        assertThat(all.get(6).path("quality").path("filled").asInt()).isZero();
    }

    @Test
    void shouldScoreEveryForecastWhenItsActualArrives() throws IOException {
        start();
        publish(3, 1, true);
        sendRun("a", 0, 14);
        List<JsonNode> forecast = read(forecasts);
        List<JsonNode> score = read(scores);
        JsonNode last = score.get(score.size() - 1);
        assertThat(last.path("at").asText()).isEqualTo(at(12).toString());
        assertThat((float) last.path("actual").asDouble()).isEqualTo(temp(12));
        JsonNode errors = last.path("errors");
        for (int h = 1; h <= 4; h++) {
            int origin = 12 - h;
            assertThat(errors.path("persistence").get(h - 1).asDouble())
                    .isCloseTo(Math.abs(temp(origin) - temp(12)), offset(1e-4));
            assertThat(errors.path("seasonal-naive").get(h - 1).asDouble())
                    .isCloseTo(Math.abs(temp(12 - 6) - temp(12)), offset(1e-4));
            if (forecast.get(origin).path("source").asText().equals("model")) {
                double mean = forecast.get(origin)
                        .path("targets")
                        .path("temp")
                        .path("mean")
                        .get(h - 1)
                        .asDouble();
                assertThat(errors.path("model").get(h - 1).asDouble())
                        .isCloseTo(Math.abs(mean - temp(12)), offset(1e-3));
            }
        }
    }

    @Test
    void shouldKeepBoundsOrderedAroundTheMean() throws IOException {
        start();
        publish(3, 1, true);
        sendRun("a", 0, 40);
        for (JsonNode forecast : read(forecasts)) {
            JsonNode temp = forecast.path("targets").path("temp");
            for (int h = 0; h < 4; h++) {
                double mean = temp.path("mean").get(h).asDouble();
                double inner =
                        temp.path("intervals").get(0).path("lower").get(h).asDouble();
                double outer =
                        temp.path("intervals").get(1).path("lower").get(h).asDouble();
                assertThat(outer).isLessThanOrEqualTo(inner);
                assertThat(inner).isLessThanOrEqualTo(mean);
                assertThat(temp.path("intervals").get(0).path("upper").get(h).asDouble())
                        .isGreaterThanOrEqualTo(mean);
            }
        }
    }

    /** Also of the forecasts that naive methods made before. */
    @Test
    void shouldClipValuesAndBoundsToPhysicalLimits() throws IOException {
        start(publishing(new PublishSettings(Map.of("temp", new Limits(18, 21)), List.of(), Optional.empty())));
        publish(3, 1, true);
        sendRun("a", 0, 30);
        for (JsonNode forecast : read(forecasts)) {
            JsonNode temp = forecast.path("targets").path("temp");
            for (int h = 0; h < 4; h++) {
                double mean = temp.path("mean").get(h).asDouble();
                double lower =
                        temp.path("intervals").get(1).path("lower").get(h).asDouble();
                double upper =
                        temp.path("intervals").get(1).path("upper").get(h).asDouble();
                assertThat(new double[] {18, lower, mean, upper, 21}).isSorted();
            }
        }
    }

    @Test
    void shouldNameTheFirstStepThatCrossesAThreshold() {
        start(publishing(new PublishSettings(
                Map.of(), List.of(new Threshold("temp", Threshold.Direction.ABOVE, 22.5f)), Optional.empty())));
        for (int step = 0; step < 8; step++) {
            send("a", step, 20 + step % 6); // Season 6: from 21, seasonal naive says 22, 23, 24, 25.
        }
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(5).has("crosses")).as("from 25: 20, 21, 22, 23").isTrue();
        assertThat(all.get(5).path("crosses").get(0).path("at").asText()).isEqualTo(at(9).toString());
        assertThat(all.get(6).path("crosses").toString())
                .isEqualTo(
                        "[{\"target\":\"temp\",\"threshold\":22.5,\"direction\":\"above\",\"at\":\"" + at(9) + "\"}]");
        assertThat(all.get(0).has("crosses")).as("persistence").isFalse();
    }

    @Test
    void shouldSayThatAModelIsStaleAndServeItStill() throws IOException {
        start(publishing(new PublishSettings(Map.of(), List.of(), Optional.of(Duration.ofHours(2)))));
        Forecaster drawn = Bootstrap.untrained(settings.forecast(), settings.network(), 3);
        Forecaster learnt =
                Forecaster.of(drawn.manifest().withProvenance(Map.of("to", at(7).toString())), drawn.parameters());
        serve(learnt);
        sendRun("a", 0, 12);
        List<JsonNode> all = read(forecasts);
        assertThat(all.subList(7, 11))
                .extracting(f -> f.path("status").asText())
                .containsExactly("ok", "ok", "ok", "stale-model");
        assertThat(all.get(10).path("source").asText()).isEqualTo("model");
    }

    /** Readings that rise by one a step: a change of h after h steps is right, one of -50 is far off. */
    @Test
    void shouldPublishNaiveWhereTheNetworkIsWorseAndComeBackWhenItIsBetter() throws IOException {
        start();
        serve(StreamFixtures.saying(settings, "default", 1, -50, -50, -50, -50));
        for (int step = 0; step < 60; step++) {
            send("a", step, step);
        }
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(8).path("status").asText()).as("untried").isEqualTo("ok");
        JsonNode naive = all.get(58);
        assertThat(naive.path("status").asText()).isEqualTo("worse-than-naive");
        assertThat(naive.path("source").asText()).isEqualTo("persistence");
        assertThat(naive.path("version").asInt()).as("run all the same").isOne();
        assertThat(naive.path("skill").asDouble()).isNegative();
        List<JsonNode> judged = read(scores);
        assertThat(judged.get(57).path("errors").path("model").get(0).asDouble())
                .as("scored all the same")
                .isCloseTo(51, offset(0.5));

        serve(StreamFixtures.saying(settings, "default", 2, 1, 2, 3, 4));
        for (int step = 60; step < 120; step++) {
            send("a", step, step);
        }
        all = read(forecasts);
        assertThat(all.get(59).path("status").asText()).isEqualTo("ok");
        assertThat(all.get(59).path("source").asText()).isEqualTo("model");
        long changes = 0;
        for (int i = 1; i < all.size(); i++) {
            changes += all.get(i).path("source").equals(all.get(i - 1).path("source")) ? 0 : 1;
        }
        assertThat(changes).as("comes back once").isOne();
    }

    @Test
    void shouldSayGapWhenTheOriginIsFilledWhateverElseHolds() throws IOException {
        start();
        serve(StreamFixtures.saying(settings, "default", 1, -50, -50, -50, -50));
        for (int step = 0; step < 60; step++) {
            send("a", step, step);
        }
        send("a", 62, 62);
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(59).path("status").asText()).isEqualTo("worse-than-naive");
        assertThat(all.get(60).path("status").asText()).isEqualTo("gap");
        assertThat(all.get(60).path("source").asText()).isEqualTo("persistence");
    }

    private void sendOf(String group, String device, int from, int to) {
        for (int step = from; step < to; step++) {
            readings.pipeInput(
                    "any",
                    "{\"site\":\"" + group + "\","
                            + reading(device, at(step), Map.of("temp", step)).substring(1),
                    NOW);
        }
    }

    @Test
    void shouldServeAGroupByItsModelAndByTheDefaultOneUntilItHasAVersion() throws IOException {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withGroups(GroupSource.parse("/site")));
        serve(StreamFixtures.saying(settings, "default", 5, 1, 2, 3, 4));
        sendOf("north", "a", 0, 12);
        serve(StreamFixtures.saying(settings, "north", 1, 1, 2, 3, 5));
        sendOf("north", "a", 12, 14);
        sendOf("south", "b", 0, 12);
        List<JsonNode> all = read(forecasts);
        assertThat(all.get(10).path("model").asText()).isEqualTo("default");
        assertThat(all.get(10).path("version").asInt()).isEqualTo(5);
        assertThat(all.get(12).path("model").asText()).isEqualTo("north");
        assertThat(all.get(12).path("version").asInt()).isOne();
        assertThat(all.get(all.size() - 1).path("model").asText()).isEqualTo("default");
        assertThat(retraining.readRecordsToList())
                .allSatisfy(record ->
                        assertThat(read(record.value()).path("model").asText()).isEqualTo(record.key()))
                .extracting(TestRecord::key)
                .contains("north", "south")
                .doesNotContain("default");
    }

    @Test
    void shouldCutHistoryWhereADevicesGroupChanges() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withGroups(GroupSource.parse("/site")));
        sendOf("north", "a", 0, 5);
        sendOf("south", "a", 5, 20);
        List<JsonNode> chunks = read(retraining);
        assertThat(chunks).extracting(c -> c.path("model").asText()).containsExactly("north", "south");
        assertThat(chunks).extracting(c -> c.path("from").asText()).containsExactly(at(0).toString(), at(5).toString());
        assertThat(chunks).extracting(c -> c.path("values").size()).containsExactly(5, 10);
    }

    @Test
    void shouldTakeTheGroupFromATable() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp"))
                .withGroups(GroupSource.parse("table:sites")));
        TestInputTopic<String, String> sites =
                driver.createInputTopic("sites", new StringSerializer(), new StringSerializer());
        sites.pipeInput("a", "north");
        sites.pipeInput("b", "a/b");
        sendOf("unasked", "a", 0, 12);
        sendOf("unasked", "b", 0, 12);
        sites.pipeInput("a", (String) null);
        sendOf("unasked", "a", 12, 24);
        assertThat(retraining.readKeyValuesToList())
                .extracting(record -> record.key)
                .containsExactly("north", "default", "north", "default");
    }

    @Test
    void shouldDeadLetterAReadingOfAGroupThatNoModelCanBeNamed() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp")).withGroups(GroupSource.parse("/site")));
        sendOf("a/b", "a", 0, 1);
        assertThat(header(deadLetters.readRecord(), "message"))
                .isEqualTo("group at /site must match [A-Za-z0-9._-]{1,100}, was a/b");
    }

    @Test
    void shouldSendSummariesOfScoresAndCountThemByModel() throws IOException {
        start();
        serve(StreamFixtures.saying(settings, "default", 1, 1, 2, 3, 4));
        for (int step = 0; step < 24; step++) {
            send("a", step, step);
        }
        List<JsonNode> summaries = read(retraining).stream()
                .filter(record -> record.path("kind").asText().equals("score-summary"))
                .toList();
        assertThat(summaries)
                .as("a quarter of a window each, once there are all steps of the horizon")
                .hasSizeGreaterThan(2);
        assertThat(summaries.get(0).path("version").asInt()).isOne();
        assertThat(summaries.get(1).path("n").asInt()).isEqualTo(2);
        assertThat(summaries.get(0).path("mae").asDouble()).isCloseTo(0, offset(0.01));
        // Persistence is wrong by 1, 2, 3, 4.
        assertThat(summaries.get(1).path("naiveMae").asDouble()).isCloseTo(2.5, offset(0.01));
        Map<String, Object> metrics = new TreeMap<>();
        driver.metrics().forEach((name, metric) -> {
            if (name.group().equals("tidecast-metrics") && name.tags().containsValue("default")) {
                metrics.put(name.name() + name.tags().getOrDefault("status", ""), metric.metricValue());
            }
        });
        assertThat(metrics)
                .containsEntry("forecasts-totalwarming-up", 7.0)
                .containsEntry("forecasts-totalok", 16.0)
                .containsEntry("worse-than-naive-share", 0.0)
                .containsKeys("mase-persistence", "mase-seasonal-naive", "coverage", "scored-total");
    }

    @Test
    void shouldCutHistoryIntoChunksThatHoldEachStepOnce() {
        start();
        sendRun("a", 0, 22);
        send("a", 40, 1);
        List<JsonNode> chunks = read(retraining);
        assertThat(chunks)
                .extracting(c -> c.path("from").asText())
                .containsExactly(at(0).toString(), at(10).toString(), at(20).toString());
        assertThat(chunks).extracting(c -> c.path("values").size()).containsExactly(10, 10, 5);
        assertThat(chunks.get(2).path("observed").toString()).isEqualTo("[[1,1],[1,1],[0,0],[0,0],[0,0]]");
        assertThat((float) chunks.get(1).path("values").get(3).get(0).asDouble())
                .isEqualTo(temp(13));
    }

    @Test
    void shouldIgnoreAReadingThatIsThereAlready() {
        start();
        send("a", 0, 20);
        send("a", 0, 99);
        send("a", 1, 22);
        assertThat(read(forecasts)
                        .get(0)
                        .path("targets")
                        .path("temp")
                        .path("mean")
                        .get(0)
                        .asDouble())
                .isEqualTo(20);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldDeadLetterALateReadingAsItCame() {
        start();
        sendRun("a", 0, 3);
        String late = reading("a", at(0.5), Map.of("temp", 1, "load", 1));
        readings.pipeInput("its own key", late, NOW);
        TestRecord<String, byte[]> letter = deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo("its own key");
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo(late);
        assertThat(header(letter, "message")).contains("time must be in a step that is still open");
        assertThat(header(letter, "topic")).isEqualTo("readings");
        assertThat(header(letter, "offset")).isEqualTo("3");
    }

    private static String header(TestRecord<String, byte[]> letter, String name) {
        Header header = letter.headers().lastHeader("__streams.errors." + name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldTakeALateReadingWithinGrace() {
        start(StreamFixtures.settings(List.of("temp", "load"), List.of("temp"), Duration.ofHours(1)));
        send("a", 0.5, 20);
        send("a", 1.5, 0);
        send("a", 0.75, 30);
        assertThat(forecasts.isEmpty()).isTrue();
        send("a", 2, 0);
        assertThat(read(forecasts)
                        .get(0)
                        .path("targets")
                        .path("temp")
                        .path("mean")
                        .get(0)
                        .asDouble())
                .isEqualTo(25);
    }

    @Test
    void shouldRefuseAReadingFromTheFutureWithoutMovingTheClock() {
        start();
        sendRun("a", 0, 2);
        readings.pipeInput("k", reading("a", NOW.plus(Duration.ofHours(2)), Map.of("temp", 1)), NOW);
        assertThat(header(deadLetters.readRecord(), "message")).contains("series.max-ahead");
        send("a", 2, 5);
        assertThat(read(forecasts)).hasSize(2);
    }

    @Test
    void shouldDeadLetterWhatCannotBeReadAndServeItsNeighbours() {
        start();
        send("a", 0, 20);
        readings.pipeInput("k", "{\"device\":\"a\"", NOW);
        readings.pipeInput("k", (String) null, NOW);
        readings.pipeInput("k", "[]", NOW);
        readings.pipeInput(null, "{\"ts\":\"2026-03-02T00:00:00Z\"}", NOW);
        readings.pipeInput("k", "{\"device\":\"a\",\"ts\":\"yesterday\"}", NOW);
        readings.pipeInput("k", reading("a", at(0.1), Map.of("temp", "\"hot\"")), NOW);
        readings.pipeInput("k", reading("a", at(0.1), Map.of("temp", "1e308")), NOW);
        send("a", 1, 22);
        assertThat(read(forecasts)).hasSize(1);
        List<TestRecord<String, byte[]>> letters = deadLetters.readRecordsToList();
        assertThat(letters)
                .extracting(l -> header(l, "message"))
                .satisfiesExactly(
                        m -> assertThat(m).startsWith("value must be JSON"),
                        m -> assertThat(m).isEqualTo("value must be a JSON object, was null"),
                        m -> assertThat(m).isEqualTo("value must be a JSON object, was []"),
                        m -> assertThat(m).startsWith("device at /device must be there"),
                        m -> assertThat(m).isEqualTo("time at /ts must be an ISO-8601 time, was yesterday"),
                        m -> assertThat(m)
                                .startsWith("temp at /values/temp must be a number within ±1e18, not a string")
                                .endsWith("was \"hot\""),
                        m -> assertThat(m).startsWith("temp at /values/temp must be a number within ±1e18, was 1"));
    }

    @Test
    void shouldAnswerWithoutANumberForWhatIsMissing() {
        start();
        readings.pipeInput("k", reading("a", at(0), Map.of("load", 1)), NOW);
        readings.pipeInput("k", reading("a", at(1), Map.of("load", 1, "temp", "null")), NOW);
        assertThat(forecasts.isEmpty()).isTrue();
        send("a", 2, 7);
        send("a", 3, 8);
        List<JsonNode> all = read(forecasts);
        assertThat(all).hasSize(1);
        assertThat(all.get(0).toString()).doesNotContain("NaN");
    }

    @Test
    void shouldStampRecordsWithinTheLastHour() {
        start();
        sendRun("a", 0, 2);
        assertThat(forecasts.readRecord().getRecordTime()).isEqualTo(NOW.minus(Duration.ofHours(1)));
    }

    @Test
    void shouldTakeTheDeviceFromTheKeyAndTheTimeFromTheRecord() {
        start();
        for (int step = 0; step < 2; step++) {
            readings.pipeInput("from-key", "{\"values\":{\"temp\":3}}", at(step));
        }
        assertThat(forecasts.readKeyValue().key).isEqualTo("from-key");
    }
}
