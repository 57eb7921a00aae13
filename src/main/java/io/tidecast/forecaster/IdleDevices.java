package io.tidecast.forecaster;

import io.tidecast.device.DevicePosition;
import io.tidecast.series.GridSettings;
import io.tidecast.stream.DeviceRetention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Punctuator of silence: finds the devices that have fallen silent, and those that are gone, as far as the task has
 * caught up, see {@link ReceiveProgress}. When a device was last heard of stands in its clock, so it survives a restart
 * and takes no heap; it is written when a step closes and else only when it has become out of date by a quarter of
 * {@code series.idle-close} or an eighth of {@code state.forget-after}, which is added to the time that is waited. A
 * tick looks at {@value #CLOCKS_PER_TICK} clocks and goes on there the next time: a task of 100,000 devices is gone
 * through in 100 ticks of a second.
 */
final class IdleDevices {
    private static final int CLOCKS_PER_TICK = 1_000;
    /** Each is a hundred deletes or so, all in one transaction with what is being processed. */
    private static final int MOST_GONE_PER_TICK = 100;

    private static final long SHORTEST_TICK_MS = 10;
    private static final long LONGEST_TICK_MS = 1_000;
    private static final int IDLE_SHARE = 4;
    private static final int GONE_SHARE = 8;
    private static final long LONGEST_HOLD_MS = Duration.ofHours(1).toMillis();
    /** What waits is told from what is over by this where devices are never closed for being idle. */
    private static final long USUAL_PATIENCE_MS = Duration.ofMinutes(1).toMillis();

    private final KeyValueStore<String, byte[]> clocks;
    private final long idleMs;
    private final long goneMs;
    private final long historyMs;
    private final long freshMs;
    private final long startedMs;
    private final ReceiveProgress progress;
    private String next;

    /** What is to be done with a device; {@link #unknown} stores that it counts as heard of from now on. */
    record Steps(Consumer<String> close, Consumer<String> forget, Consumer<String> unknown) {}

    IdleDevices(GridSettings grid, DeviceRetention retention, KeyValueStore<String, byte[]> clocks, long nowMs) {
        this.clocks = clocks;
        idleMs = grid.idleClose().toMillis();
        goneMs = retention.forgetAfter().toMillis();
        historyMs = idleMs + grid.stepMs() + grid.grace().toMillis();
        freshMs = LongStream.of(idleMs / IDLE_SHARE, goneMs / GONE_SHARE)
                .filter(ms -> ms > 0)
                .min()
                .orElse(0);
        startedMs = nowMs;
        progress = new ReceiveProgress(idleMs > 0 ? idleMs : Math.min(goneMs, USUAL_PATIENCE_MS), nowMs);
    }

    /** Has every silent device and every one that is gone handed over, each once, as wall time goes by. */
    void schedule(ProcessorContext<?, ?> context, Steps steps) {
        if (freshMs > 0) {
            long tickMs = Math.max(SHORTEST_TICK_MS, Math.min(LONGEST_TICK_MS, freshMs / 2));
            context.schedule(Duration.ofMillis(tickMs), PunctuationType.WALL_CLOCK_TIME, nowMs -> look(nowMs, steps));
        }
    }

    /** How far the task has come with the partitions of the readings topic. */
    ReceiveProgress progress() {
        return progress;
    }

    /** Notes that a reading was received; returns whether the clock must be stored. */
    boolean heard(DevicePosition position, long eventMs, long nowMs) {
        if (freshMs == 0) {
            return false;
        }
        boolean live = idleMs > 0 && nowMs - eventMs <= historyMs;
        boolean known = position.heardMs() != DevicePosition.NEVER && position.isAwaited() == live;
        if (known && nowMs - position.heardMs() <= freshMs) {
            return false;
        }
        position.received(nowMs, live);
        return true;
    }

    /** Goes through the next clocks, and then does what is to be done, which moves them. */
    private void look(long nowMs, Steps steps) {
        progress.atWork(nowMs);
        long upToMs = progress.upToMs(nowMs);
        if (upToMs == Long.MIN_VALUE) {
            return;
        }
        List<String> silent = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        int seen = 0;
        try (KeyValueIterator<String, byte[]> from = clocks.range(next, null)) {
            next = null;
            while (from.hasNext()) {
                KeyValue<String, byte[]> entry = from.next();
                if (++seen > CLOCKS_PER_TICK || gone.size() == MOST_GONE_PER_TICK) {
                    next = entry.key;
                    break;
                }
                if (isGone(entry.value, upToMs, nowMs)) {
                    gone.add(entry.key);
                } else if (isSilent(entry.value, upToMs)) {
                    silent.add(entry.key);
                } else if (goneMs > 0 && DevicePosition.heardMs(entry.value) == DevicePosition.NEVER) {
                    unknown.add(entry.key);
                }
            }
        }
        silent.forEach(steps.close());
        gone.forEach(steps.forget());
        unknown.forEach(steps.unknown());
    }

    private boolean isSilent(byte[] clock, long upToMs) {
        long receivedMs = DevicePosition.receivedMs(clock);
        return idleMs > 0 && receivedMs != DevicePosition.NEVER && upToMs - receivedMs >= idleMs + idleMs / IDLE_SHARE;
    }

    /** It can wait: nobody is gone until what is read after a start has had time to come, however slowly. */
    private boolean isGone(byte[] clock, long upToMs, long nowMs) {
        long heardMs = DevicePosition.heardMs(clock);
        return goneMs > 0
                && heardMs != DevicePosition.NEVER
                && upToMs - heardMs >= goneMs + goneMs / GONE_SHARE
                && nowMs - startedMs >= Math.min(LONGEST_HOLD_MS, goneMs / GONE_SHARE);
    }
}
