package io.tidecast.device;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Segment;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Window of a device as its stores hold it, read without taking the device up and without writing anything. */
public final class StoredWindow {
    private final ForecastSettings forecast;
    private final Layout layout;

    public StoredWindow(ForecastSettings forecast) {
        this.forecast = forecast;
        layout = Layout.of(forecast);
    }

    /** The last closed steps of a device, as the task that writes the stores sees them. */
    public Optional<Segment> read(String device, DeviceStores stores) {
        return read(device, stores.clocks(), stores.statistics(), stores.blocks());
    }

    /** The same of stores that another task or instance writes, such as those of a standby. */
    public Optional<Segment> read(
            String device,
            ReadOnlyKeyValueStore<String, byte[]> clocks,
            ReadOnlyKeyValueStore<String, byte[]> statistics,
            ReadOnlyKeyValueStore<Bytes, byte[]> blocks) {
        StepBlocks steps =
                new StepBlocks(BufferedStore.of(blocks), forecast.features().size(), forecast.steps());
        return read(device, BufferedStore.of(clocks), BufferedStore.of(statistics), steps);
    }

    /** Empty of a device that is not stored, has no stretch, or was stored by other settings and not heard of since. */
    private Optional<Segment> read(
            String device, BufferedStore<String> clocks, BufferedStore<String> statistics, StepBlocks blocks) {
        byte[] stored = clocks.get(device);
        if (stored == null
                || Layouts.read(statistics.get(Layouts.KEY)).indexOf(layout) != DevicePosition.layout(stored)) {
            return Optional.empty();
        }
        return DevicePosition.of(
                        stored, forecast.grid().stepMs(), forecast.features().size())
                .filter(position -> !position.ended())
                .map(position -> blocks.read(
                        device,
                        Math.max(position.stretchStart(), position.open() - forecast.window()),
                        position.open() - 1))
                .filter(window -> window.steps() > 0);
    }
}
