package io.tidecast.device;

import io.tidecast.series.Reading;
import io.tidecast.series.RecentSteps;
import io.tidecast.series.Segment;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One device on the heap: what its stores hold, so that closing a step reads none of them. Everything that changes is written to
 * the stores at once, but for the statistics: these are written with every {@value #STATISTICS_EVERY}th step, and when the device
 * is taken up again the steps since are learnt from once more, which gives the same bits.
 */
public final class DeviceState {
    public static final int STATISTICS_EVERY = 8;
    /** Open readings that are kept on the heap; of a device with more, the store is asked. */
    static final int MOST_OPEN = 64;

    private final String device;
    private final DeviceStores stores;
    private final RecentSteps tail;
    private final OpenForecasts.Entry[] ring;
    private NavigableMap<Long, float[]> open; // null: more than MOST_OPEN
    private final DevicePosition clock;
    private DeviceStatistics statistics;

    DeviceState(
            String device,
            DeviceStores stores,
            DevicePosition clock,
            DeviceStatistics statistics,
            RecentSteps tail,
            OpenForecasts.Entry[] ring,
            NavigableMap<Long, float[]> open) {
        this.device = device;
        this.stores = stores;
        this.clock = clock;
        this.statistics = statistics;
        this.tail = tail;
        this.ring = ring;
        this.open = open;
    }

    public String device() {
        return device;
    }

    public DevicePosition clock() {
        return clock;
    }

    public DeviceStatistics statistics() {
        return statistics;
    }

    /** Keeps a reading; returns false and changes nothing if the device has one of that time already. */
    public boolean add(Reading reading) {
        if (open == null) {
            return stores.readings().add(reading);
        }
        if (open.putIfAbsent(reading.timeMs(), reading.values()) != null) {
            return false;
        }
        stores.readings().addNew(reading);
        if (open.size() > MOST_OPEN) {
            open = null;
        }
        return true;
    }

    /** Event time of the newest open reading, if there is one. */
    public OptionalLong newest() {
        NavigableMap<Long, float[]> all =
                open != null ? open : stores.readings().read(device, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);
        return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(all.lastKey());
    }

    /** Removes and returns the readings with {@code from <= time < to}, in the order of time. */
    NavigableMap<Long, float[]> take(long from, long to) {
        NavigableMap<Long, float[]> taken;
        if (open == null) {
            taken = stores.readings().read(device, from, to, Integer.MAX_VALUE);
            open = openSince(stores.readings(), device, to);
        } else {
            NavigableMap<Long, float[]> head = open.headMap(to, false);
            taken = new TreeMap<>(head);
            head.clear();
        }
        stores.readings().remove(device, taken.keySet());
        return taken;
    }

    /** A device's open readings as they are kept on the heap: null if there are too many. */
    static NavigableMap<Long, float[]> openSince(OpenReadings readings, String device, long from) {
        NavigableMap<Long, float[]> open = readings.read(device, from, Long.MAX_VALUE, MOST_OPEN + 1);
        return open.size() > MOST_OPEN ? null : open;
    }

    /** Takes a closed step. */
    public void append(long index, long timeMs, float[] values, boolean[] observed) {
        tail.append(index, timeMs, values, observed);
        long first = Math.max(clock.runStart, index - Math.floorMod(index, (long) StepBlocks.STEPS));
        stores.blocks().write(device, tail.since(first));
    }

    /** Whether a closed step of the run, among the newest, is of such a time; never on a grid. */
    boolean hasStepAt(long timeMs) {
        return !clock.ended && tail.holds(timeMs);
    }

    /** When the run's last step was, where every reading is one; empty without a run. */
    OptionalLong lastStepMs() {
        return clock.ended ? OptionalLong.empty() : tail.lastMs();
    }

    /** The run's closed steps from {@code from} on. */
    public Segment since(long from) {
        return tail.since(Math.max(clock.runStart, from));
    }

    /** The forecasts that say something about a step, see {@link OpenForecasts#about}. */
    public OpenForecasts.Entry[] forecastsAbout(long index) {
        return stores.forecasts().about(ring, index);
    }

    /** Goes on with statistics as they were stored. */
    void resume(DeviceStatistics stored) {
        statistics = stored;
    }

    public void remember(OpenForecasts.Entry forecast) {
        ring[stores.forecasts().slot(forecast.origin())] = forecast;
        stores.forecasts().put(device, forecast);
    }
}
