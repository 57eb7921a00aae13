package io.tidecast.stream;

import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Segment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The forecaster: readings of a device in, and for every step that closes a forecast, the scores of the forecasts it is the
 * actual of, and its history in chunks.
 *
 * <p>Worked example, hourly grid, no grace, max-gap two hours. Readings at 05:10 and 05:40 are kept; the one at 06:05 closes
 * step 05:00 with their mean, and a forecast with origin 05:00 goes out. The next at 10:00 closes 06:00, then 07:00 and 08:00
 * as empty steps, filled; there the gap is longer than max-gap, and the window starts afresh with step 10:00.
 */
final class ForecastReadings implements Processor<String, SourcedReading, Object, Object> {
    private final StreamSettings settings;
    private final HeapBudget budget;
    private final GridSettings grid;
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
    private Outlet outlet;
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
        outlet = new Outlet(context, settings.kafka(), Names.DEAD_LETTERS_OF_FORECAST);
        stores = DeviceStores.of(context, forecast);
        states = new DeviceStates(stores, settings, scorer, budget);
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
            DeviceState state = states.of(device, 0);
            state.newest().ifPresent(newestMs -> closeUpTo(state, grid.indexOf(newestMs) + 1));
            state.clock().receivedMs = DeviceClock.NEVER;
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
        long bound = grid.indexOf(reading.timeMs() - grid.grace().toMillis());
        DeviceState state = states.of(reading.device(), bound);
        if (grid.indexOf(reading.timeMs()) < state.clock().open) {
            counters.late();
            refuse(
                    sourced,
                    "time must be in a step that is still open, from "
                            + Instant.ofEpochMilli(grid.startOf(state.clock().open)) + ", was "
                            + Instant.ofEpochMilli(reading.timeMs()));
        } else if (!state.add(reading)) {
            counters.duplicate();
        } else {
            boolean heard = idle.heard(state.clock(), reading.timeMs(), context.currentSystemTimeMs());
            boolean moved = bound > state.clock().open;
            if (moved) {
                closeUpTo(state, bound);
            }
            boolean routed = route(state, sourced);
            if (heard || moved || routed) {
                stores.clocks().put(reading.device(), state.clock().bytes());
            }
        }
    }

    /**
     * Has the device belong to the model of the group that is told with its reading; returns whether that is another one. The
     * steps closed so far go to the model before.
     */
    private boolean route(DeviceState state, SourcedReading sourced) {
        DeviceClock clock = state.clock();
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

    /** Closes every step before {@code bound}. */
    private void closeUpTo(DeviceState state, long bound) {
        DeviceClock clock = state.clock();
        NavigableMap<Long, float[]> readings = state.take(grid.startOf(clock.open), grid.startOf(bound));
        while (clock.open < bound) {
            long end = grid.startOf(clock.open + 1);
            float[] values = aggregate(readings.headMap(end, false).values());
            if (values != null) {
                closeObserved(state, values);
            } else if (!clock.ended && clock.empty < grid.maxGapSteps()) {
                clock.empty++;
                close(state, new float[0]);
            } else {
                endRun(state);
                Long next = readings.ceilingKey(end);
                clock.open = next == null ? bound : grid.indexOf(next);
            }
        }
    }

    /** [F] aggregates, or null if no reading has a value. */
    private float[] aggregate(Collection<float[]> readings) {
        float[] values = new float[forecast.features().size()];
        float[] column = new float[readings.size()];
        boolean any = false;
        for (int f = 0; f < values.length; f++) {
            int r = 0;
            for (float[] reading : readings) {
                column[r++] = reading[f];
            }
            values[f] = grid.aggregation().of(column);
            any |= !Float.isNaN(values[f]);
        }
        readings.clear();
        return any ? values : null;
    }

    private void closeObserved(DeviceState state, float[] values) {
        DeviceClock clock = state.clock();
        if (clock.ended) {
            clock.begin(clock.open);
        }
        clock.empty = 0;
        close(state, values);
    }

    /** Closes the open step; {@code values} is empty for an empty step. */
    private void close(DeviceState state, float[] values) {
        DeviceClock clock = state.clock();
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
        state.append(index, filled, observed);
        stores.blocks().prune(device, index, keep());
        Segment segment = state.since(index - lookback);
        long nowMs = context.currentSystemTimeMs();
        OpenForecasts.Entry[] about = state.forecastsAbout(index);
        states.learn(state, segment, score -> scored.score(clock.model, state, index, about, score));
        scored.stepDone();
        if (Math.floorMod(index + 1, (long) DeviceState.STATISTICS_EVERY) == 0) {
            states.save(state, index);
        }
        forecasts
                .make(device, segment, state.statistics(), clock.model, serving(clock.model))
                .ifPresent(made -> {
                    state.remember(made.entry());
                    scored.metrics().forecast(made.forecast());
                    outlet.send(output(device, index, nowMs, RecordJson.forecast(made.forecast())), Names.FORECASTS);
                });
        long settled = clock.open - grid.fill().pending(segment, bridge);
        while (settled - clock.chunkFrom >= chunkSteps) {
            cutChunk(state, clock.chunkFrom + chunkSteps);
        }
    }

    private void endRun(DeviceState state) {
        DeviceClock clock = state.clock();
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
        DeviceClock clock = state.clock();
        long last = end - 1;
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
        long timestamp = Timestamps.clamp(grid.startOf(last), context.currentSystemTimeMs());
        outlet.send(new Record<>(key, RecordJson.chunk(chunk, forecast.features()), timestamp), Names.RETRAINING);
    }

    private Record<byte[], byte[]> output(String device, long index, long nowMs, byte[] value) {
        byte[] key = device.getBytes(StandardCharsets.UTF_8);
        return new Record<>(key, value, Timestamps.clamp(grid.startOf(index), nowMs));
    }

    private int keep() {
        return Math.max(DeviceStates.keep(forecast), chunkSteps + 2 * bridge + 1);
    }
}
