package io.tidecast.trainer;

import io.tidecast.learn.FineTuner;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.Progress;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.learn.Triggers;
import io.tidecast.model.Forecaster;
import io.tidecast.model.InputWidening;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.Verdict;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.record.OriginalRecord;
import io.tidecast.record.Reason;
import io.tidecast.record.RetrainingRecords;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.stream.DaysTable;
import io.tidecast.stream.StreamSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor of the trainer: keeps a bounded history per model, starts fine-tunes on the worker, and publishes what
 * passes the gate. Everything is decided here on the stream thread; only the arithmetic runs elsewhere.
 *
 * <p>A group's model begins as the default one: as long as it has no version of its own, its fine-tunes start from the
 * version of the default model that serves, and the first to be promoted becomes its own.
 *
 * <p>A model is trained in one task, that of its partition ({@link ModelPartitions}): what comes of it to another is
 * sent on.
 */
final class TrainModels implements Processor<byte[], byte[], Object, Object> {
    static final Duration PUNCTUATION = Duration.ofMillis(200);
    /** How long a verdict that was published is waited for to come back, before the next fine-tune begins without. */
    static final Duration ECHO = Duration.ofMinutes(1);
    /** How often what was overwritten on the models topic is put back; somebody may go on overwriting it. */
    static final Duration PUT_BACK = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(TrainModels.class);

    private final StreamSettings settings;
    private final DaysTable days;
    private final LearningSettings learning;
    private final ModelRegistry registry;
    private final TrainingWorker<TrainerWork> shared;
    private final ModelPartitions partitions;
    private final FineTuner fineTuner;
    private final Triggers triggers;
    /** What the store holds, by model. */
    private final Map<String, TrainerState> states = new TreeMap<>();
    /** What it holds of models whose partition is another: a build before this one kept it. */
    private final Map<String, TrainerState> strays = new TreeMap<>();

    private ProcessorContext<Object, Object> context;
    private TaskWorker worker;
    private BoundedOutput outlet;
    private ModelRouter router;
    private ChunkStore history;
    private KeyValueStore<String, byte[]> stored;
    private TrainerMetrics metrics;
    private ModelVersions versions;
    private Shadows shadows;
    private LiveTrials trials;
    private LiveWatch watch;

    /**
     * @param days of one's own, as they are now
     * @param worker of the process
     * @param partitions of the retraining topic
     */
    TrainModels(
            StreamSettings settings,
            DaysTable days,
            ModelRegistry registry,
            TrainingWorker<TrainerWork> worker,
            ModelPartitions partitions) {
        this.settings = settings;
        this.days = days;
        this.registry = registry;
        this.partitions = partitions;
        shared = worker;
        learning = settings.learning();
        fineTuner = new FineTuner(
                learning, Optional.of(settings.methods(settings.days().map(topic -> days))));
        triggers = new Triggers(learning.triggers(), learning.seed());
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        close(); // A task that is revived after an aborted transaction takes up its processors again.
        context = processorContext;
        worker = new TaskWorker(shared, context.taskId());
        outlet = new BoundedOutput(context, settings.limits(), Names.DEAD_LETTERS_OF_TRAINING);
        router = new ModelRouter(partitions, context, outlet);
        KeyValueStore<Bytes, byte[]> chunks = context.getStateStore(Names.HISTORY);
        history = new ChunkStore(chunks, learning.history().steps());
        stored = context.getStateStore(Names.TRAINER);
        metrics = new TrainerMetrics(context.metrics());
        ModelOutput output = new ModelOutput(context, outlet, registry, learning.keepVersions());
        versions = new ModelVersions(settings, registry, output, metrics);
        shadows = new Shadows(learning, versions, history, worker, this::chunks);
        trials = new LiveTrials(chunks);
        watch = new LiveWatch(learning, settings.forecast(), versions, metrics, trials);
        readStates();
        context.schedule(PUNCTUATION, PunctuationType.WALL_CLOCK_TIME, this::punctuate);
        context.schedule(PUT_BACK, PunctuationType.WALL_CLOCK_TIME, nowMs -> states.keySet()
                .forEach(versions::putBack));
    }

    private void readStates() {
        states.clear();
        strays.clear();
        long nowMs = context.currentSystemTimeMs();
        try (KeyValueIterator<String, byte[]> all = stored.all()) {
            all.forEachRemaining(entry -> {
                TrainerState state = TrainerState.of(entry.key, entry.value, nowMs);
                (router.isHome(entry.key) ? states : strays).put(entry.key, state);
            });
        }
        strays.forEach(router::tell);
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.cancelAll();
            metrics.close();
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata from = context.recordMetadata().orElseThrow();
        try {
            RetrainingRecord read = RetrainingRecords.of(record.value(), settings.forecast());
            if (router.isHome(read.model())) {
                store(read.model(), after(read, record.value(), state(read.model())));
            } else {
                router.route(read.model(), record, DeadLetters.Origin.of(from).toString());
            }
        } catch (UnreadableRecordException e) {
            outlet.refuse(e, OriginalRecord.of(record, from));
        }
    }

    private TrainerState after(RetrainingRecord record, byte[] value, TrainerState state) {
        if (record instanceof RetrainingRecord.Chunk chunk) {
            int steps = chunk.segment().steps();
            outlet.requireFits("a chunk in history", ChunkStore.mostBytes(chunk.model(), value), Names.HISTORY);
            return state.withChunk(history.append(chunk.model(), state.chunks(), steps, value), steps);
        }
        if (record instanceof RetrainingRecord.Request request) {
            requireKnown(request.model(), state);
            TrainerState asked = state.withRequest(request.id(), request.reason());
            // Twice over: a run takes the requests that wait with it, and more may come meanwhile.
            outlet.requireFits("requests that wait", 2L * asked.bytes().length, Names.TRAINER);
            return asked;
        }
        return watch.scored((RetrainingRecord.ScoreSummary) record, state, context.currentSystemTimeMs());
    }

    /** A request is answered by a pointer, which would make a model of any name. */
    private void requireKnown(String model, TrainerState state) {
        if (state.chunks().size() == 0 && !versions.isKnown(model)) {
            throw UnreadableRecordException.of("model", "be one that is published or has history", model);
        }
    }

    private void store(String model, TrainerState state) {
        states.put(model, state);
        stored.put(model, state.bytes());
    }

    /** The trainer's place with a model; a model that is new to it begins. */
    private TrainerState state(String model) {
        TrainerState known = states.get(model);
        int most = learning.history().maxModels();
        if (known == null && states.size() >= most) {
            throw UnreadableRecordException.of(
                    Reason.TOO_MANY_MODELS,
                    "model",
                    "be one of at most learning.max-models " + most + " in a partition",
                    model);
        }
        versions.begin();
        if (known != null) {
            return known;
        }
        return TrainerState.begin(versions.latest(model), context.currentSystemTimeMs());
    }

    private void punctuate(long nowMs) {
        moveStrays();
        List<String> longestRested = new ArrayList<>(states.keySet());
        longestRested.sort(
                Comparator.comparingLong(model -> states.get(model).progress().restedMs()));
        for (String model : longestRested) {
            versions.restore(model);
            TrainerState state = states.get(model);
            if (state.shadow() != null) {
                TrainerState carried = shadows.carryOn(model, state, nowMs);
                if (!carried.equals(state)) {
                    store(model, carried);
                }
            } else if (state.pending() == null) {
                Optional<String> trigger = trigger(model, state, nowMs);
                if (trigger.isPresent()) {
                    store(
                            model,
                            state.begin(
                                    trigger.get(),
                                    versions.newest(model),
                                    learning.triggers().everySteps()));
                }
            }
            if (states.get(model).pending() != null) {
                carryOn(model, states.get(model), nowMs);
            }
        }
    }

    /** Has what is kept of models of other partitions sent there, a piece at each look. */
    private void moveStrays() {
        for (String model : List.copyOf(strays.keySet())) {
            TrainerState kept = strays.get(model);
            Optional<TrainerState> left = router.move(model, kept, history);
            if (left.isEmpty()) {
                strays.remove(model);
                stored.delete(model);
                trials.remove(model);
            } else if (!left.get().equals(kept)) {
                strays.put(model, left.get());
                stored.put(model, left.get().bytes());
            }
        }
    }

    /** Starts a pending run as soon as the worker is free, and ends it when it is done. */
    private void carryOn(String model, TrainerState state, long nowMs) {
        Optional<Forecaster> champion = versions.champion(model);
        if (!worker.isRunning(model) && champion.isPresent()) {
            TrainerState.FineTuneRun run = state.pending();
            Forecaster start = InputWidening.of(
                            champion.get(), settings.network().covariates().withDays(days.texts()))
                    .ofSeason(settings.forecast().seasonSteps());
            worker.start(model, () -> {
                List<byte[]> records = history.read(model, state.chunks());
                LOG.info("model {}: fine-tune towards version {} begins ({})", model, run.version(), run.trigger());
                return () -> new TrainerWork.Tuned(
                        fineTuner.tune(start, chunks(records), run.task(model), Thread::interrupted));
            });
        }
        worker.done(model).ifPresent(done -> finish(model, state, done.as(TrainerWork.Tuned.class), nowMs));
    }

    /** Why a fine-tune should begin now, or empty. */
    private Optional<String> trigger(String model, TrainerState state, long nowMs) {
        if (!learning.enabled() || versions.champion(model).isEmpty() || !settled(model, state, nowMs)) {
            return Optional.empty();
        }
        if (!state.waiting().ids().isEmpty()) {
            return Optional.of("request: " + state.waiting().reason());
        }
        return triggers.due(model, state.progress(), nowMs);
    }

    /** Whether the last verdict has come back over the models topic, so that the next one builds on it. */
    private boolean settled(String model, TrainerState state, long nowMs) {
        Pointer pointer = versions.pointer(model);
        boolean echoed = pointer.shadow() == null
                && pointer.verdict() != null
                && pointer.verdict().version() >= state.version();
        Progress progress = state.progress();
        return progress.runs() == 0 || echoed || nowMs - progress.restedMs() > ECHO.toMillis();
    }

    private List<RetrainingRecord.Chunk> chunks(List<byte[]> records) {
        return KeptHistory.read(records, settings.forecast());
    }

    private void finish(String model, TrainerState state, TrainingWorker.Done<TrainerWork.Tuned> done, long nowMs) {
        Verdict verdict = versions.verdict(model, state.pending(), done, nowMs);
        if (done.failure() == null) {
            metrics.trained(model, done.result().outcome());
        } else {
            LOG.warn("model {}: fine-tune towards version {} failed", model, verdict.version(), done.failure());
        }
        TrainerState ended = state.end(nowMs);
        if (done.failure() == null) {
            ended = ended.withProgress(
                    told(model, ended.progress(), done.result().outcome().changed()));
        }
        if (!verdict.promoted()) {
            versions.reject(model, verdict);
        } else if (learning.shadow().isOn()) {
            ended = shadows.begin(ended, done.result().outcome().challenger(), verdict, nowMs);
        } else {
            versions.promote(done.result().outcome().challenger(), verdict);
        }
        store(model, ended);
    }

    /** Takes over how far back history holds, as a fine-tune has found. */
    private Progress told(String model, Progress progress, FineTuner.Change change) {
        Progress told = progress.told(change, learning.triggers().everySteps());
        if (!Objects.equals(told.changedMs(), progress.changedMs())) {
            LOG.info(
                    "model {}: {}",
                    model,
                    change == null
                            ? "all of history tells how things are now again"
                            : "things have changed since " + Instant.ofEpochMilli(change.sinceMs())
                                    + ", history before it is left out");
        }
        return told;
    }
}
