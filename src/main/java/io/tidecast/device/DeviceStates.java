package io.tidecast.device;

import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Score;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Scorer;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.RecentSteps;
import io.tidecast.series.Segment;
import io.tidecast.series.Statics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Cache of the devices of one task: those that were last heard of on the heap, within a budget, the others in the
 * stores. It is a cache and never the truth: it is made when the task starts and dies with it, a device that is not in
 * it is taken up from the stores, and one whose record failed must be forgotten, for its stores may have moved on.
 *
 * <p>Worked example: the statistics of a device were stored with step 103, of which 8 are between two writes. The task
 * moves to another instance after step 106. There they are read back as of 103, then steps 104, 105 and 106 are read
 * from the blocks and learnt from again, with the same scores that were forwarded before the move, which are not
 * forwarded again.
 */
public final class DeviceStates implements AutoCloseable {
    private final DeviceStores stores;
    private final GridSettings grid;
    private final ForecastSettings forecast;
    private final ScoredMethods methods;
    private final StepRule rule;
    private final Scorer scorer;
    private final HeapBudget.Share heap;
    private final BiFunction<String, String, Statics> told;
    private final Layouts layouts;
    private final int lookback;
    private final int tailSteps;
    private final Map<String, DeviceState> recent = new LinkedHashMap<>(16, 0.75f, true);
    private long counted;
    private long begun; // since the last flush

    /** @param told what is told of a device, by its name and its model's */
    public DeviceStates(
            DeviceStores stores,
            GridSettings grid,
            ScoredMethods methods,
            StepRule rule,
            Scorer scorer,
            HeapBudget budget,
            BiFunction<String, String, Statics> told) {
        this.stores = stores;
        this.told = told;
        this.rule = rule;
        this.scorer = scorer;
        this.grid = grid;
        this.methods = methods;
        forecast = methods.forecast();
        layouts = new Layouts(stores.statistics(), forecast);
        lookback = methods.lookback();
        tailSteps = Math.max(lookback + 1, StepBlocks.STEPS);
        int features = forecast.features().size();
        heap = budget.join(RecentSteps.bytes(tailSteps, features, forecast.steps())
                + stores.forecasts().ringBytes(methods.keptNames().size(), methods.keptOfAll())
                + DeviceStatistics.of(null, methods).heapBytes()
                + DeviceState.MOST_OPEN / 4L * (100L + (long) features * Double.BYTES));
    }

    /** Steps a device's blocks must keep so that it can be taken up again. */
    public static int keep(ScoredMethods methods) {
        return methods.lookback() + DeviceState.STATISTICS_EVERY;
    }

    /**
     * A device.
     *
     * @param begin its place if it was never heard of
     */
    public DeviceState of(String device, Supplier<DevicePosition> begin) {
        DeviceState state = recent.get(device);
        boolean taken = state == null;
        if (taken) {
            state = takeUp(device, begin);
            recent.put(device, state);
        }
        state.used(heap.next());
        if (taken) {
            heap.take(state.lastUse());
        }
        while (taken && recent.size() > 1 && heap.over(oldest().lastUse())) {
            forget(oldest().device());
        }
        giveBack();
        return state;
    }

    /** The one that was not heard of for longest. */
    private DeviceState oldest() {
        return recent.values().iterator().next();
    }

    /** Gives up devices whose room other tasks have claimed. */
    private void giveBack() {
        while (heap.asked() && heap.payBack(recent.size() > 1 ? oldest().lastUse() : Long.MAX_VALUE)) {
            recent.remove(oldest().device());
        }
        tellOldest();
    }

    private void tellOldest() {
        heap.oldest(recent.isEmpty() ? Long.MAX_VALUE : oldest().lastUse());
    }

    /** To be called about once a second: a task that receives nothing gives back all the same. */
    public void tick() {
        giveBack();
        heap.tick();
    }

    /** Has the device taken up from the stores when it is next heard of. */
    public void forget(String device) {
        if (recent.remove(device) != null) {
            heap.giveBack();
            tellOldest();
        }
    }

    /** Whether anything is stored of a device. */
    public boolean isKnown(String device) {
        return recent.containsKey(device) || stores.clocks().get(device) != null;
    }

    /** Devices that are stored; a change counts once it is flushed. */
    public long count() {
        return counted;
    }

    /**
     * Counts what is stored, once, when the task begins: the stores may have been written where nothing was counted.
     */
    public void countStored() {
        counted = 0;
        try (KeyValueIterator<String, byte[]> all = stores.clocks().range(null, null)) {
            all.forEachRemaining(entry -> counted++);
        }
    }

    /** Removes a device that is gone. */
    public void remove(String device) {
        forget(device);
        if (stores.clocks().get(device) != null) {
            begun--;
        }
        stores.removeAll(device);
    }

    /** Has what was changed since the last time written to the stores. */
    public void flush() {
        stores.flush();
        counted += begun;
        begun = 0;
    }

    private DeviceState takeUp(String device, Supplier<DevicePosition> begin) {
        DevicePosition position = position(device).orElseGet(() -> begin(device, begin.get()));
        byte[] stored = stores.statistics().get(device);
        boolean known = stored != null && stored.length > Long.BYTES;
        DeviceStatistics statistics =
                DeviceStatistics.of(known ? Arrays.copyOfRange(stored, Long.BYTES, stored.length) : null, methods);
        RecentSteps steps = new RecentSteps(tailSteps, forecast.features().size(), forecast.steps());
        OpenForecast[] ring = stores.forecasts().ring(device);
        if (!position.ended()) {
            long last = position.open() - 1;
            Segment stretch =
                    stores.blocks().read(device, Math.max(position.stretchStart(), last - keep(methods)), last);
            steps.restart(stretch);
            if (stretch.steps() == 0) {
                position.endStretch(); // Left by a crash without transactions, when one store knew more than another.
            }
            long learnt = known ? ByteBuffer.wrap(stored).getLong() : stretch.firstIndex() - 1;
            for (int t = (int) Math.max(0, learnt + 1 - stretch.firstIndex()); t < stretch.steps(); t++) {
                Segment window =
                        stretch.slice(Math.max(0, t - lookback), t + 1).of(told.apply(device, position.model()));
                learn(window, stores.forecasts().about(ring, window.lastIndex()), statistics, score -> {});
            }
        }
        return new DeviceState(
                device,
                stores,
                position,
                statistics,
                steps,
                ring,
                DeviceState.openSince(stores.readings(), device, rule.openFromMs(position)),
                told);
    }

    /** The position that is stored of a device, once all that is stored of it is of today's layout. */
    private Optional<DevicePosition> position(String device) {
        byte[] stored = stores.clocks().get(device);
        if (stored == null) {
            return Optional.empty();
        }
        if (DevicePosition.layout(stored) == layouts.current()) {
            return DevicePosition.of(stored, grid.stepMs(), forecast.features().size());
        }
        return change(stored).flatMap(own -> own.apply(device)).map(position -> store(device, position));
    }

    private Optional<LayoutChange> change(byte[] stored) {
        return layouts.of(DevicePosition.layout(stored)).map(layout -> new LayoutChange(layout, stores, methods));
    }

    private DevicePosition begin(String device, DevicePosition position) {
        if (stores.clocks().get(device) == null) {
            begun++;
        }
        stores.blocks().begin(device);
        return store(device, position);
    }

    private DevicePosition store(String device, DevicePosition position) {
        position.laidOut(layouts.current());
        stores.clocks().put(device, position.bytes());
        return position;
    }

    /**
     * Begins a device anew that cannot be gone on with: of what is stored its place and its open readings stay, so that
     * no reading is lost, and all that was learnt of its steps, or told ahead, is removed.
     */
    public void beginAnew(String device) {
        forget(device);
        stores.told().ifPresent(told -> told.remove(device));
        byte[] stored = stores.clocks().get(device);
        if (stored != null) {
            change(stored).flatMap(own -> own.restart(device)).ifPresent(position -> store(device, position));
        }
    }

    /** Removes and returns the open readings of a device. */
    public List<Reading> removeOpen(String device) {
        forget(device);
        List<Reading> removed = new ArrayList<>();
        stores.readings()
                .read(device, OpenReadings.EARLIEST, Long.MAX_VALUE, Integer.MAX_VALUE)
                .forEach((timeMs, values) -> removed.add(new Reading(device, timeMs, values)));
        stores.readings().remove(device, removed.stream().map(Reading::timeMs).toList());
        return removed;
    }

    /** Has all that was changed since the last flush forgotten, on the heap as in the stores. */
    public void discard(String device) {
        stores.discard();
        begun = 0;
        layouts.forget();
        forget(device);
    }

    /**
     * Learns from the last step of a window, and forwards its scores.
     *
     * @param about see {@link DeviceState#forecastsAbout}
     */
    public void learn(Segment window, OpenForecast[] about, DeviceStatistics statistics, Consumer<Score> sink) {
        statistics.learn(methods.window(window, window.steps() - 1));
        scorer.score(window, about, statistics, sink);
    }

    /**
     * Stores a device's statistics, and goes on with what was stored: its numbers are rounded, and must be the same
     * after a restart.
     */
    public void save(DeviceState state, long lastLearnt) {
        byte[] bytes = state.statistics().bytes();
        stores.statistics()
                .put(
                        state.device(),
                        ByteBuffer.allocate(Long.BYTES + bytes.length)
                                .putLong(lastLearnt)
                                .put(bytes)
                                .array());
        state.resume(DeviceStatistics.of(bytes, methods));
    }

    @Override
    public void close() {
        heap.leave();
        recent.clear();
    }
}
