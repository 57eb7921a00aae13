package io.tidecast.view;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Sequence of what the views take in: who has seen all up to a number asks for what came after it. It begins anew with
 * the process, so that a number above {@link #last} is of an earlier one.
 */
public final class Changes {
    private final AtomicLong last = new AtomicLong();

    long next() {
        return last.incrementAndGet();
    }

    public long last() {
        return last.get();
    }
}
