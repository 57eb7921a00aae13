package io.tidecast.faults;

import java.time.Duration;

/** Waiting for what must become true. */
public final class Await {
    static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final long POLL_MS = 20;

    private Await() {}

    /** A condition that may throw. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    public static void until(String what, Condition condition) {
        until(what, TIMEOUT, condition);
    }

    /** Returns once the condition holds, and fails where that takes too long. */
    public static void until(String what, Duration timeout, Condition condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(what + " must happen within " + timeout + ", did not");
                }
                Thread.sleep(POLL_MS);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("while waiting for " + what, e);
        }
    }

    /** Lets time pass: what is tested is that nothing happens meanwhile. */
    public static void pass(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
