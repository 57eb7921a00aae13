package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceHistory;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Verdict;
import io.tidecast.record.RequestRecord;
import io.tidecast.record.SummaryRecord;
import io.tidecast.series.Scaling;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
import org.apache.kafka.streams.processor.TaskId;

/**
 * The trainer's topology in Kafka Streams' driver, with hourly chunks of ten steps of one feature for three devices.
 * What it publishes comes back to it when {@link #deliver} says so.
 */
public final class TrainerDriver implements AutoCloseable {
    static final List<String> DEVICES = List.of("a", "b", "c");

    private static final long DEADLINE_NS = Duration.ofSeconds(60).toNanos();

    public final ModelRegistry registry;
    final TrainingWorker<TrainerWork> worker;
    /** The worker as the one task of the driver has it. */
    final TaskWorker work;

    final TopologyTestDriver driver;
    public final TestInputTopic<String, byte[]> retraining;
    final TestInputTopic<String, byte[]> modelsIn;
    public final TestOutputTopic<String, byte[]> modelsOut;
    final TestOutputTopic<String, byte[]> deadLetters;
    /** The newest record of each key; null where the newest removes it. */
    final Map<String, byte[]> published = new LinkedHashMap<>();

    private DeviceHistory history = new DeviceHistory(Scaling.Measure.STANDARD);

    public TrainerDriver(StreamSettings settings, Path state) {
        this(settings, state, TrainingWorker.inBackground());
    }

    public TrainerDriver(StreamSettings settings, Path state, TrainingWorker<TrainerWork> worker) {
        this.worker = worker;
        work = new TaskWorker(worker, new TaskId(0, 0));
        registry = new ModelRegistry(settings.forecast());
        driver = new TopologyTestDriver(
                TrainerTopology.build(settings, registry, worker),
                StreamFixtures.driver(Role.TRAINER, state),
                StreamFixtures.START);
        retraining = driver.createInputTopic("retraining", new StringSerializer(), new ByteArraySerializer());
        modelsIn = driver.createInputTopic("models", new StringSerializer(), new ByteArraySerializer());
        modelsOut = driver.createOutputTopic("models", new StringDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic("dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** What the topic does: everything that was published comes back to the global store. */
    void deliver() {
        while (deliverNext()) {}
    }

    private boolean deliverNext() {
        if (modelsOut.isEmpty()) {
            return false;
        }
        KeyValue<String, byte[]> record = modelsOut.readKeyValue();
        publish(record.key, record.value);
        return true;
    }

    /** What somebody else produces to the models topic. */
    public void publish(String key, byte[] value) {
        published.put(key, value);
        modelsIn.pipeInput(key, value);
    }

    public void publish(Forecaster version) {
        publish(version.manifest().id(), ModelFile.write(version.manifest(), version.parameters()));
    }

    void point(String model, Pointer pointer) throws IOException {
        publish(model, PointerRecord.bytes(pointer));
    }

    public Pointer pointer(String model) throws IOException {
        return PointerRecord.of(published.get(model));
    }

    public Pointer pointer() throws IOException {
        return pointer("default");
    }

    int serving() {
        return registry.serving("default").orElseThrow().manifest().version();
    }

    /** Chunks of a sine of ten steps' period with a little noise, for every device, of steps 0 and on. */
    void sendHistory(String model, int steps, long seed) {
        Random random = new Random(seed);
        history = new DeviceHistory(Scaling.Measure.STANDARD);
        send(model, 0, steps, step -> 10 * Math.sin(2 * Math.PI * step / 10) + 0.1 * random.nextGaussian());
    }

    void sendHistory(int steps, long seed) {
        sendHistory("default", steps, seed);
    }

    /** Chunks of every device, device by device. */
    void send(String model, int from, int to, DeviceHistory.Signal signal) {
        for (String device : DEVICES) {
            history.records(model, device, from, to, signal).forEach(chunk -> retraining.pipeInput(model, chunk));
        }
    }

    public void request(String model, String id) {
        retraining.pipeInput(model, RequestRecord.bytes(new RetrainingRecord.Request(model, "test", id)));
    }

    public void request(String id) {
        request("default", id);
    }

    void summary(int version, int hour, double mae) {
        long fromMs = StreamFixtures.at(hour).toEpochMilli();
        retraining.pipeInput(
                "default",
                SummaryRecord.bytes(new RetrainingRecord.ScoreSummary(
                        "default", version, fromMs, fromMs + 1, 10, mae * (1 + 0.02 * (hour % 3)), 1, Map.of())));
    }

    public void punctuate() {
        driver.advanceWallClockTime(TrainModels.PUNCTUATION);
    }

    /** Something that a pointer says. */
    interface Told {
        boolean holds(Pointer pointer);
    }

    /** Punctuates and delivers until the model's pointer says so; what was published after it is not delivered yet. */
    Pointer await(String model, String what, Told told) throws IOException {
        long deadline = System.nanoTime() + DEADLINE_NS;
        while (true) {
            punctuate();
            do {
                if (published.get(model) != null && told.holds(pointer(model))) {
                    return pointer(model);
                }
            } while (deliverNext());
            assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Until there is a last verdict on this version. */
    Verdict awaitVerdict(String model, int version) throws IOException {
        return await(
                        model,
                        "a verdict on version " + version,
                        pointer -> pointer.verdict() != null
                                && !pointer.verdict().reason().startsWith("in the shadow")
                                && pointer.verdict().version() == version)
                .verdict();
    }

    Verdict awaitVerdict(int version) throws IOException {
        return awaitVerdict("default", version);
    }

    @Override
    public void close() {
        driver.close();
        worker.close();
    }
}
