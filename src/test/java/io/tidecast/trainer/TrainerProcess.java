package io.tidecast.trainer;

import io.tidecast.model.ModelRegistry;
import io.tidecast.record.Names;
import io.tidecast.stream.DaysTable;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The trainer's processor alone, with transactions: what it stored, read and sent since the last {@link #commit} is
 * undone by a {@link #crash}, as exactly-once does. Training is done when {@link #work} says so.
 */
final class TrainerProcess {
    /** A record of a topic. */
    record Entry(String key, byte[] value) {}

    /** The models topic: what was committed, in order. */
    final List<Entry> models = new ArrayList<>();

    /** Of these, how many others have read. */
    int shared;

    /** Records that were sent on to another partition, and committed. */
    final List<Record<byte[], byte[]>> sentOn = new ArrayList<>();
    /** Dead letters that were committed. */
    final List<Record<byte[], byte[]>> deadLetters = new ArrayList<>();

    private final Path folder;
    private final TaskId task;
    private final ModelPartitions partitions;
    private final Map<Bytes, byte[]> history = new TreeMap<>();
    private final Map<String, byte[]> places = new TreeMap<>();
    private final List<Record<byte[], byte[]>> uncommitted = new ArrayList<>();
    private final Deque<Record<byte[], byte[]>> retraining = new ArrayDeque<>();
    private final Deque<Runnable> work = new ArrayDeque<>();

    private StreamSettings settings;
    private MockProcessorContext<Object, Object> context;
    private KeyValueStore<Bytes, byte[]> historyStore;
    private KeyValueStore<String, byte[]> placeStore;
    private TrainModels trainer;
    private TrainingWorker<TrainerWork> worker;
    private ModelRegistry registry;
    private int delivered;
    private long nowMs = StreamFixtures.START.toEpochMilli();

    TrainerProcess(StreamSettings settings, Path folder) {
        this(settings, folder, 0, ModelPartitions.ONE);
    }

    /** @param partition that its task reads */
    TrainerProcess(StreamSettings settings, Path folder, int partition, ModelPartitions partitions) {
        this.settings = settings;
        this.folder = folder;
        this.partitions = partitions;
        task = new TaskId(0, partition);
        start();
    }

    private void start() {
        context = new MockProcessorContext<>(StreamFixtures.driver(Role.TRAINER, folder), task, folder.toFile());
        context.setCurrentSystemTimeMs(nowMs);
        historyStore = store(Names.HISTORY, Serdes.Bytes(), history);
        placeStore = store(Names.TRAINER, Serdes.String(), places);
        registry = new ModelRegistry(settings.forecast());
        delivered = 0;
        work.clear();
        deliver();
        worker = new TrainingWorker<>(work::add);
        trainer = new TrainModels(settings, new DaysTable(settings), registry, worker, partitions);
        trainer.init(context);
    }

    /** What Kafka Streams does with a task whose transaction was aborted, if it does not close it before. */
    void revive() {
        context.resetForwards();
        uncommitted.clear();
        fill(historyStore, history);
        fill(placeStore, places);
        context.scheduledPunctuators().forEach(MockProcessorContext.CapturedPunctuator::cancel);
        trainer.init(context);
    }

    private static <K> void fill(KeyValueStore<K, byte[]> store, Map<K, byte[]> with) {
        List<K> keys = new ArrayList<>();
        try (KeyValueIterator<K, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(store::delete);
        with.forEach(store::put);
    }

    /** What Kafka Streams does when the task goes to another instance; the process goes on. */
    void close() {
        trainer.close();
    }

    /** Whether work of any task is on its way. */
    boolean isTraining() {
        return new TaskWorker(worker, task).isRunning("default");
    }

    TrainingWorker<TrainerWork> worker() {
        return worker;
    }

    ModelRegistry registry() {
        return registry;
    }

    /** A record that somebody else writes to the models topic, as soon as it is read. */
    void publish(String key, byte[] value) {
        models.add(new Entry(key, value));
    }

    /** What is stored of models, by their ids. */
    Map<String, byte[]> stored() {
        return places;
    }

    /** Takes over what another process has stored. */
    void takeOver(TrainerProcess other) {
        history.putAll(other.history);
        places.putAll(other.places);
        crash();
    }

    /** Kept chunks. */
    long chunks(String model) {
        byte[] state = places.get(model);
        return state == null ? 0 : TrainerState.of(model, state, nowMs).chunks().size();
    }

    private <K> KeyValueStore<K, byte[]> store(String name, Serde<K> keys, Map<K, byte[]> committed) {
        KeyValueStore<K, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
        committed.forEach(store::put);
        return store;
    }

    /** A record that is on the retraining topic from now on. */
    void produce(String model, byte[] value) {
        produce(new Record<>(model.getBytes(StandardCharsets.UTF_8), value, nowMs));
    }

    void produce(Record<byte[], byte[]> record) {
        retraining.add(record);
    }

    /** Reads the next record of the retraining topic, if there is one. */
    void read() {
        if (uncommitted.size() < retraining.size()) {
            Record<byte[], byte[]> next =
                    retraining.stream().skip(uncommitted.size()).findFirst().orElseThrow();
            uncommitted.add(next);
            context.setRecordMetadata("retraining", task.partition(), uncommitted.size());
            trainer.process(next);
        }
    }

    void readAll() {
        while (uncommitted.size() < retraining.size()) {
            read();
        }
    }

    /** Lets so much wall-clock time pass, and the trainer look at what there is to do. */
    void look(long ms) {
        nowMs += ms;
        context.setCurrentSystemTimeMs(nowMs);
        context.scheduledPunctuators().forEach(one -> one.getPunctuator().punctuate(nowMs));
    }

    /** Does the work that was handed over. */
    void work() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    void commit() {
        copy(historyStore, history);
        copy(placeStore, places);
        context.forwarded(Names.MODELS).forEach(forward -> {
            byte[] key = (byte[]) forward.record().key();
            models.add(new Entry(new String(key, StandardCharsets.UTF_8), (byte[])
                    forward.record().value()));
        });
        context.forwarded(Names.RETRAINING_BY_MODEL).forEach(forward -> sentOn.add(bytes(forward.record())));
        context.forwarded(Names.DEAD_LETTERS_OF_TRAINING).forEach(forward -> deadLetters.add(bytes(forward.record())));
        context.resetForwards();
        uncommitted.forEach(read -> retraining.remove());
        uncommitted.clear();
    }

    private static Record<byte[], byte[]> bytes(Record<?, ?> record) {
        return new Record<>((byte[]) record.key(), (byte[]) record.value(), record.timestamp(), record.headers());
    }

    private static <K> void copy(KeyValueStore<K, byte[]> store, Map<K, byte[]> to) {
        to.clear();
        try (KeyValueIterator<K, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> to.put(entry.key, entry.value));
        }
    }

    /** What was committed to the models topic comes back. */
    void deliver() {
        for (; delivered < models.size(); delivered++) {
            registry.accept(models.get(delivered).key(), models.get(delivered).value());
        }
    }

    /** Everything since the last commit is lost, and another process begins. */
    void crash() {
        uncommitted.clear();
        start();
    }

    /** Ends in order and begins again with other settings. */
    void restart(StreamSettings with) {
        commit();
        settings = with;
        start();
    }

    /** The newest record of each key of the models topic. */
    Map<String, byte[]> compacted() {
        Map<String, byte[]> newest = new LinkedHashMap<>();
        models.forEach(entry -> newest.put(entry.key(), entry.value()));
        return newest;
    }

    /** Reads, trains, commits and delivers until nothing is left to do. */
    void settle() {
        for (int quiet = 0; quiet < 5; quiet++) {
            int before = models.size();
            readAll();
            look(TrainModels.PUNCTUATION.toMillis());
            work();
            look(TrainModels.PUNCTUATION.toMillis());
            commit();
            deliver();
            quiet = models.size() == before ? quiet : 0;
        }
    }
}
