package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.record.ChunkRecord;
import io.tidecast.record.RecordLimit;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamFixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no record of the retraining topic, or not of this plant, goes to the dead letters. */
class TrainerRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path state;

    private TrainerDriver trainer;

    @BeforeEach
    void start() {
        trainer = new TrainerDriver(StreamFixtures.slowLearner(), state);
    }

    @AfterEach
    void close() {
        trainer.close();
    }

    @Test
    void shouldDeadLetterWhatComesOfOneModelTooMany() {
        for (String model : List.of("default", "pumps", "fans", "belts")) {
            trainer.sendHistory(model, 10, 1);
        }
        assertThat(trainer.deadLetters.readRecordsToList()).hasSize(3).allSatisfy(letter -> assertThat(new String(
                        letter.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8))
                .startsWith("model must be one of at most learning.max-models 3 in a partition, was belts"));
    }

    @Test
    void shouldDeadLetterAChunkThatTheHistorysChangelogDoesNotTake() {
        close();
        String changelog = "test-trainer-history-changelog";
        trainer = new TrainerDriver(
                StreamFixtures.slowLearner().toBuilder()
                        .topicLimits(Map.of(changelog, RecordLimit.ofTopic(changelog, 400, false)))
                        .build(),
                state);
        trainer.sendHistory(10, 1);
        assertThat(reasons())
                .isNotEmpty()
                .allMatch(reason ->
                        reason.startsWith("a chunk in history must be at most 400 bytes (max.message.bytes of topic "
                                + changelog + "), was "));
    }

    @Test
    void shouldKeepRequestsThatWaitWithinWhatTheChangelogTakes() {
        close();
        String changelog = "test-trainer-trainer-changelog";
        trainer = new TrainerDriver(
                StreamFixtures.slowLearner().toBuilder()
                        .topicLimits(Map.of(changelog, RecordLimit.ofTopic(changelog, 16_384, false)))
                        .build(),
                state);
        for (int i = 0; i < 60; i++) {
            trainer.request(i + "x".repeat(190));
        }
        assertThat(reasons()).isNotEmpty().allMatch(reason -> reason.startsWith("requests that wait must be at most"));
        trainer.request("x".repeat(201));
        assertThat(reasons()).singleElement().asString().startsWith("id must have at most 200 characters, was xxx");
    }

    @Test
    void shouldBeginNoModelWhenARequestNamesOneThatNobodyKnows() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.request("nope", "r1");
        for (int version = 2; version <= 4; version++) {
            trainer.request("r" + version);
            trainer.awaitVerdict(version);
        }
        trainer.deliver();
        assertThat(trainer.published.keySet())
                .as("keys of the models topic")
                .allMatch(key -> key.equals("default") || key.startsWith("default/"));
        trainer.sendHistory("pumps", 10, 1);
        trainer.sendHistory("fans", 10, 1);
        assertThat(reasons())
                .as("of learning.max-models 3, it takes no place")
                .containsExactly("model must be one that is published or has history, was nope");
    }

    @Test
    void shouldAnswerARequestForAModelThatIsPublishedAndHasNoHistory() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.publish("pumps", PointerRecord.bytes(Pointer.unserved()));
        trainer.request("pumps", "r1");
        assertThat(trainer.awaitVerdict("pumps", 1).requests()).containsExactly("r1");
        assertThat(reasons()).isEmpty();
    }

    private List<String> reasons() {
        return trainer.deadLetters.readRecordsToList().stream()
                .map(r -> new String(
                        r.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void shouldDeadLetterWhatIsNoRetrainingRecord() {
        trainer.retraining.pipeInput("default", "{}".getBytes(StandardCharsets.UTF_8));
        trainer.retraining.pipeInput("default", null);
        trainer.retraining.pipeInput(
                "default", "{\"schema\":1,\"model\":\"default\",\"kind\":\"gift\"}".getBytes(StandardCharsets.UTF_8));
        List<String> reasons = trainer.deadLetters.readRecordsToList().stream()
                .map(r -> new String(
                        r.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8))
                .toList();
        assertThat(reasons).hasSize(3);
        assertThat(reasons.get(0)).startsWith("schema must be 1");
        assertThat(reasons.get(2)).startsWith("kind must be chunk, score-summary or request");
    }

    @Test
    void shouldRefuseAChunkThatIsOfAnotherModelsForm() throws IOException {
        trainer.sendHistory(10, 1);
        byte[] good = new byte[0];
        List<JsonNode> bad = new ArrayList<>();
        for (String change : List.of(
                "{\"features\":[\"load\"]}",
                "{\"step\":\"PT1M\"}",
                "{\"from\":\"2026-03-02T00:00:01Z\"}",
                "{\"observed\":[[1]]}",
                "{\"scale\":{\"temp\":{\"mean\":0,\"std\":0,\"diff\":1}}}")) {
            good = ChunkRecord.bytes(
                    new RetrainingRecord.Chunk(
                            "default",
                            "a",
                            TimeStep.of(StreamFixtures.STEP),
                            new Segment(
                                    StreamFixtures.START.toEpochMilli() / StreamFixtures.STEP.toMillis(),
                                    1,
                                    new double[] {1, 2},
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
            trainer.retraining.pipeInput("default", JSON.writeValueAsBytes(chunk));
        }
        assertThat(trainer.deadLetters.readRecordsToList()).hasSize(bad.size());
        trainer.retraining.pipeInput("default", good);
        assertThat(trainer.deadLetters.isEmpty()).isTrue();
    }
}
