package io.tidecast.device;

import io.tidecast.model.ForecastSettings;
import io.tidecast.record.Names;
import java.util.List;
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
    private final OpenReadings readings;
    private final StepBlocks blocks;
    private final OpenForecasts forecasts;

    private DeviceStores(
            BufferedStore<Bytes> readingStore,
            BufferedStore<Bytes> blockStore,
            BufferedStore<Bytes> forecastStore,
            BufferedStore<String> clocks,
            BufferedStore<String> statistics,
            ForecastSettings forecast) {
        this.readingStore = readingStore;
        this.blockStore = blockStore;
        this.forecastStore = forecastStore;
        this.clocks = clocks;
        this.statistics = statistics;
        int features = forecast.features().size();
        readings = new OpenReadings(
                readingStore, features, forecast.grid().aggregation().counters(forecast.features()));
        blocks = new StepBlocks(blockStore, features, forecast.steps());
        forecasts = new OpenForecasts(
                forecastStore, forecast.targets().size(), forecast.levels().size(), forecast.horizon());
    }

    public static DeviceStores of(ProcessorContext<?, ?> context, ForecastSettings forecast) {
        KeyValueStore<Bytes, byte[]> readings = context.getStateStore(Names.OPEN_READINGS);
        KeyValueStore<Bytes, byte[]> steps = context.getStateStore(Names.BLOCKS);
        KeyValueStore<Bytes, byte[]> open = context.getStateStore(Names.OPEN_FORECASTS);
        KeyValueStore<String, byte[]> clocks = context.getStateStore(Names.CLOCKS);
        KeyValueStore<String, byte[]> statistics = context.getStateStore(Names.STATISTICS);
        return new DeviceStores(
                new BufferedStore<>(readings),
                new BufferedStore<>(steps),
                new BufferedStore<>(open),
                new BufferedStore<>(clocks),
                new BufferedStore<>(statistics),
                forecast);
    }

    /** The same stores, read and written with other settings. */
    DeviceStores as(ForecastSettings others) {
        return new DeviceStores(readingStore, blockStore, forecastStore, clocks, statistics, others);
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

    /** Removes all that is stored of a device. */
    void removeAll(String device) {
        readings.removeAll(device);
        blocks.forget(device);
        forecasts.removeAll(device);
        clocks.delete(device);
        statistics.delete(device);
    }

    /** Writes what has changed. */
    public void flush() {
        all().forEach(BufferedStore::flush);
    }

    /** Forgets what has changed since the last flush. */
    public void discard() {
        all().forEach(BufferedStore::discard);
    }

    private List<BufferedStore<?>> all() {
        return List.of(readingStore, blockStore, forecastStore, clocks, statistics);
    }
}
