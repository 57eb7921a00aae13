package io.tidecast.device;

import java.util.concurrent.atomic.AtomicLong;

/** Heap that the device caches of one process's tasks share, however many tasks there are. */
public final class HeapBudget {
    private final AtomicLong left;

    public HeapBudget(long bytes) {
        left = new AtomicLong(bytes);
    }

    void take(long bytes) {
        left.addAndGet(-bytes);
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }

    /** Whether more was taken than there is, so that something must be given back. */
    boolean overdrawn() {
        return left.get() < 0;
    }
}
