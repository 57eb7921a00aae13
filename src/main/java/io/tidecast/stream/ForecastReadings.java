package io.tidecast.stream;

import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelRegistry;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Segment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The forecaster: readings of a device in, and for every step that closes a forecast, the scores of the forecasts it is the
 * actual of, and its history in chunks.
 *
 * <p>Worked example, hourly grid, no grace, max-gap two hours. Readings at 05:10 and 05:40 are kept; the one at 06:05 closes
 * step 05:00 with their mean, and a forecast with origin 05:00 goes out. The next at 10:00 closes 06:00, then 07:00 and 08:00
 * as empty steps, filled; there the gap is longer than max-gap, and the window starts afresh with step 10:00.
 */
final class ForecastReadings implements Processor<String, SourcedReading, Object, Object> {
    private final GridSettings grid;
    private final ForecastSettings forecast;
    private final int chunkSteps;
    private final int lookback;
    private final ModelRegistry registry;
    private final DeviceForecasts forecasts;
    private final Scorer scorer;

    private ProcessorContext<Object, Object> context;
    private OpenReadings openReadings;
    private Blocks blocks;
    private OpenForecasts openForecasts;
    private KeyValueStore<String, byte[]> clocks;
    private KeyValueStore<String, byte[]> statistics;
    private ReadingCounters counters;

    ForecastReadings(StreamSettings settings, ModelRegistry registry) {
        grid = settings.grid();
        forecast = settings.forecast();
        chunkSteps = settings.learning().history().chunkSteps();
        lookback = Math.max(forecast.window(), Scorer.lookback(forecast));
        this.registry = registry;
        forecasts = new DeviceForecasts(forecast);
        scorer = new Scorer(forecast);
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        KeyValueStore<Bytes, byte[]> readings = context.getStateStore(Names.OPEN_READINGS);
        openReadings = new OpenReadings(readings, forecast.features().size());
        KeyValueStore<Bytes, byte[]> steps = context.getStateStore(Names.BLOCKS);
        blocks = new Blocks(steps, forecast.features().size());
        KeyValueStore<Bytes, byte[]> open = context.getStateStore(Names.OPEN_FORECASTS);
        openForecasts = new OpenForecasts(
                open, forecast.targets().size(), forecast.levels().size(), forecast.horizon());
        clocks = context.getStateStore(Names.CLOCKS);
        statistics = context.getStateStore(Names.STATISTICS);
        counters = new ReadingCounters(context);
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
        String device = reading.device();
        byte[] stored = clocks.get(device);
        long bound = grid.indexOf(reading.timeMs() - grid.grace().toMillis());
        DeviceClock clock = DeviceClock.of(
                        stored, grid.stepMs(), forecast.features().size())
                .orElseGet(() -> begin(device, bound));
        if (grid.indexOf(reading.timeMs()) < clock.open) {
            counters.late();
            refuse(
                    record.value(),
                    "time must be in a step that is still open, from "
                            + Instant.ofEpochMilli(grid.startOf(clock.open)) + ", was "
                            + Instant.ofEpochMilli(reading.timeMs()));
            return;
        }
        if (!openReadings.add(reading)) {
            counters.duplicate();
            return;
        }
        boolean closed = closeUpTo(device, clock, bound);
        if (closed || stored == null) {
            clocks.put(device, clock.bytes());
        }
    }

    private DeviceClock begin(String device, long open) {
        blocks.begin(device);
        return new DeviceClock(open, grid.stepMs(), forecast.features().size());
    }

    private void refuse(SourcedReading sourced, String reason) {
        context.forward(
                DeadLetters.of(
                        new UnreadableRecordException(reason),
                        sourced.key(),
                        sourced.value(),
                        sourced.topic(),
                        sourced.partition(),
                        sourced.offset(),
                        context.currentSystemTimeMs()),
                Names.DEAD_LETTERS_OF_FORECAST);
    }

    /** Closes every step before {@code bound}; returns whether the clock moved. */
    private boolean closeUpTo(String device, DeviceClock clock, long bound) {
        if (bound <= clock.open) {
            return false;
        }
        List<Reading> readings = openReadings.take(device, grid.startOf(clock.open), grid.startOf(bound));
        byte[] stored = statistics.get(device);
        DeviceStatistics known = DeviceStatistics.of(stored, forecast);
        int next = 0;
        while (clock.open < bound) {
            int from = next;
            while (next < readings.size() && grid.indexOf(readings.get(next).timeMs()) == clock.open) {
                next++;
            }
            float[] values = aggregate(readings.subList(from, next));
            if (values != null) {
                closeObserved(device, clock, known, values);
            } else if (!clock.ended && clock.empty < grid.maxGapSteps()) {
                clock.empty++;
                close(device, clock, known, new float[0]);
            } else {
                endRun(device, clock, known);
                clock.open =
                        next < readings.size() ? grid.indexOf(readings.get(next).timeMs()) : bound;
            }
        }
        statistics.put(device, known.bytes());
        return true;
    }

    /** [F] aggregates, or null if no reading has a value. */
    private float[] aggregate(List<Reading> readings) {
        float[] values = new float[forecast.features().size()];
        float[] column = new float[readings.size()];
        boolean any = false;
        for (int f = 0; f < values.length; f++) {
            for (int r = 0; r < column.length; r++) {
                column[r] = readings.get(r).values()[f];
            }
            values[f] = grid.aggregation().of(column);
            any |= !Float.isNaN(values[f]);
        }
        return any ? values : null;
    }

    private void closeObserved(String device, DeviceClock clock, DeviceStatistics known, float[] values) {
        if (clock.ended) {
            clock.begin(clock.open);
        }
        clock.empty = 0;
        close(device, clock, known, values);
    }

    /** Closes the open step; {@code values} is empty for an empty step. */
    private void close(String device, DeviceClock clock, DeviceStatistics known, float[] values) {
        long index = clock.open++;
        boolean[] observed = new boolean[clock.last.length];
        float[] previous = clock.last.clone();
        for (int f = 0; f < observed.length; f++) {
            observed[f] = values.length > 0 && !Float.isNaN(values[f]);
            if (observed[f]) {
                clock.last[f] = values[f];
                known.scale().addLevel(f, values[f]);
            }
        }
        blocks.append(device, index, clock.last, observed);
        blocks.prune(device, index, keep());
        Segment segment = blocks.read(device, Math.max(clock.runStart, index - lookback), index);
        addChanges(segment, previous, known);
        long nowMs = context.currentSystemTimeMs();
        scorer.score(
                segment,
                openForecasts.about(device, index),
                known,
                (target, version, actual, errors) -> context.forward(
                        output(
                                device,
                                index,
                                nowMs,
                                RecordJson.score(
                                        device,
                                        forecast.model(),
                                        version,
                                        grid.startOf(index),
                                        forecast.targets().get(target),
                                        actual,
                                        errors)),
                        Names.SCORES));
        forecasts
                .make(device, segment, known, registry.serving(forecast.model()))
                .ifPresent(made -> {
                    openForecasts.put(device, made.entry());
                    context.forward(
                            output(device, index, nowMs, RecordJson.forecast(made.forecast())), Names.FORECASTS);
                });
        if (index - clock.chunkFrom + 1 >= chunkSteps) {
            cutChunk(device, clock, known);
        }
    }

    private static void addChanges(Segment segment, float[] previous, DeviceStatistics known) {
        int last = segment.steps() - 1;
        for (int f = 0; f < previous.length && last > 0; f++) {
            if (segment.observed(last, f) && segment.observed(last - 1, f)) {
                known.scale().addChange(f, segment.value(last, f) - previous[f]);
            }
        }
    }

    private void endRun(String device, DeviceClock clock, DeviceStatistics known) {
        if (!clock.ended) {
            if (clock.open > clock.chunkFrom) {
                cutChunk(device, clock, known);
            }
            blocks.clear(device, clock.open - 1, keep());
            clock.ended = true;
        }
    }

    private void cutChunk(String device, DeviceClock clock, DeviceStatistics known) {
        long last = clock.open - 1;
        Segment segment = blocks.read(device, clock.chunkFrom, last);
        clock.chunkFrom = clock.open;
        Chunk chunk = new Chunk(
                forecast.model(), device, grid.stepMs(), segment, known.scale().scale());
        byte[] key = forecast.model().getBytes(StandardCharsets.UTF_8);
        long timestamp = Timestamps.clamp(grid.startOf(last), context.currentSystemTimeMs());
        context.forward(new Record<>(key, RecordJson.chunk(chunk, forecast.features()), timestamp), Names.RETRAINING);
    }

    private Record<byte[], byte[]> output(String device, long index, long nowMs, byte[] value) {
        byte[] key = device.getBytes(StandardCharsets.UTF_8);
        return new Record<>(key, value, Timestamps.clamp(grid.startOf(index), nowMs));
    }

    private int keep() {
        return Math.max(lookback, chunkSteps);
    }
}
