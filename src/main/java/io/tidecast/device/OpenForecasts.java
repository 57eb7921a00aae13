package io.tidecast.device;

import io.tidecast.forecast.OpenForecast;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * State store of forecasts whose actuals are still to come: a ring under {@code device | origin modulo slots}, so that
 * nothing ever needs to be removed. It has a slot per horizon step and {@value #SPARE} more, so that steps whose scores
 * are not in the stored statistics yet can be scored again.
 */
public final class OpenForecasts {
    /** Steps that can be scored again. */
    static final int SPARE = DeviceState.STATISTICS_EVERY;

    private final BufferedStore<Bytes> store;
    private final OpenForecastCodec codec;
    private final int horizon;

    public OpenForecasts(BufferedStore<Bytes> store, int targets, int levels, int horizon) {
        this.store = store;
        this.horizon = horizon;
        codec = new OpenForecastCodec(targets, horizon, targets * levels * horizon);
    }

    void put(String device, OpenForecast forecast) {
        store.put(DeviceKey.of(device, slot(forecast.origin())), codec.bytes(forecast));
    }

    /** All that are stored of a device, each at its {@link #slot}; what other settings left is left out. */
    OpenForecast[] ring(String device) {
        OpenForecast[] ring = new OpenForecast[horizon + SPARE];
        try (KeyValueIterator<Bytes, byte[]> stored =
                store.range(DeviceKey.of(device, 0), DeviceKey.of(device, ring.length - 1L))) {
            while (stored.hasNext()) {
                Optional<OpenForecast> forecast = codec.read(stored.next().value);
                forecast.ifPresent(own -> ring[slot(own.origin())] = own);
            }
        }
        return ring;
    }

    /** Where a forecast stands in the ring. */
    int slot(long origin) {
        return (int) Math.floorMod(origin, (long) horizon + SPARE);
    }

    /**
     * The forecasts that say something about step {@code index}: entry h - 1 has origin {@code index - h}, or is null.
     */
    OpenForecast[] about(OpenForecast[] ring, long index) {
        OpenForecast[] entries = new OpenForecast[horizon];
        for (int h = 1; h <= horizon; h++) {
            OpenForecast entry = ring[slot(index - h)];
            entries[h - 1] = entry != null && entry.origin() == index - h ? entry : null;
        }
        return entries;
    }

    /** Removes all that are stored of a device. */
    void removeAll(String device) {
        store.removeAll(DeviceKey.first(device), DeviceKey.last(device));
    }

    /**
     * Heap that a device's ring takes, in bytes, where each entry holds the forecasts of so many methods.
     *
     * @param steps horizon steps that are kept of all methods together
     */
    long ringBytes(int methods, int steps) {
        return (horizon + SPARE) * codec.heapBytes(methods, steps);
    }
}
