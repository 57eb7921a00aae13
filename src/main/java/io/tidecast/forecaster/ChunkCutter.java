package io.tidecast.forecaster;

import io.tidecast.device.DevicePosition;
import io.tidecast.device.DeviceState;
import io.tidecast.device.DeviceStores;
import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.ChunkRecord;
import io.tidecast.record.Names;
import io.tidecast.record.Timestamps;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Segment;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Chunking of history: sends a device's closed steps to the retraining topic, in chunks that follow on one another
 * without a hole or an overlap.
 */
final class ChunkCutter {
    private final GridSettings grid;
    private final ForecastSettings forecast;
    private final int chunkSteps;
    private final int bridge;
    private final DeviceStores stores;
    private final BoundedOutput output;

    /** @param bridge longest gap a line is drawn across */
    ChunkCutter(
            GridSettings grid,
            ForecastSettings forecast,
            int chunkSteps,
            int bridge,
            DeviceStores stores,
            BoundedOutput output) {
        this.grid = grid;
        this.forecast = forecast;
        this.chunkSteps = chunkSteps;
        this.bridge = bridge;
        this.stores = stores;
        this.output = output;
    }

    /** Sends the chunks that are full; the newest steps wait as long as a gap may still be bridged. */
    void cutFull(DeviceState state, Segment recent, long nowMs) {
        DevicePosition position = state.position();
        long settled = position.open() - grid.fill().pending(recent, bridge);
        while (settled - position.chunkFrom() >= chunkSteps) {
            cut(state, position.chunkFrom() + chunkSteps, nowMs);
        }
    }

    /** Sends all the steps of the stretch that were not sent yet, if there is one. */
    void cutRest(DeviceState state, long nowMs) {
        DevicePosition position = state.position();
        if (!position.ended() && position.open() > position.chunkFrom()) {
            cut(state, position.open(), nowMs);
        }
    }

    /** Sends the steps before {@code end} that were not sent yet. */
    private void cut(DeviceState state, long end, long nowMs) {
        DevicePosition position = state.position();
        Segment around = stores.blocks()
                .read(
                        state.device(),
                        Math.max(position.stretchStart(), position.chunkFrom() - bridge - 1),
                        position.open() - 1);
        int first = (int) Math.max(0, position.chunkFrom() - around.firstIndex());
        Segment segment = grid.fill()
                .bridge(around, bridge)
                .slice(first, (int) (end - around.firstIndex()))
                .of(state.statics());
        position.chunkSent(end);
        Chunk chunk = new Chunk(
                position.model(),
                state.device(),
                grid.timeStep(),
                segment,
                state.statistics().scale().scale());
        byte[] key = position.model().getBytes(StandardCharsets.UTF_8);
        byte[] value =
                ChunkRecord.bytes(chunk, forecast.features(), forecast.scaling().measure());
        long atMs = segment.timeMs(segment.steps() - 1, grid.timeStep());
        output.send(new Record<>(key, value, Timestamps.clamp(atMs, nowMs)), Names.RETRAINING);
    }
}
