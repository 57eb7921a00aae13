package io.tidecast.base;

import java.util.OptionalInt;

/** Series that the base network forecasts from its own values alone. One thread at a time. */
public final class BaseSeries {
    /** About the bytes of one. */
    public static final int HEAP_BYTES = PatchSeries.HEAP_BYTES;

    /** That of the network that the thread has forecast with last. */
    private static final ThreadLocal<BaseNetwork.Room> ROOM = new ThreadLocal<>();

    private final BaseNetwork network;
    private final PatchSeries series;

    BaseSeries(BaseNetwork network, int season) {
        this.network = network;
        series = new PatchSeries(season);
    }

    /** Forgets what is kept: the values are others from here on. */
    public void begin() {
        series.begin();
    }

    /** See {@link PatchSeries#season}. */
    public OptionalInt season() {
        return series.season();
    }

    /** See {@link PatchSeries#forecast}. */
    public boolean forecast(long origin, SeriesValues values, double[][] quantiles, int horizon) {
        BaseNetwork.Room room = ROOM.get();
        if (room == null || room.network() != network) {
            room = network.room();
            ROOM.set(room);
        }
        return series.forecast(room, FurtherInputs.NONE, origin, values, quantiles, horizon);
    }
}
