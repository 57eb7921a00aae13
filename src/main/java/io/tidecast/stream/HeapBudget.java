package io.tidecast.stream;

import java.util.concurrent.atomic.AtomicLong;

/** Heap that the device caches of one process's tasks share, however many tasks there are. */
final class HeapBudget {
    private final AtomicLong left;

    HeapBudget(long bytes) {
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
