package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.learn.GateSettings;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Verdict;
import io.tidecast.record.ChunkRecord;
import io.tidecast.record.RequestRecord;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten fine-tunes on poisoned history, one after the other through the trainer's topology: chunks with NaN, values that
 * explode, and noise in the place of values. None of them may serve, and the next honest one is promoted.
 */
class PoisonedHistoryTest {
    private static final List<String> DEVICES = List.of("a", "b", "c");
    private static final int CHUNK = 10;
    private static final int POISONED_RUNS = 10;

    @TempDir
    private Path state;

    private final Map<String, RunningScale> scales = new LinkedHashMap<>();
    private final Random random = new Random(11);
    private final Map<String, byte[]> published = new LinkedHashMap<>();
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> retraining;
    private TestInputTopic<String, byte[]> modelsIn;
    private TestOutputTopic<String, byte[]> modelsOut;
    private TestOutputTopic<String, byte[]> deadLetters;
    private int step;

    private interface Value {
        double at(int step);
    }

    private static double honest(int step) {
        return 10 * Math.sin(2 * Math.PI * step / 10);
    }

    /** Chunks of so many steps of every device. */
    private void send(int steps, Value value, Scale poisoned) {
        for (int from = step; from < step + steps; from += CHUNK) {
            for (String device : DEVICES) {
                send(device, from, value, poisoned);
            }
        }
        step += steps;
    }

    private void send(String device, int from, Value value, Scale poisoned) {
        RunningScale scale = scales.computeIfAbsent(device, d -> new RunningScale(1, 1000, Scaling.Measure.STANDARD));
        double[] values = new double[CHUNK];
        boolean[] observed = new boolean[CHUNK];
        Arrays.fill(observed, true);
        for (int t = 0; t < CHUNK; t++) {
            values[t] = (float) value.at(from + t);
            if (poisoned == null) {
                scale.addLevel(0, values[t]);
                scale.addChange(0, (float) (honest(from + t) - honest(from + t - 1)));
            }
        }
        long first = StreamFixtures.START.toEpochMilli() / StreamFixtures.STEP.toMillis() + from;
        RetrainingRecord.Chunk chunk = new RetrainingRecord.Chunk(
                "default",
                device,
                TimeStep.of(StreamFixtures.STEP),
                new Segment(first, 1, values, observed),
                poisoned == null ? scale.scale() : poisoned);
        retraining.pipeInput("default", ChunkRecord.bytes(chunk, List.of("temp"), Scaling.Measure.STANDARD));
    }

    /** The same chunk with one value that is none, as a careless producer writes it. */
    private void sendNotANumber(String text) {
        String chunk = "{\"schema\":1,\"kind\":\"chunk\",\"model\":\"default\",\"device\":\"a\",\"from\":\""
                + StreamFixtures.at(step)
                + "\",\"step\":\"PT1H\",\"features\":[\"temp\"],\"values\":[[" + text
                + "]],\"observed\":[[1]],\"scale\":{\"temp\":{\"mean\":0,\"std\":1,\"diff\":1}}}";
        retraining.pipeInput("default", chunk.getBytes(StandardCharsets.UTF_8));
        assertThat(deadLetters.readRecordsToList()).as(text).hasSize(1);
    }

    private void poison(int run) {
        Scale own = scales.get("a").scale();
        switch (run % 4) {
            case 0 -> {
                List.of("NaN", "\"NaN\"", "null", "1e39").forEach(this::sendNotANumber);
                send(CHUNK, t -> t % 2 == 0 ? 3e38 : -3e38, own);
            }
            case 1 -> send(2 * CHUNK, t -> Math.pow(10, (t - step) % 30), own);
            case 2 -> send(2 * CHUNK, t -> honest(t) + 12 * random.nextGaussian(), own);
            default ->
                send(
                        CHUNK,
                        t -> 1e30 * random.nextGaussian(),
                        new Scale(new double[1], new float[] {1e30f}, new float[] {1e30f}));
        }
    }

    private Verdict fineTune(String id) throws IOException {
        deliver();
        retraining.pipeInput("default", RequestRecord.bytes(new RetrainingRecord.Request("default", "test", id)));
        driver.advanceWallClockTime(TrainModels.PUNCTUATION);
        deliver();
        Verdict verdict = pointer().verdict();
        assertThat(verdict.requests()).containsExactly(id);
        return verdict;
    }

    private void deliver() {
        modelsOut.readKeyValuesToList().forEach(record -> {
            published.put(record.key, record.value);
            modelsIn.pipeInput(record.key, record.value);
        });
    }

    private Pointer pointer() throws IOException {
        return PointerRecord.of(published.get("default"));
    }

    /** A champion that has hardly learnt gains from whatever is honest in its history, so each fine-tune is tempted. */
    @Test
    void shouldServeNoneOfTenPoisonedFineTunesThoughThereIsMuchToGain() throws IOException {
        try (Trainer trainer = new Trainer()) {
            learnOnce();
            poisonTenTimes();
            send(200, t -> honest(t) + 4 * Math.sin(2 * Math.PI * t / 5 + 1) + 0.1 * random.nextGaussian(), null);
            Verdict verdict = fineTune("honest again");
            assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
            assertThat(trainer.serving().manifest().version()).isEqualTo(verdict.version());
        }
    }

    @Test
    void shouldServeNoneOfTenPoisonedFineTunesAndPromoteTheNextHonestOne() throws IOException {
        try (Trainer trainer = new Trainer()) {
            learnOnce();
            // Until there is nothing to gain from honest history, for a fine-tune may learn from what is honest in it.
            for (int run = 0; fineTune("honest-" + run).promoted(); run++) {
                assertThat(run).isLessThan(20);
            }
            poisonTenTimes();
            // Something new to learn, and so much of it that what is kept of history knows nothing else.
            send(2_000, t -> honest(t) + 4 * Math.sin(2 * Math.PI * t / 5 + 1) + 0.1 * random.nextGaussian(), null);
            Verdict verdict = fineTune("honest again");
            assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
            assertThat(trainer.serving().manifest().version()).isEqualTo(verdict.version());
        }
    }

    private void learnOnce() throws IOException {
        send(300, t -> honest(t) + 0.1 * random.nextGaussian(), null);
        assertThat(fineTune("honest").promoted()).isTrue();
    }

    private void poisonTenTimes() throws IOException {
        Set<String> known = Set.copyOf(published.keySet());
        int serving = pointer().serving();
        int rejected = pointer().rejected().size();
        for (int run = 0; run < POISONED_RUNS; run++) {
            poison(run);
            Verdict verdict = fineTune("poisoned-" + run);
            assertThat(verdict.promoted()).as(run + ": " + verdict.reason()).isFalse();
            assertThat(pointer().serving()).isEqualTo(serving);
        }
        assertThat(pointer().rejected()).hasSize(Math.min(Pointer.MOST_REJECTED, rejected + POISONED_RUNS));
        assertThat(published.keySet()).as("no poisoned version was published").isEqualTo(known);
    }

    /** The trainer's topology, which trains at once. */
    private final class Trainer implements AutoCloseable {
        private final TrainingWorker<TrainerWork> worker = new TrainingWorker<>(Runnable::run);
        private final ModelRegistry registry;

        Trainer() {
            StreamSettings settings = StreamFixtures.slowLearner();
            LearningSettings learning = settings.learning()
                    .withTraining(settings.learning().training().withBudget(Duration.ofDays(1), 60));
            GateSettings gate = learning.gate();
            GateSettings usual = new GateSettings(
                    gate.holdout(), gate.windows(), GateSettings.defaults().margin(), gate.forgetting());
            StreamSettings own = settings.withLearning(learning.withGate(usual));
            registry = new ModelRegistry(own.forecast());
            driver = new TopologyTestDriver(
                    TrainerTopology.build(own, registry, worker),
                    StreamFixtures.driver(Role.TRAINER, state),
                    StreamFixtures.START);
            retraining = driver.createInputTopic("retraining", new StringSerializer(), new ByteArraySerializer());
            modelsIn = driver.createInputTopic("models", new StringSerializer(), new ByteArraySerializer());
            modelsOut = driver.createOutputTopic("models", new StringDeserializer(), new ByteArrayDeserializer());
            deadLetters =
                    driver.createOutputTopic("dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
        }

        Forecaster serving() {
            return registry.serving("default").orElseThrow();
        }

        @Override
        public void close() {
            driver.close();
            worker.close();
        }
    }
}
