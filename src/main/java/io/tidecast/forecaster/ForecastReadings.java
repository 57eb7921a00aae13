package io.tidecast.forecaster;

import io.tidecast.device.DevicePosition;
import io.tidecast.device.DeviceState;
import io.tidecast.device.DeviceStates;
import io.tidecast.device.DeviceStores;
import io.tidecast.device.HeapBudget;
import io.tidecast.device.OpenForecasts;
import io.tidecast.device.Scorer;
import io.tidecast.device.StepRule;
import io.tidecast.input.GroupSource;
import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.record.RecordJson;
import io.tidecast.record.Timestamps;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Segment;
import io.tidecast.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The forecaster: readings of a device in, and for every step that closes a forecast, the scores of the forecasts it is the
 * actual of, and its history in chunks.
 * Which readings become which steps is the {@link StepRule}'s to say.
 */
final class ForecastReadings implements Processor<String, SourcedReading, Object, Object>, StepRule.Sink {
    private final StreamSettings settings;
    private final HeapBudget budget;
    private final GridSettings grid;
    private final StepRule rule;
    private final ForecastSettings forecast;
    private final int chunkSteps;
    private final int lookback;
    /** Longest gap a line is drawn across; a longer one would not be in the window as a whole. */
    private final int bridge;

    private final ModelRegistry registry;
    private final DeviceGroups groups;
    private final DeviceForecasts forecasts;
    private final Scorer scorer;

    private ProcessorContext<Object, Object> context;
    private BoundedOutput outlet;
    private DeviceStores stores;
    private DeviceStates states;
    private ReadingCounters counters;
    private IdleDevices idle;
    private ScoreOutput scored;

    ForecastReadings(StreamSettings settings, ModelRegistry registry, DeviceGroups groups, HeapBudget budget) {
        this.groups = groups;
        this.settings = settings;
        this.budget = budget;
        grid = settings.grid();
        forecast = settings.forecast();
        rule = StepRule.of(grid, forecast.features().size());
        chunkSteps = settings.learning().history().chunkSteps();
        lookback = DeviceStates.lookback(forecast);
        this.registry = registry;
        bridge = (int) Math.min(grid.maxGapSteps(), lookback);
        forecasts = new DeviceForecasts(
                forecast, settings.publish(), segment -> grid.fill().bridge(segment, bridge));
        scorer = new Scorer(forecast, settings.publish());
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        close(); // A task that is revived after an aborted transaction takes up its processors again.
        context = processorContext;
        outlet = new BoundedOutput(context, settings.kafka(), Names.DEAD_LETTERS_OF_FORECAST);
        stores = DeviceStores.of(context, forecast);
        states = new DeviceStates(stores, grid, forecast, settings.scores(), rule, scorer, budget);
        counters = new ReadingCounters(context);
        idle = new IdleDevices(grid, stores.clocks());
        idle.schedule(context, this::closeIdle);
        scored = new ScoreOutput(settings, context, outlet);
    }

    @Override
    public void close() {
        if (states != null) {
            states.close();
        }
        if (scored != null) {
            scored.close();
        }
    }

    @Override
    public void process(Record<String, SourcedReading> record) {
        Reading reading = record.value().reading();
        long aheadMs = reading.timeMs() - context.currentSystemTimeMs();
        if (aheadMs > grid.maxAhead().toMillis()) {
            refuse(
                    record.value(),
                    "time must be at most series.max-ahead " + grid.maxAhead() + " past the wall clock, was "
                            + Instant.ofEpochMilli(reading.timeMs()));
            return;
        }
        guarded(reading.device(), () -> take(record.value()));
    }

    /** Closes what is open of a device that has fallen silent. */
    private void closeIdle(String device) {
        guarded(device, () -> {
            DeviceState state = states.of(device, () -> rule.begin(0));
            state.newest().ifPresent(newestMs -> rule.closeAll(state, newestMs, this));
            state.clock().receivedMs = DevicePosition.NEVER;
            stores.clocks().put(device, state.clock().bytes());
        });
    }

    /** What is on the heap of a device is right only as long as all that was to be stored with it was. */
    private void guarded(String device, Runnable work) {
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            if (!done) {
                states.forget(device);
            }
        }
    }

    private void take(SourcedReading sourced) {
        Reading reading = sourced.reading();
        DeviceState state = states.of(reading.device(), () -> rule.begin(reading.timeMs()));
        StepRule.Place place = rule.place(state, reading.timeMs());
        if (place == StepRule.Place.LATE) {
            counters.late();
            refuse(
                    sourced,
                    "time must be in a step that is still open, from "
                            + Instant.ofEpochMilli(rule.openFromMs(state.clock())) + ", was "
                            + Instant.ofEpochMilli(reading.timeMs()));
        } else if (place == StepRule.Place.DUPLICATE || !state.add(reading)) {
            counters.duplicate();
        } else {
            boolean heard = idle.heard(state.clock(), reading.timeMs(), context.currentSystemTimeMs());
            boolean moved = rule.moves(state.clock(), reading.timeMs());
            boolean begun = state.clock().model.isEmpty() && route(state, sourced);
            if (moved) {
                rule.close(state, reading.timeMs(), this);
            }
            boolean routed = route(state, sourced);
            if (heard || moved || begun || routed) {
                stores.clocks().put(reading.device(), state.clock().bytes());
            }
        }
    }

    /**
     * Has the device belong to the model of the group that is told with its reading; returns whether that is another one. The
     * steps closed so far go to the model before.
     */
    private boolean route(DeviceState state, SourcedReading sourced) {
        DevicePosition clock = state.clock();
        String group = settings.groups() instanceof GroupSource.Table ? groups.of(state.device()) : sourced.group();
        String model = group.equals(GroupSource.NONE) ? forecast.model() : group;
        if (model.equals(clock.model)) {
            return false;
        }
        if (!clock.ended && clock.open > clock.chunkFrom) {
            cutChunk(state, clock.open);
        }
        clock.model = model;
        return true;
    }

    /** The version that serves a model: its own, or the default model's as long as it has none. */
    private Optional<Forecaster> serving(String model) {
        return registry.serving(model).or(() -> registry.serving(forecast.model()));
    }

    /** Late readings are everyday, and counted: a line each in the log would bury the rest. */
    private void refuse(SourcedReading sourced, String reason) {
        DeadLetters.Origin origin = new DeadLetters.Origin(sourced.topic(), sourced.partition(), sourced.offset());
        outlet.deadLetter(new UnreadableRecordException(reason), sourced.key(), sourced.value(), origin);
    }

    @Override
    public void observed(DeviceState state, long timeMs, float... values) {
        close(state, timeMs, values);
    }

    @Override
    public void empty(DeviceState state, long timeMs) {
        close(state, timeMs);
    }

    /** Closes the open step; {@code values} is empty for an empty step. */
    private void close(DeviceState state, long timeMs, float... values) {
        DevicePosition clock = state.clock();
        String device = state.device();
        long index = clock.open++;
        boolean[] observed = new boolean[clock.last.length];
        float[] filled = new float[clock.last.length];
        float[] means = state.statistics().scale().means();
        for (int f = 0; f < observed.length; f++) {
            observed[f] = values.length > 0 && !Float.isNaN(values[f]);
            if (observed[f]) {
                clock.last[f] = values[f];
            }
            filled[f] = observed[f] ? values[f] : grid.fill().close(clock.last[f], means[f]);
        }
        state.append(index, timeMs, filled, observed);
        stores.blocks().prune(device, index, keep());
        Segment segment = state.since(index - lookback);
        long nowMs = context.currentSystemTimeMs();
        OpenForecasts.Entry[] about = state.forecastsAbout(index);
        states.learn(state, segment, score -> scored.score(clock.model, state, timeMs, about, score));
        scored.stepDone();
        if (Math.floorMod(index + 1, (long) DeviceState.STATISTICS_EVERY) == 0) {
            states.save(state, index);
        }
        forecasts
                .make(device, segment, state.statistics(), clock.model, serving(clock.model))
                .ifPresent(made -> {
                    state.remember(made.entry());
                    scored.metrics().forecast(made.forecast());
                    outlet.send(output(device, timeMs, nowMs, RecordJson.forecast(made.forecast())), Names.FORECASTS);
                });
        long settled = clock.open - grid.fill().pending(segment, bridge);
        while (settled - clock.chunkFrom >= chunkSteps) {
            cutChunk(state, clock.chunkFrom + chunkSteps);
        }
    }

    @Override
    public void endRun(DeviceState state) {
        DevicePosition clock = state.clock();
        if (!clock.ended) {
            if (clock.open > clock.chunkFrom) {
                cutChunk(state, clock.open);
            }
            states.save(state, clock.open - 1);
            stores.blocks().clear(state.device(), clock.open - 1, keep());
            clock.ended = true;
        }
    }

    /** Sends the steps before {@code end} that were not sent yet. */
    private void cutChunk(DeviceState state, long end) {
        DevicePosition clock = state.clock();
        Segment around = stores.blocks()
                .read(state.device(), Math.max(clock.runStart, clock.chunkFrom - bridge - 1), clock.open - 1);
        int first = (int) Math.max(0, clock.chunkFrom - around.firstIndex());
        Segment segment = grid.fill().bridge(around, bridge).slice(first, (int) (end - around.firstIndex()));
        clock.chunkFrom = end;
        Chunk chunk = new Chunk(
                clock.model,
                state.device(),
                grid.stepMs(),
                segment,
                state.statistics().scale().scale());
        byte[] key = clock.model.getBytes(StandardCharsets.UTF_8);
        long timestamp =
                Timestamps.clamp(segment.timeMs(segment.steps() - 1, grid.stepMs()), context.currentSystemTimeMs());
        outlet.send(
                new Record<>(
                        key,
                        RecordJson.chunk(
                                chunk, forecast.features(), forecast.scaling().measure()),
                        timestamp),
                Names.RETRAINING);
    }

    private Record<byte[], byte[]> output(String device, long timeMs, long nowMs, byte[] value) {
        byte[] key = device.getBytes(StandardCharsets.UTF_8);
        return new Record<>(key, value, Timestamps.clamp(timeMs, nowMs));
    }

    private int keep() {
        return Math.max(DeviceStates.keep(forecast), chunkSteps + 2 * bridge + 1);
    }
}
