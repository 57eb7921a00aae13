package io.tidecast.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceHistory;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelFile;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Verdict;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.RequestRecord;
import io.tidecast.series.Scaling;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A retraining topic of two partitions, each with a task of its own, and a producer with librdkafka's default hash
 * beside one with Java's: one model, half of whose records lie in either.
 */
class ModelPartitionsTest {
    private static final ModelPartitions TWO = new ModelPartitions(2, true);
    /** One that the two hashes put into different partitions. */
    private static final String MODEL = "motors";

    private static final List<String> DEVICES = List.of("a", "b", "c", "d", "e", "f");

    private List<TrainerProcess> tasks;

    @BeforeEach
    void start() {
        tasks = tasks(TWO, TWO);
    }

    private static List<TrainerProcess> tasks(ModelPartitions... partitions) {
        List<TrainerProcess> tasks = new ArrayList<>();
        for (int p = 0; p < partitions.length; p++) {
            tasks.add(new TrainerProcess(settings(), Path.of("target", "no-state"), p, partitions[p]));
        }
        return tasks;
    }

    /** A task as it was: whatever comes is at home. */
    private static TrainerProcess alone() {
        return new TrainerProcess(settings(), Path.of("target", "no-state"));
    }

    private static StreamSettings settings() {
        StreamSettings base = StreamFixtures.slowLearner();
        ForecastSettings forecast = base.forecast();
        return base.toBuilder()
                .forecast(new ForecastSettings(
                        MODEL,
                        forecast.features(),
                        forecast.targets(),
                        forecast.window(),
                        forecast.horizon(),
                        forecast.grid(),
                        forecast.season(),
                        forecast.levels(),
                        forecast.scaling()))
                .build();
    }

    private static int javas(String key) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(UTF_8), 2);
    }

    /** librdkafka's {@code consistent_random}. */
    private static int foreign(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(UTF_8));
        return (int) (crc.getValue() % 2);
    }

    private static byte[] request(String id) {
        return RequestRecord.bytes(new RetrainingRecord.Request(MODEL, "test", id));
    }

    /** Half of the devices' chunks in the one partition, half in the other. */
    private void produceHistory() {
        DeviceHistory history = new DeviceHistory(Scaling.Measure.STANDARD);
        Random random = new Random(1);
        for (int d = 0; d < DEVICES.size(); d++) {
            int partition = d % 2 == 0 ? javas(MODEL) : foreign(MODEL);
            for (byte[] chunk : history.records(
                    MODEL,
                    DEVICES.get(d),
                    0,
                    150,
                    step -> 10 * Math.sin(2 * Math.PI * step / 10) + 0.1 * random.nextGaussian())) {
                tasks.get(partition).produce(MODEL, chunk);
            }
        }
    }

    /** What the broker does: what was sent on is in its partition, and the models topic goes to everybody. */
    private void broker() {
        for (TrainerProcess task : tasks) {
            task.commit();
            List<Record<byte[], byte[]>> sentOn = List.copyOf(task.sentOn);
            task.sentOn.clear();
            for (Record<byte[], byte[]> record : sentOn) {
                int partition = TWO.partitions("retraining", record.key(), record.value(), 2)
                        .orElseThrow()
                        .iterator()
                        .next();
                tasks.get(partition).produce(record);
            }
        }
        for (TrainerProcess from : tasks) {
            for (; from.shared < from.models.size(); from.shared++) {
                TrainerProcess.Entry entry = from.models.get(from.shared);
                tasks.forEach(to -> to.registry().accept(entry.key(), entry.value()));
            }
        }
    }

    private void settle() {
        for (int i = 0; i < 30; i++) {
            tasks.forEach(TrainerProcess::readAll);
            broker();
            tasks.forEach(task -> task.look(TrainModels.PUNCTUATION.toMillis()));
            tasks.forEach(TrainerProcess::work);
            broker();
        }
    }

    @Test
    void shouldBeWhereJavasProducerPutsTheKey() {
        for (int partitions : new int[] {1, 2, 3, 7}) {
            ModelPartitions by = new ModelPartitions(partitions, true);
            for (int i = 0; i < 200; i++) {
                assertThat(by.of("model-" + i))
                        .isEqualTo(BuiltInPartitioner.partitionForKey(("model-" + i).getBytes(UTF_8), partitions));
            }
        }
        assertThat(foreign(MODEL)).as("the case at hand").isNotEqualTo(javas(MODEL));
    }

    @Test
    void shouldTrainAModelOnceWhenAForeignProducerPutsHalfOfItElsewhere() {
        produceHistory();
        tasks.get(foreign(MODEL)).produce(MODEL, request("foreign"));
        tasks.get(javas(MODEL)).produce(MODEL, request("java"));
        settle();
        Map<String, Set<String>> contents = new HashMap<>();
        Set<String> answered = new HashSet<>();
        Map<Integer, String> verdicts = new HashMap<>();
        for (TrainerProcess task : tasks) {
            assertThat(task.deadLetters).isEmpty();
            for (TrainerProcess.Entry entry : task.models) {
                if (entry.key().contains("/")) {
                    contents.computeIfAbsent(entry.key(), key -> new HashSet<>())
                            .add(ModelFile.read(entry.value()).manifest().sha256());
                } else if (PointerRecord.of(entry.value()).verdict() != null) {
                    Verdict verdict = PointerRecord.of(entry.value()).verdict();
                    answered.addAll(verdict.requests());
                    assertThat(verdicts.merge(verdict.version(), verdict.at(), (before, now) -> before))
                            .as("one verdict on version " + verdict.version())
                            .isEqualTo(verdict.at());
                }
            }
        }
        assertThat(contents).containsKeys(MODEL + "/1", MODEL + "/2");
        assertThat(contents.values()).as("contents of each number").allSatisfy(one -> assertThat(one)
                .hasSize(1));
        assertThat(answered).containsExactlyInAnyOrder("foreign", "java");
        assertThat(tasks.get(javas(MODEL)).chunks(MODEL)).isEqualTo(DEVICES.size() * 15L);
        assertThat(tasks.get(foreign(MODEL)).stored()).doesNotContainKey(MODEL);
    }

    @Test
    void shouldSendARecordOnUnderItsModelWithWhereItWas() {
        TrainerProcess away = tasks.get(foreign(MODEL));
        away.produce(new Record<>(null, request("r"), 5));
        away.readAll();
        away.commit();
        assertThat(away.sentOn).singleElement().satisfies(record -> {
            assertThat(record.key()).asString(UTF_8).isEqualTo(MODEL);
            assertThat(record.value()).isEqualTo(request("r"));
            assertThat(record.timestamp()).isEqualTo(5);
            assertThat(record.headers().lastHeader(ModelRouter.ROUTED_FROM).value())
                    .asString(UTF_8)
                    .isEqualTo("retraining-" + foreign(MODEL) + " offset 1");
        });
        assertThat(away.models).as("no model begins here").isEmpty();
    }

    @Test
    void shouldKeepARecordAsADeadLetterWhenTheTrainerMayNotSendItOn() {
        tasks = tasks(new ModelPartitions(2, false), new ModelPartitions(2, false));
        TrainerProcess away = tasks.get(foreign(MODEL));
        away.produce(MODEL, request("r"));
        away.readAll();
        away.commit();
        assertThat(away.sentOn).isEmpty();
        assertThat(away.deadLetters).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(request("r"));
            assertThat(letter.headers().lastHeader(DeadLetters.REASON).value())
                    .asString(UTF_8)
                    .isEqualTo("misplaced");
            assertThat(letter.headers().lastHeader(DeadLetters.MESSAGE).value())
                    .asString(UTF_8)
                    .startsWith("partition must be " + javas(MODEL) + " for model motors, as Java's producer")
                    .contains("partitioner=murmur2_random", "be allowed WRITE on the topic")
                    .endsWith("was " + foreign(MODEL));
        });
    }

    @Test
    void shouldSendNothingOnTwice() {
        TrainerProcess away = tasks.get(foreign(MODEL));
        away.produce(MODEL, request("r"));
        away.readAll();
        away.commit();
        away.produce(away.sentOn.get(0));
        away.readAll();
        away.commit();
        assertThat(away.sentOn).hasSize(1);
        assertThat(away.deadLetters).hasSize(1);
    }

    /** The build before trained a model wherever its records were. */
    @Test
    void shouldMoveWhatABuildBeforeKeptInAnotherPartitionAndLoseNothing() {
        List<TrainerProcess> before = List.of(alone(), alone());
        tasks.clear();
        tasks.addAll(before);
        produceHistory();
        tasks.get(foreign(MODEL)).produce(MODEL, request("waits"));
        before.forEach(TrainerProcess::readAll);
        before.forEach(TrainerProcess::commit);
        assertThat(before).allSatisfy(task -> assertThat(task.chunks(MODEL)).isEqualTo(45));
        tasks = tasks(TWO, TWO);
        for (int p = 0; p < 2; p++) {
            tasks.get(p).takeOver(before.get(p));
        }
        assertThat(tasks.get(javas(MODEL)).chunks(MODEL))
                .as("where Java put it, it stays")
                .isEqualTo(45);
        settle();
        assertThat(tasks.get(javas(MODEL)).chunks(MODEL)).isEqualTo(90);
        assertThat(tasks.get(foreign(MODEL)).stored()).doesNotContainKey(MODEL);
        Set<String> answered = new HashSet<>();
        tasks.get(javas(MODEL)).models.stream()
                .filter(entry -> entry.key().equals(MODEL))
                .map(entry -> PointerRecord.of(entry.value()).verdict())
                .filter(verdict -> verdict != null)
                .forEach(verdict -> answered.addAll(verdict.requests()));
        assertThat(answered).containsExactly("waits");
    }

    @Test
    void shouldKeepHistoryWhereItIsWhenItMayNotBeSentOn() {
        List<TrainerProcess> before = List.of(alone(), alone());
        tasks.clear();
        tasks.addAll(before);
        produceHistory();
        before.forEach(TrainerProcess::readAll);
        before.forEach(TrainerProcess::commit);
        tasks = tasks(new ModelPartitions(2, false), new ModelPartitions(2, false));
        for (int p = 0; p < 2; p++) {
            tasks.get(p).takeOver(before.get(p));
        }
        settle();
        assertThat(tasks.get(foreign(MODEL)).chunks(MODEL)).isEqualTo(45);
        assertThat(tasks.get(foreign(MODEL)).models).isEmpty();
    }
}
