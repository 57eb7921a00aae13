package io.tidecast.device;

import io.tidecast.model.ForecastSettings;
import io.tidecast.record.Names;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** The stores of one task: where the truth about its devices is. */
public record DeviceStores(
        OpenReadings readings,
        StepBlocks blocks,
        OpenForecasts forecasts,
        KeyValueStore<String, byte[]> clocks,
        KeyValueStore<String, byte[]> statistics) {
    public static DeviceStores of(ProcessorContext<?, ?> context, ForecastSettings forecast) {
        KeyValueStore<Bytes, byte[]> readings = context.getStateStore(Names.OPEN_READINGS);
        KeyValueStore<Bytes, byte[]> steps = context.getStateStore(Names.BLOCKS);
        KeyValueStore<Bytes, byte[]> open = context.getStateStore(Names.OPEN_FORECASTS);
        int features = forecast.features().size();
        return new DeviceStores(
                new OpenReadings(readings, features),
                new StepBlocks(steps, features, forecast.steps()),
                new OpenForecasts(
                        open, forecast.targets().size(), forecast.levels().size(), forecast.horizon()),
                context.getStateStore(Names.CLOCKS),
                context.getStateStore(Names.STATISTICS));
    }
}
