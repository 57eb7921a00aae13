package io.tidecast.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fleet that measures faster than life: two readings a step from each device, now and then none, or one without load,
 * or the later one first, or silence for longer than gaps are filled.
 */
final class Load implements AutoCloseable {
    private static final long DAY_MS = 86_400_000;

    private final Site site;
    private final String fleet;
    private final int devices;
    private final long pauseMs;
    private final boolean whims;
    private final long first;
    private final Random random = new Random(5);
    private final List<Integer> silent = new ArrayList<>();
    private final AtomicLong step;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "load");
    private volatile Throwable failure;

    private Load(Site site, String fleet, int devices, double stepsPerSecond, boolean whims) {
        this.whims = whims;
        this.site = site;
        this.fleet = fleet;
        this.devices = devices;
        pauseMs = Math.round(1000 / stepsPerSecond);
        first = (Instant.now().toEpochMilli() - 20 * DAY_MS) / Shape.STEP_MS;
        step = new AtomicLong(first);
        for (int device = 0; device < devices; device++) {
            silent.add(0);
        }
    }

    /** Begins, twenty days ago in event time. */
    static Load begin(Site site, String fleet, int devices, double stepsPerSecond) {
        return new Load(site, fleet, devices, stepsPerSecond, true).start();
    }

    /** The same without whims: each device measures twice a step. */
    static Load steady(Site site, String fleet, int devices, double stepsPerSecond) {
        return new Load(site, fleet, devices, stepsPerSecond, false).start();
    }

    private Load start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        try {
            long next = System.currentTimeMillis();
            while (!stopped.get()) {
                send(step.get(), whims);
                step.incrementAndGet();
                next = Math.max(next + pauseMs, System.currentTimeMillis() - 1000);
                Thread.sleep(Math.max(0, next - System.currentTimeMillis()));
            }
        } catch (InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    private void send(long index, boolean whimsical) {
        for (int device = 0; device < devices; device++) {
            String name = name(device);
            if (silent.get(device) > 0) {
                silent.set(device, silent.get(device) - 1);
                continue;
            }
            int whim = whimsical ? random.nextInt(400) : 400;
            long early = index * Shape.STEP_MS + 5_000 + random.nextInt(10_000);
            long later = index * Shape.STEP_MS + 35_000 + random.nextInt(10_000);
            if (whim == 0) {
                silent.set(device, 2 * Shape.MAX_GAP);
            } else if (whim < 8) {
                silent.set(device, 1);
            }
            List<Float> values = Signal.at(device, early);
            if (whim >= 8 && whim < 16) {
                values = List.of(values.get(0), Float.NaN);
            }
            if (whim >= 16 && whim < 24) {
                site.send(name, later, Signal.at(device, later));
                site.send(name, early, values);
            } else {
                site.send(name, early, values);
                site.send(name, later, Signal.at(device, later));
            }
        }
    }

    String name(int device) {
        return fleet + "-" + device;
    }

    /** Index of the step that is being measured. */
    long step() {
        return step.get();
    }

    /** Index of the first step. */
    long first() {
        return first;
    }

    /** Waits until a step has been measured. */
    void awaitStep(long index) {
        Await.until("load reaching step " + index, () -> {
            if (failure != null) {
                throw new AssertionError("the load has failed", failure);
            }
            return step() > index;
        });
    }

    /** Ends, with one more reading of every device, so that its last steps close. */
    void end() {
        stopped.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw new AssertionError("the load has failed", failure);
        }
        for (int device = 0; device < devices; device++) {
            silent.set(device, 0);
        }
        send(step.get() + 1, false);
    }

    @Override
    public void close() {
        stopped.set(true);
    }
}
