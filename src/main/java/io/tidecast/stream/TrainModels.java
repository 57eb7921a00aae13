package io.tidecast.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.learn.FineTuner;
import io.tidecast.learn.Gate;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.Bootstrap;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * The trainer: keeps a bounded history per model, starts fine-tunes on the background thread, and publishes what passes the
 * gate. Everything is decided here on the stream thread; only the arithmetic runs elsewhere.
 */
final class TrainModels implements Processor<byte[], byte[], Object, Object> {
    static final Duration PUNCTUATION = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(TrainModels.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StreamSettings settings;
    private final LearningSettings learning;
    private final String model;
    private final ModelRegistry registry;
    private final TrainingWorker<FineTuner.Outcome> worker;
    private final FineTuner fineTuner;

    private ProcessorContext<Object, Object> context;
    private KeyValueStore<Bytes, byte[]> history;
    private KeyValueStore<String, byte[]> states;

    TrainModels(StreamSettings settings, ModelRegistry registry, TrainingWorker<FineTuner.Outcome> worker) {
        this.settings = settings;
        this.registry = registry;
        this.worker = worker;
        learning = settings.learning();
        model = settings.forecast().model();
        fineTuner = new FineTuner(learning);
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        history = context.getStateStore(Names.HISTORY);
        states = context.getStateStore(Names.TRAINER);
        context.schedule(PUNCTUATION, PunctuationType.WALL_CLOCK_TIME, this::punctuate);
    }

    @Override
    public void close() {
        if (states.get(model) != null) {
            worker.cancel(model);
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RetrainingRecord read;
        try {
            read = RetrainingJson.read(record.value(), settings.forecast());
        } catch (UnreadableRecordException e) {
            RecordMetadata from = context.recordMetadata().orElseThrow();
            LOG.warn("dead letter: {}-{} offset {}: {}", from.topic(), from.partition(), from.offset(), e.getMessage());
            context.forward(
                    DeadLetters.of(
                            e,
                            record.key(),
                            record.value(),
                            from.topic(),
                            from.partition(),
                            from.offset(),
                            context.currentSystemTimeMs()),
                    Names.DEAD_LETTERS_OF_TRAINING);
            return;
        }
        byte[] stored = states.get(model);
        TrainerState state = stored == null ? bootstrap() : TrainerState.of(stored);
        if (read instanceof RetrainingRecord.Chunk chunk) {
            state = keep(chunk, record.value(), state);
        } else if (read instanceof RetrainingRecord.Request request) {
            state = state.withRequest(request.id(), request.reason());
        }
        states.put(model, state.bytes());
    }

    /** Publishes the first version of a model that has none: an untrained network, promoted without a gate. */
    private TrainerState bootstrap() {
        Optional<Pointer> known = registry.pointer(model);
        if (known.isPresent()) {
            return TrainerState.empty()
                    .withPublished(Math.max(newest(), known.get().serving()));
        }
        Forecaster first = Bootstrap.untrained(settings.forecast(), settings.network(), learning.seed());
        publish(first);
        point(Pointer.bootstrap(1, "bootstrap: the first version, untrained"));
        LOG.info("model {}: published version 1, untrained", model);
        return TrainerState.empty().withPublished(1);
    }

    /** The highest version on the models topic; 0 if there is none. */
    private int newest() {
        return registry.versions(model).stream().reduce(0, Math::max);
    }

    private TrainerState keep(RetrainingRecord.Chunk chunk, byte[] value, TrainerState state) {
        int steps = chunk.segment().steps();
        byte[] entry = ByteBuffer.allocate(Integer.BYTES + value.length)
                .putInt(steps)
                .put(value)
                .array();
        history.put(DeviceKey.of(model, state.next()), entry);
        TrainerState kept = state.withChunk(steps);
        while (kept.steps() > learning.history().steps() && kept.first() < kept.next() - 1) {
            byte[] oldest = history.delete(DeviceKey.of(model, kept.first()));
            kept = kept.withoutOldest(
                    oldest == null ? 0 : ByteBuffer.wrap(oldest).getInt());
        }
        return kept;
    }

    private void punctuate(long nowMs) {
        byte[] stored = states.get(model);
        if (stored == null) {
            return;
        }
        TrainerState state = TrainerState.of(stored);
        if (state.pending() == null) {
            Optional<String> trigger = trigger(state, nowMs);
            if (trigger.isPresent()) {
                TrainerState begun = state.begin(trigger.get(), newest());
                states.put(model, begun.bytes());
                start(begun);
            }
        } else if (worker.isRunning(model)) {
            worker.done(model).ifPresent(done -> finish(state, done, nowMs));
        } else {
            start(state);
        }
    }

    /** Why a fine-tune should begin now, or empty. */
    private Optional<String> trigger(TrainerState state, long nowMs) {
        boolean known =
                registry.serving(model).isPresent() && registry.versions(model).contains(state.published());
        if (!learning.enabled() || !known) {
            return Optional.empty();
        }
        if (!state.requests().isEmpty()) {
            return Optional.of("request: " + state.reason());
        }
        boolean rested =
                nowMs - state.lastRunMs() >= learning.triggers().minInterval().toMillis();
        return rested && state.newSteps() >= learning.triggers().everySteps()
                ? Optional.of("steps: " + state.newSteps() + " new")
                : Optional.empty();
    }

    private void start(TrainerState state) {
        Optional<Forecaster> champion = registry.serving(model);
        if (champion.isEmpty()) {
            return;
        }
        List<byte[]> chunks = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries =
                history.range(DeviceKey.of(model, state.first()), DeviceKey.of(model, state.next()))) {
            entries.forEachRemaining(entry -> chunks.add(entry.value));
        }
        TrainerState.Run run = state.pending();
        LOG.info("model {}: fine-tune towards version {} begins ({})", model, run.version(), run.trigger());
        worker.start(
                model,
                () -> fineTuner.tune(
                        champion.get(), chunks(chunks), run.version(), run.trigger(), Thread::interrupted));
    }

    private List<RetrainingRecord.Chunk> chunks(List<byte[]> entries) {
        List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
        for (byte[] entry : entries) {
            byte[] value = new byte[entry.length - Integer.BYTES];
            ByteBuffer.wrap(entry, Integer.BYTES, value.length).get(value);
            if (RetrainingJson.read(value, settings.forecast()) instanceof RetrainingRecord.Chunk chunk) {
                chunks.add(chunk);
            }
        }
        return chunks;
    }

    private void finish(TrainerState state, TrainingWorker.Done<FineTuner.Outcome> done, long nowMs) {
        int version = state.pending().version();
        Optional<Pointer> pointer = registry.pointer(model);
        Pointer.Verdict verdict = verdict(state.pending(), done, pointer, nowMs);
        LOG.info("model {}: fine-tune towards version {}: {}", model, version, verdict.reason(), done.failure());
        if (verdict.promoted()) {
            publish(done.result().challenger());
        }
        pointer.ifPresent(p -> point(p.after(verdict)));
        if (verdict.promoted()) {
            prune(version);
        }
        states.put(model, state.end(verdict.promoted(), nowMs).bytes());
    }

    private static Pointer.Verdict verdict(
            TrainerState.Run run, TrainingWorker.Done<FineTuner.Outcome> done, Optional<Pointer> pointer, long nowMs) {
        String at = Instant.ofEpochMilli(nowMs).toString();
        if (done.failure() != null) {
            return new Pointer.Verdict(
                    run.version(),
                    false,
                    "failed: " + done.failure(),
                    run.trigger(),
                    run.requests(),
                    null,
                    null,
                    0,
                    0,
                    0,
                    at);
        }
        FineTuner.Outcome outcome = done.result();
        Gate.Judgement judgement = outcome.judgement();
        boolean promoted = judgement.promoted();
        String reason = judgement.reason();
        if (pointer.isEmpty() || pointer.get().serving() != outcome.champion()) {
            promoted = false;
            reason = "rejected: the serving version changed while the challenger was trained";
        } else if (pointer.get().pinned() && promoted) {
            promoted = false;
            reason = "pinned, not " + reason;
        }
        return new Pointer.Verdict(
                run.version(),
                promoted,
                reason,
                run.trigger(),
                run.requests(),
                finite(judgement.champion()),
                finite(judgement.challenger()),
                judgement.windows(),
                outcome.updates(),
                outcome.seconds(),
                at);
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private void publish(Forecaster version) {
        String key = model + "/" + version.manifest().version();
        output(key, ModelFile.write(version.manifest(), version.parameters()));
    }

    private void point(Pointer pointer) {
        try {
            output(model, JSON.writeValueAsBytes(pointer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("pointer of " + model + " cannot be written", e);
        }
    }

    /** Removes versions older than the newest {@code keep-versions} besides the one that has just been published. */
    private void prune(int published) {
        List<Integer> versions = registry.versions(model);
        Optional<Pointer> pointer = registry.pointer(model);
        for (int i = 0; i < versions.size() - learning.keepVersions(); i++) {
            int old = versions.get(i);
            boolean serving = pointer.isPresent() && old == pointer.get().serving();
            if (!serving && old != published) {
                output(model + "/" + old, null);
            }
        }
    }

    private void output(String key, byte[] value) {
        context.forward(
                new Record<>(key.getBytes(StandardCharsets.UTF_8), value, context.currentSystemTimeMs()), Names.MODELS);
    }
}
