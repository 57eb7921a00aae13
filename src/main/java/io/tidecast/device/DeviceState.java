package io.tidecast.device;

import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.series.Counter;
import io.tidecast.series.Fill;
import io.tidecast.series.Reading;
import io.tidecast.series.RecentSteps;
import io.tidecast.series.Segment;
import io.tidecast.series.Statics;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Cached state of one device: what its stores hold, on the heap, so that closing a step reads none of them. Everything
 * that changes is written to the stores at once, but for the statistics: these are written with every
 * {@value #STATISTICS_EVERY}th step, and when the device is taken up again the steps since are learnt from once more,
 * which gives the same bits.
 */
public final class DeviceState {
    public static final int STATISTICS_EVERY = 8;
    /** Open readings that are kept on the heap; of a device with more, the store is asked. */
    static final int MOST_OPEN = 64;

    private final String device;
    private final DeviceStores stores;
    private final RecentSteps recent;
    private final OpenForecast[] ring;
    private NavigableMap<Long, double[]> open; // null: more than MOST_OPEN
    private final DevicePosition position;
    private final BiFunction<String, String, Statics> told;
    private DeviceStatistics statistics;
    private long lastUse;

    DeviceState(
            String device,
            DeviceStores stores,
            DevicePosition position,
            DeviceStatistics statistics,
            RecentSteps recent,
            OpenForecast[] ring,
            NavigableMap<Long, double[]> open,
            BiFunction<String, String, Statics> told) {
        this.device = device;
        this.stores = stores;
        this.position = position;
        this.statistics = statistics;
        this.recent = recent;
        this.ring = ring;
        this.open = open;
        this.told = told;
    }

    public String device() {
        return device;
    }

    public DevicePosition position() {
        return position;
    }

    /** What is told of the device now. */
    public Statics statics() {
        return told.apply(device, position.model());
    }

    /** It is heard of; see {@link HeapBudget.Share#next}. */
    void used(long use) {
        lastUse = use;
    }

    long lastUse() {
        return lastUse;
    }

    public DeviceStatistics statistics() {
        return statistics;
    }

    /** Keeps a reading, together with what the device has of that time. */
    public Arrival add(Reading reading) {
        if (open == null) {
            return stores.readings().add(reading);
        }
        Arrival.Merge merge = Arrival.Merge.of(open.get(reading.timeMs()), reading.values());
        open.put(reading.timeMs(), merge.values());
        stores.readings().put(device, reading.timeMs(), merge);
        if (open.size() > MOST_OPEN) {
            open = null;
        }
        return merge.arrival();
    }

    /** Event time of the newest open reading, if there is one. */
    public OptionalLong newest() {
        NavigableMap<Long, double[]> all = open != null
                ? open
                : stores.readings().read(device, OpenReadings.EARLIEST, Long.MAX_VALUE, Integer.MAX_VALUE);
        return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(all.lastKey());
    }

    /** [F] last readings of the counters that have closed; empty where no value is a counter. */
    public Counter.Anchor[] anchors() {
        return stores.readings().anchors(device);
    }

    /** The counters have gone on. */
    public void keep(Closed.Counters counters) {
        stores.readings().put(device, counters.anchors());
    }

    /** Removes and returns the readings with {@code from <= time < to}, in the order of time. */
    public NavigableMap<Long, double[]> take(long from, long to) {
        NavigableMap<Long, double[]> taken;
        if (open == null) {
            taken = stores.readings().read(device, from, to, Integer.MAX_VALUE);
            open = openSince(stores.readings(), device, to);
        } else {
            NavigableMap<Long, double[]> head = open.headMap(to, false);
            taken = new TreeMap<>(head);
            head.clear();
        }
        stores.readings().remove(device, taken.keySet());
        return taken;
    }

    /** A device's open readings as they are kept on the heap: null if there are too many. */
    static NavigableMap<Long, double[]> openSince(OpenReadings readings, String device, long from) {
        NavigableMap<Long, double[]> open = readings.read(device, from, Long.MAX_VALUE, MOST_OPEN + 1);
        return open.size() > MOST_OPEN ? null : open;
    }

    /**
     * Closes the next step: moves the position on, fills what was not observed, and keeps the step.
     *
     * @param values [F], NaN where there was none; all of them for an empty step
     * @param filling says what a value that was not observed is
     */
    public void close(long index, long timeMs, double[] values, Fill filling) {
        boolean[] observed = new boolean[values.length];
        boolean any = false;
        for (int f = 0; f < values.length; f++) {
            observed[f] = !Double.isNaN(values[f]);
            any |= observed[f];
        }
        if (any) {
            position.step(index, values);
        } else {
            position.empty(index);
        }
        double[] filled = new double[values.length];
        double[] means = statistics.scale().means();
        for (int f = 0; f < values.length; f++) {
            filled[f] = observed[f] ? values[f] : filling.close(position.last(f), means[f]);
        }
        recent.append(index, timeMs, filled, observed);
        long first = Math.max(position.stretchStart(), index - Math.floorMod(index, (long) StepBlocks.STEPS));
        stores.blocks().write(device, recent.since(first));
    }

    /**
     * Whether a closed step of the stretch, among the newest, is of a reading's time and has all that the reading has;
     * never on a grid.
     */
    boolean hasStepOf(Reading reading) {
        return !position.ended() && recent.holds(reading.timeMs(), reading.values());
    }

    /** When the stretch's last step was, where every reading is one; empty without a stretch. */
    public OptionalLong lastStepMs() {
        return position.ended() ? OptionalLong.empty() : recent.lastMs();
    }

    /** The stretch's closed steps from {@code from} on. */
    public Segment since(long from) {
        return recent.since(Math.max(position.stretchStart(), from)).of(statics());
    }

    /** The forecasts that say something about a step, see {@link OpenForecasts#about}. */
    public OpenForecast[] forecastsAbout(long index) {
        return stores.forecasts().about(ring, index);
    }

    /** Goes on with statistics as they were stored. */
    void resume(DeviceStatistics stored) {
        statistics = stored;
    }

    public void remember(OpenForecast forecast) {
        ring[stores.forecasts().slot(forecast.origin())] = forecast;
        stores.forecasts().put(device, forecast);
    }
}
