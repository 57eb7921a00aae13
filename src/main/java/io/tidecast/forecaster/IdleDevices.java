package io.tidecast.forecaster;

import io.tidecast.device.DevicePosition;
import io.tidecast.series.GridSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Punctuator of silence: finds the devices that have fallen silent, as far as the task has caught up, see
 * {@link ReceiveProgress}. When a device was last heard of stands in its clock, so it survives a restart and takes no
 * heap; it is written when a step closes and else only when it has become out of date by a quarter of
 * {@code series.idle-close}, which is added to the time that is waited. A tick looks at {@value #CLOCKS_PER_TICK}
 * clocks and goes on there the next time: a task of 100,000 devices is gone through in 100 ticks of a second.
 */
final class IdleDevices {
    private static final int CLOCKS_PER_TICK = 1_000;
    private static final long SHORTEST_TICK_MS = 10;
    private static final long LONGEST_TICK_MS = 1_000;

    private final KeyValueStore<String, byte[]> clocks;
    private final long idleMs;
    private final long historyMs;
    private final ReceiveProgress progress;
    private String next;

    IdleDevices(GridSettings grid, KeyValueStore<String, byte[]> clocks, long nowMs) {
        this.clocks = clocks;
        progress = new ReceiveProgress(grid.idleClose().toMillis(), nowMs);
        idleMs = grid.idleClose().toMillis();
        historyMs = idleMs + grid.stepMs() + grid.grace().toMillis();
    }

    /** Has every silent device handed over, each once, as wall time goes by. */
    void schedule(ProcessorContext<?, ?> context, Consumer<String> close) {
        if (idleMs > 0) {
            long tickMs = Math.max(SHORTEST_TICK_MS, Math.min(LONGEST_TICK_MS, idleMs / 8));
            context.schedule(Duration.ofMillis(tickMs), PunctuationType.WALL_CLOCK_TIME, nowMs -> silent(nowMs)
                    .forEach(close));
        }
    }

    /** How far the task has come with the partitions of the readings topic. */
    ReceiveProgress progress() {
        return progress;
    }

    /** Notes that a reading was received; returns whether the clock must be stored. */
    boolean heard(DevicePosition position, long eventMs, long nowMs) {
        if (idleMs == 0) {
            return false;
        }
        boolean replaying = nowMs - eventMs > historyMs;
        boolean known = position.receivedMs() != DevicePosition.NEVER;
        if (replaying ? !known : known && nowMs - position.receivedMs() <= idleMs / 4) {
            return false;
        }
        position.received(replaying ? DevicePosition.NEVER : nowMs);
        return true;
    }

    /** The silent ones among the next clocks. */
    private List<String> silent(long nowMs) {
        List<String> silent = new ArrayList<>();
        long upToMs = progress.upToMs(nowMs);
        if (upToMs == Long.MIN_VALUE) {
            return silent;
        }
        int seen = 0;
        try (KeyValueIterator<String, byte[]> from = clocks.range(next, null)) {
            next = null;
            while (from.hasNext()) {
                KeyValue<String, byte[]> entry = from.next();
                if (++seen > CLOCKS_PER_TICK) {
                    next = entry.key;
                    break;
                }
                long receivedMs = DevicePosition.receivedMs(entry.value);
                if (receivedMs != DevicePosition.NEVER && upToMs - receivedMs >= idleMs + idleMs / 4) {
                    silent.add(entry.key);
                }
            }
        }
        return silent;
    }
}
