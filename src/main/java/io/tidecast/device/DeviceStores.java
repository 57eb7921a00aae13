package io.tidecast.device;

import io.tidecast.model.ForecastSettings;
import io.tidecast.record.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * State stores of one task: where the truth about its devices is. What is written is held back until {@link #flush}, so
 * that a record changes all of them or none.
 */
public final class DeviceStores {
    private final BufferedStore<Bytes> readingStore;
    private final BufferedStore<Bytes> blockStore;
    private final BufferedStore<Bytes> forecastStore;
    private final BufferedStore<String> clocks;
    private final BufferedStore<String> statistics;
    private final List<BufferedStore<?>> all;
    private final List<String> ahead;
    private final OpenReadings readings;
    private final StepBlocks blocks;
    private final OpenForecasts forecasts;
    private final Optional<BufferedStore<String>> toldStore;
    private final Optional<ToldValues> told;

    private DeviceStores(
            BufferedStore<Bytes> readingStore,
            BufferedStore<Bytes> blockStore,
            BufferedStore<Bytes> forecastStore,
            BufferedStore<String> clocks,
            BufferedStore<String> statistics,
            Optional<BufferedStore<String>> toldStore,
            List<String> ahead,
            ForecastSettings forecast) {
        this.readingStore = readingStore;
        this.blockStore = blockStore;
        this.forecastStore = forecastStore;
        this.clocks = clocks;
        this.statistics = statistics;
        this.toldStore = toldStore;
        this.ahead = List.copyOf(ahead);
        told = toldStore.map(store -> new ToldValues(store, ahead, forecast.timeStep()));
        List<BufferedStore<?>> stores =
                new ArrayList<>(List.of(readingStore, blockStore, forecastStore, clocks, statistics));
        toldStore.ifPresent(stores::add);
        all = List.copyOf(stores);
        int features = forecast.features().size();
        readings = new OpenReadings(
                readingStore, features, forecast.grid().aggregation().counters(forecast.features()));
        blocks = new StepBlocks(blockStore, features, forecast.steps());
        forecasts = new OpenForecasts(
                forecastStore, forecast.targets().size(), forecast.levels().size(), forecast.horizon());
    }

    /** Those of a task to which nothing is told ahead. */
    public static DeviceStores of(ProcessorContext<?, ?> context, ForecastSettings forecast) {
        return of(context, forecast, List.of());
    }

    /**
     * Those of a task.
     *
     * @param ahead the values that a topic tells ahead; empty without such a topic
     */
    public static DeviceStores of(ProcessorContext<?, ?> context, ForecastSettings forecast, List<String> ahead) {
        KeyValueStore<Bytes, byte[]> readings = context.getStateStore(Names.OPEN_READINGS);
        KeyValueStore<Bytes, byte[]> steps = context.getStateStore(Names.BLOCKS);
        KeyValueStore<Bytes, byte[]> open = context.getStateStore(Names.OPEN_FORECASTS);
        KeyValueStore<String, byte[]> clocks = context.getStateStore(Names.CLOCKS);
        KeyValueStore<String, byte[]> statistics = context.getStateStore(Names.STATISTICS);
        Optional<KeyValueStore<String, byte[]>> told =
                ahead.isEmpty() ? Optional.empty() : Optional.of(context.getStateStore(Names.KNOWN_AHEAD));
        return new DeviceStores(
                new BufferedStore<>(readings),
                new BufferedStore<>(steps),
                new BufferedStore<>(open),
                new BufferedStore<>(clocks),
                new BufferedStore<>(statistics),
                told.map(BufferedStore::new),
                ahead,
                forecast);
    }

    /** The same stores, read and written with other settings. */
    DeviceStores as(ForecastSettings others) {
        return new DeviceStores(readingStore, blockStore, forecastStore, clocks, statistics, toldStore, ahead, others);
    }

    public OpenReadings readings() {
        return readings;
    }

    public StepBlocks blocks() {
        return blocks;
    }

    public OpenForecasts forecasts() {
        return forecasts;
    }

    /** Stored {@link DevicePosition}s by device. */
    public BufferedStore<String> clocks() {
        return clocks;
    }

    public BufferedStore<String> statistics() {
        return statistics;
    }

    /** What is told ahead of each device; empty without a topic that does. */
    public Optional<ToldValues> told() {
        return told;
    }

    /** Removes all that is stored of a device. */
    void removeAll(String device) {
        readings.removeAll(device);
        blocks.forget(device);
        forecasts.removeAll(device);
        clocks.delete(device);
        statistics.delete(device);
        told.ifPresent(own -> own.remove(device));
    }

    /** Writes what has changed. */
    public void flush() {
        all.forEach(BufferedStore::flush);
    }

    /** Forgets what has changed since the last flush. */
    public void discard() {
        all.forEach(BufferedStore::discard);
    }
}
