package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.learn.FineTuner;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTopologyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long DEADLINE_NS = Duration.ofSeconds(60).toNanos();

    @TempDir
    private Path state;

    private final StreamSettings settings = StreamFixtures.slowLearner();
    private ModelRegistry registry;
    private TrainingWorker<FineTuner.Outcome> worker;
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> retraining;
    private TestInputTopic<String, byte[]> modelsIn;
    private TestOutputTopic<String, byte[]> modelsOut;
    private TestOutputTopic<String, byte[]> deadLetters;
    private final Map<String, byte[]> published = new LinkedHashMap<>();

    @BeforeEach
    void start() {
        start(settings);
    }

    private void start(StreamSettings with) {
        registry = new ModelRegistry(settings.forecast());
        worker = TrainingWorker.inBackground();
        driver = new TopologyTestDriver(
                TrainerTopology.build(with, registry, worker),
                StreamFixtures.driver(Role.TRAINER, state),
                StreamFixtures.START);
        retraining = driver.createInputTopic("retraining", new StringSerializer(), new ByteArraySerializer());
        modelsIn = driver.createInputTopic("models", new StringSerializer(), new ByteArraySerializer());
        modelsOut = driver.createOutputTopic("models", new StringDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic("dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
        worker.close();
    }

    /** What the topic does: everything that was published comes back to the global store. */
    private void deliver() {
        List<KeyValue<String, byte[]>> records = modelsOut.readKeyValuesToList();
        for (KeyValue<String, byte[]> record : records) {
            published.put(record.key, record.value);
            modelsIn.pipeInput(record.key, record.value);
        }
    }

    private Pointer pointer() throws IOException {
        return pointer("default");
    }

    private Pointer pointer(String model) throws IOException {
        return JSON.readValue(published.get(model), Pointer.class);
    }

    /** Chunks of a sine of ten steps' period with a little noise, for several devices. */
    private void sendHistory(int steps, long seed) {
        sendHistory("default", steps, seed);
    }

    private void sendHistory(String model, int steps, long seed) {
        Random random = new Random(seed);
        for (String device : List.of("a", "b", "c")) {
            RunningScale scale = new RunningScale(1, 1000, Scaling.Measure.STANDARD);
            float before = 0;
            for (int from = 0; from < steps; from += 10) {
                float[] values = new float[10];
                boolean[] observed = new boolean[10];
                for (int t = 0; t < 10; t++) {
                    values[t] = (float) (10 * Math.sin(2 * Math.PI * (from + t) / 10) + 0.1 * random.nextGaussian());
                    observed[t] = true;
                    scale.addLevel(0, values[t]);
                    scale.addChange(0, values[t] - before);
                    before = values[t];
                }
                long first = StreamFixtures.START.toEpochMilli() / StreamFixtures.STEP.toMillis() + from;
                retraining.pipeInput(
                        model,
                        RecordJson.chunk(
                                new RetrainingRecord.Chunk(
                                        model,
                                        device,
                                        StreamFixtures.STEP.toMillis(),
                                        new Segment(first, 1, values, observed),
                                        scale.scale()),
                                List.of("temp"),
                                Scaling.Measure.STANDARD));
            }
        }
    }

    private void request(String id) {
        request("default", id);
    }

    private void request(String model, String id) {
        retraining.pipeInput(model, RetrainingJson.write(new RetrainingRecord.Request(model, "test", id)));
    }

    private void punctuate() {
        driver.advanceWallClockTime(TrainModels.PUNCTUATION);
    }

    /** Punctuates until a pointer with a verdict on this version was published. */
    private Pointer.Verdict awaitVerdict(int version) throws IOException {
        return awaitVerdict("default", version);
    }

    private Pointer.Verdict awaitVerdict(String model, int version) throws IOException {
        long deadline = System.nanoTime() + DEADLINE_NS;
        while (true) {
            punctuate();
            deliver();
            Pointer.Verdict verdict =
                    published.containsKey(model) ? pointer(model).verdict() : null;
            if (verdict != null && verdict.version() == version) {
                return verdict;
            }
            assertThat(System.nanoTime())
                    .as("time for a verdict on version " + version)
                    .isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void shouldPublishAnUntrainedFirstVersionWhenAModelHasNone() throws IOException {
        sendHistory(10, 1);
        deliver();
        assertThat(published.keySet()).containsExactly("default/1", "default");
        assertThat(pointer()).isEqualTo(Pointer.bootstrap(1, "bootstrap: the first version, untrained"));
        assertThat(ModelFile.read(published.get("default/1")).manifest().provenance())
                .containsEntry("reason", "bootstrap");
        assertThat(registry.serving("default")).isPresent();
    }

    @Test
    void shouldPublishNeitherVersionNorPointerWhenTheFileIsTooLargeToSend() {
        close();
        start(settings.withKafka(Map.of("bootstrap.servers", "127.0.0.1:1", "max.request.size", "1500")));
        sendHistory(10, 1);
        assertThat(modelsOut.isEmpty()).isTrue();
        assertThat(new String(
                        deadLetters
                                .readRecord()
                                .headers()
                                .lastHeader(DeadLetters.MESSAGE)
                                .value(),
                        StandardCharsets.UTF_8))
                .isEqualTo("model default: its file is above what the producer sends (max.request.size)");
    }

    @Test
    void shouldTrainAndPromoteWhenEnoughNewStepsHaveCome() throws IOException {
        sendHistory(150, 1);
        deliver();
        Pointer.Verdict verdict = awaitVerdict(2);
        assertThat(verdict.reason()).startsWith("promoted: ");
        assertThat(verdict.trigger()).isEqualTo("steps: 450 new");
        assertThat(verdict.challenger()).isLessThan(verdict.champion());
        assertThat(verdict.updates()).isGreaterThanOrEqualTo(40);
        assertThat(pointer().serving()).isEqualTo(2);
        assertThat(pointer().previous()).isEqualTo(1);
        Forecaster promoted = ModelFile.read(published.get("default/2"));
        assertThat(promoted.manifest().parent()).isEqualTo("default/1");
        assertThat(promoted.manifest().provenance()).containsKeys("lossCurve", "heldOut", "updates");
        assertThat(registry.serving("default").orElseThrow().manifest().version())
                .isEqualTo(2);
    }

    @Test
    void shouldAnswerARequestAndEachIdOnce() throws IOException {
        sendHistory(100, 1);
        deliver();
        request("r1");
        request("r1");
        request("r2");
        Pointer.Verdict verdict = awaitVerdict(2);
        assertThat(verdict.trigger()).isEqualTo("request: test");
        assertThat(verdict.requests()).containsExactly("r1", "r2");
        punctuate();
        assertThat(worker.isRunning("default")).isFalse();
    }

    @Test
    void shouldRejectWithAReasonWhenThereIsTooLittleHistoryAndThenGoOn() throws IOException {
        sendHistory(10, 1);
        deliver();
        request("r1");
        assertThat(awaitVerdict(2).reason()).startsWith("rejected: no device has a stretch of 9 steps");
        assertThat(pointer().serving()).isEqualTo(1);
        sendHistory(150, 2);
        request("r2");
        assertThat(awaitVerdict(3).promoted()).isTrue();
        assertThat(pointer().serving()).isEqualTo(3);
    }

    @Test
    void shouldStartThePendingRunAgainWhenItWasLost() throws IOException {
        sendHistory(100, 1);
        deliver();
        request("r1");
        punctuate();
        assertThat(worker.isRunning("default")).isTrue();
        worker.cancel("default");
        Pointer.Verdict verdict = awaitVerdict(2);
        assertThat(verdict.requests()).containsExactly("r1");
        assertThat(published.keySet()).containsOnlyOnce("default/2");
    }

    @Test
    void shouldTakeANumberOfItsOwnWhenSomebodyElseHasPublished() throws IOException {
        sendHistory(100, 1);
        deliver();
        Forecaster other = registry.serving("default").orElseThrow();
        modelsIn.pipeInput("default/2", ModelFile.write(other.manifest().numbered(2), other.parameters()));
        modelsIn.pipeInput("default", JSON.writeValueAsBytes(pointer().published(2, "by hand")));
        request("r");
        Pointer.Verdict verdict = awaitVerdict(3);
        assertThat(verdict.promoted()).isTrue();
        assertThat(pointer().previous()).isEqualTo(2);
    }

    @Test
    void shouldMoveNothingWhilePinned() throws IOException {
        sendHistory(100, 1);
        deliver();
        Pointer pinned = new Pointer(1, 1, null, null, true, "pinned by hand", null, List.of());
        modelsIn.pipeInput("default", JSON.writeValueAsBytes(pinned));
        request("r1");
        Pointer.Verdict verdict = awaitVerdict(2);
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.reason()).startsWith("pinned, not promoted");
        assertThat(pointer().serving()).isEqualTo(1);
        assertThat(pointer().pinned()).isTrue();
    }

    private void summary(int version, int hour, double mae) {
        long fromMs = StreamFixtures.at(hour).toEpochMilli();
        retraining.pipeInput(
                "default",
                RetrainingJson.write(new RetrainingRecord.ScoreSummary(
                        "default", version, fromMs, fromMs + 1, 10, mae * (1 + 0.02 * (hour % 3)), 1, Map.of())));
    }

    @Test
    void shouldTrainForTheReasonOfADriftWhenTheLiveErrorRises() throws IOException {
        sendHistory(100, 1);
        deliver();
        for (int hour = 0; hour < 30; hour++) {
            summary(1, hour, 0.5);
            summary(7, hour, 5);
        }
        punctuate();
        assertThat(worker.isRunning("default"))
                .as("other versions do not count")
                .isFalse();
        for (int hour = 30; hour < 40; hour++) {
            summary(1, hour, 0.8);
        }
        Pointer.Verdict verdict = awaitVerdict(2);
        assertThat(verdict.trigger()).startsWith("drift: live error was 0.5").contains(" and is 0.8");
        assertThat(ModelFile.read(published.get("default/2")).manifest().provenance())
                .containsEntry("reason", verdict.trigger());
    }

    @Test
    void shouldRollBackOnceWhenTheLiveErrorIsWorseAfterASwap() throws IOException {
        sendHistory(100, 1);
        deliver();
        request("r1");
        awaitVerdict(2);
        request("r2");
        Pointer.Verdict third = awaitVerdict(3);
        assertThat(third.promoted()).as(third.reason()).isTrue();
        for (int hour = 0; hour < 20; hour++) {
            summary(2, hour, 0.5);
        }
        assertThat(pointer().serving())
                .as("summaries of another version move nothing")
                .isEqualTo(3);
        for (int hour = 20; hour < 60; hour++) {
            summary(3, hour, 0.5);
        }
        request("r3");
        Pointer.Verdict fourth = awaitVerdict(4);
        assertThat(fourth.promoted()).as(fourth.reason()).isTrue();
        for (int hour = 60; hour < 120 && pointer().serving() == 4; hour++) {
            summary(4, hour, 0.8);
            deliver();
        }
        assertThat(pointer().serving()).isEqualTo(3);
        assertThat(pointer().reason())
                .startsWith("rolled back to 3: live error over the naive one's is 0.8")
                .contains(" with default/4 over 5", "was 0.5", "with default/3");
        assertThat(pointer().previous())
                .as("a further rollback goes to the parent")
                .isEqualTo(2);
        assertThat(pointer().rejected()).last().satisfies(verdict -> {
            assertThat(verdict.version()).isEqualTo(4);
            assertThat(verdict.trigger()).isEqualTo("live error");
        });
        assertThat(registry.serving("default").orElseThrow().manifest().version())
                .isEqualTo(3);
        for (int hour = 120; hour < 250; hour++) {
            summary(3, hour, 0.9);
        }
        deliver();
        assertThat(pointer().serving()).as("no further rollback").isEqualTo(3);
        request("r4");
        assertThat(awaitVerdict(5).requests()).containsExactly("r4");
    }

    @Test
    void shouldNoteAndMoveNothingWhenAPinnedVersionIsWorse() throws IOException {
        sendHistory(100, 1);
        deliver();
        for (int hour = 0; hour < 40; hour++) {
            summary(1, hour, 0.5);
        }
        request("r1");
        awaitVerdict(2);
        Pointer serving = pointer();
        modelsIn.pipeInput(
                "default",
                JSON.writeValueAsBytes(
                        new Pointer(1, 2, 1, null, true, "mine", serving.verdict(), serving.rejected())));
        for (int hour = 40; hour < 140; hour++) {
            summary(2, hour, 0.9);
        }
        deliver();
        assertThat(pointer().serving()).isEqualTo(2);
        assertThat(pointer().rejected()).singleElement().satisfies(verdict -> assertThat(verdict.reason())
                .startsWith("pinned, not rolled back to 1: live error"));
    }

    @Test
    void shouldTellLossBudgetAndLiveErrorAsMetricsOfTheModel() throws IOException {
        sendHistory(100, 1);
        deliver();
        summary(1, 0, 0.5);
        request("r1");
        Pointer.Verdict verdict = awaitVerdict(2);
        Map<String, Object> metrics = new HashMap<>();
        driver.metrics().forEach((name, metric) -> {
            if (name.group().equals(TrainerMetrics.GROUP)) {
                assertThat(name.tags()).as(name.name()).isEqualTo(Map.of("model", "default"));
                metrics.put(name.name(), metric.metricValue());
            }
        });
        assertThat(metrics)
                .containsEntry("fine-tunes-promoted-total", 1.0)
                .containsEntry("fine-tune-updates", (double) verdict.updates())
                .containsEntry("fine-tune-budget-seconds", 300.0)
                .containsEntry("fine-tune-challenger-error", verdict.challenger())
                .containsKeys("fine-tune-seconds", "fine-tune-forgetting", "drift-excess");
        assertThat((double) metrics.get("fine-tune-loss-last"))
                .isLessThan((double) metrics.get("fine-tune-loss-first"));
        assertThat((double) metrics.get("live-error-ratio")).isBetween(0.5, 0.52);
    }

    @Test
    void shouldBeginAGroupWithTheDefaultModelWhenItHasNoVersionOfItsOwn() throws IOException {
        sendHistory(100, 1);
        deliver();
        request("r1");
        awaitVerdict(2);
        sendHistory("pumps", 150, 5);
        request("pumps", "r2");
        Pointer.Verdict verdict = awaitVerdict("pumps", 1);
        assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
        assertThat(pointer("pumps").serving()).isEqualTo(1);
        assertThat(pointer("pumps").previous()).isZero();
        assertThat(ModelFile.read(published.get("pumps/1")).manifest().parent()).isEqualTo("default/2");
        assertThat(registry.serving("pumps").orElseThrow().manifest().id()).isEqualTo("pumps/1");
        assertThat(pointer().serving()).as("the default model is as it was").isEqualTo(2);
        assertThat(published).doesNotContainKey("default/3");
        sendHistory("pumps", 20, 6);
        request("pumps", "r3");
        assertThat(awaitVerdict("pumps", 2).requests()).containsExactly("r3");
    }

    @Test
    void shouldPublishTheFirstDefaultModelWhenOnlyAGroupHasReadings() {
        sendHistory("pumps", 10, 1);
        deliver();
        assertThat(published.keySet()).containsExactly("default/1", "default");
        assertThat(registry.serving("pumps")).isEmpty();
    }

    @Test
    void shouldLeaveAGroupWithTheDefaultModelAndSayWhyWhenItsChallengerIsRejected() throws IOException {
        sendHistory("pumps", 10, 1);
        deliver();
        for (int run = 1; run <= Pointer.MOST_REJECTED + 2; run++) {
            request("pumps", "r" + run);
            assertThat(awaitVerdict("pumps", run).promoted()).isFalse();
        }
        assertThat(pointer("pumps").serving()).isZero();
        assertThat(registry.serving("pumps")).isEmpty();
        assertThat(pointer("pumps").rejected())
                .hasSize(Pointer.MOST_REJECTED)
                .allSatisfy(verdict -> assertThat(verdict.reason()).startsWith("rejected: no device has"))
                .extracting(Pointer.Verdict::version)
                .startsWith(3)
                .endsWith(Pointer.MOST_REJECTED + 2);
    }

    @Test
    void shouldDeadLetterWhatComesOfOneModelTooMany() {
        for (String model : List.of("default", "pumps", "fans", "belts")) {
            sendHistory(model, 10, 1);
        }
        assertThat(deadLetters.readRecordsToList()).hasSize(3).allSatisfy(letter -> assertThat(new String(
                        letter.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8))
                .startsWith("model must be one of at most learning.max-models 3 in a partition, was belts"));
    }

    @Test
    void shouldDeadLetterWhatIsNoRetrainingRecord() {
        retraining.pipeInput("default", "{}".getBytes(StandardCharsets.UTF_8));
        retraining.pipeInput("default", null);
        retraining.pipeInput(
                "default", "{\"schema\":1,\"model\":\"default\",\"kind\":\"gift\"}".getBytes(StandardCharsets.UTF_8));
        List<String> reasons = deadLetters.readRecordsToList().stream()
                .map(r -> new String(
                        r.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8))
                .toList();
        assertThat(reasons).hasSize(3);
        assertThat(reasons.get(0)).startsWith("schema must be 1");
        assertThat(reasons.get(2)).startsWith("kind must be chunk, score-summary or request");
    }

    @Test
    void shouldRefuseAChunkThatIsOfAnotherModelsForm() throws IOException {
        sendHistory(10, 1);
        byte[] good = new byte[0];
        List<JsonNode> bad = new ArrayList<>();
        for (String change : List.of(
                "{\"features\":[\"load\"]}",
                "{\"step\":\"PT1M\"}",
                "{\"from\":\"2026-03-02T00:00:01Z\"}",
                "{\"observed\":[[1]]}",
                "{\"scale\":{\"temp\":{\"mean\":0,\"std\":0,\"diff\":1}}}")) {
            good = RecordJson.chunk(
                    new RetrainingRecord.Chunk(
                            "default",
                            "a",
                            StreamFixtures.STEP.toMillis(),
                            new Segment(
                                    StreamFixtures.START.toEpochMilli() / StreamFixtures.STEP.toMillis(),
                                    1,
                                    new float[] {1, 2},
                                    new boolean[] {true, true}),
                            new RunningScale(1, 10, Scaling.Measure.STANDARD).scale()),
                    List.of("temp"),
                    Scaling.Measure.STANDARD);
            JsonNode chunk = JSON.readTree(good);
            ((com.fasterxml.jackson.databind.node.ObjectNode) chunk)
                    .setAll((com.fasterxml.jackson.databind.node.ObjectNode) JSON.readTree(change));
            bad.add(chunk);
        }
        for (JsonNode chunk : bad) {
            retraining.pipeInput("default", JSON.writeValueAsBytes(chunk));
        }
        assertThat(deadLetters.readRecordsToList()).hasSize(bad.size());
        retraining.pipeInput("default", good);
        assertThat(deadLetters.isEmpty()).isTrue();
    }
}
