package io.tidecast.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Thread team: threads that help the one that calls {@link #run} with a job, again and again. A gradient step takes
 * less time than a pool needs to hand out its tasks, so a helper that is done looks out for the next job a moment
 * before it sleeps, and nothing is allocated. On a busy machine a helper may come too late: nobody waits for it. One
 * thread at a time may call {@link #run}.
 */
public final class ThreadTeam implements AutoCloseable {
    /**
     * So often a thread looks out before it sleeps: some tens of microseconds, a little more than lies between two
     * steps of a small network.
     */
    private static final int LOOKS = 2_000;

    private static final int OVER = Integer.MIN_VALUE;

    private final Thread[] helpers;
    private final AtomicInteger jobs = new AtomicInteger(); // handed out so far
    private final AtomicInteger inside =
            new AtomicInteger(OVER); // helpers at work on the last; plus OVER once no more may come
    private IntConsumer job; // published by jobs
    private Thread caller;
    private volatile Throwable failure; // null: none
    private volatile boolean closed;

    private ThreadTeam(int size, String name) {
        this.helpers = new Thread[size - 1];
        for (int i = 0; i < helpers.length; i++) {
            int index = i + 1;
            helpers[i] = new Thread(() -> help(index), name);
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
    }

    /** So many threads, the caller's among them; the others are daemons of this name. */
    public static ThreadTeam of(int size, String name) {
        if (size < 1) {
            throw new IllegalArgumentException("a crew must have at least one thread, was to have " + size);
        }
        return new ThreadTeam(size, name);
    }

    /** The calling thread alone. */
    public static ThreadTeam alone() {
        return new ThreadTeam(1, "");
    }

    /** Threads, the caller's among them. */
    public int size() {
        return helpers.length + 1;
    }

    /**
     * Does the job on the calling thread and, meanwhile, once on each helper that comes in time, each with its number
     * 0..size-1, the caller's 0; returns when all are done. The job shares out its parts itself.
     *
     * @throws IllegalStateException with the cause, if a helper failed
     */
    public void run(IntConsumer work) {
        job = work;
        caller = Thread.currentThread();
        failure = null;
        inside.set(0);
        jobs.incrementAndGet();
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
        try {
            work.accept(0);
        } finally {
            inside.addAndGet(OVER);
            for (int looks = 0; inside.get() != OVER; looks++) {
                pause(looks);
            }
        }
        Throwable failed = failure;
        if (failed != null) {
            throw new IllegalStateException("a helping thread failed", failed);
        }
    }

    private void help(int index) {
        int seen = 0;
        while (!closed) {
            for (int looks = 0; jobs.get() == seen; looks++) {
                pause(looks);
            }
            seen = jobs.get();
            if (enter()) {
                try {
                    job.accept(index);
                } catch (Throwable e) {
                    failure = e;
                }
                if (inside.decrementAndGet() == OVER) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    /** Whether the last job handed out is still being done. */
    private boolean enter() {
        int now = inside.get();
        while (now >= 0 && !inside.compareAndSet(now, now + 1)) {
            now = inside.get();
        }
        return now >= 0;
    }

    private void pause(int looks) {
        if (looks < LOOKS) {
            Thread.onSpinWait();
        } else {
            LockSupport.park(this);
        }
    }

    /** Lets the threads go; not while a job is done. */
    @Override
    public void close() {
        closed = true;
        jobs.incrementAndGet();
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }
}
