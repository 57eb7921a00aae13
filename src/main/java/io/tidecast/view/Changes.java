package io.tidecast.view;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sequence of what the views take in: who has seen all up to a number asks for what came after it. It begins at the
 * microseconds since 1970, which no process counts up to: so each number is greater than all of a process that began
 * before, and who comes with one of those is told all that there is. A script's number holds them exactly, until 2255.
 */
public final class Changes {
    private final AtomicLong last;

    public Changes() {
        this(System.currentTimeMillis());
    }

    Changes(long startMs) {
        last = new AtomicLong(TimeUnit.MILLISECONDS.toMicros(startMs));
    }

    long next() {
        return last.incrementAndGet();
    }

    public long last() {
        return last.get();
    }
}
