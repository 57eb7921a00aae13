package io.tidecast.device;

import io.tidecast.series.Segment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Read side of the windows that the tasks of a process forecast from. A stream thread puts each there as its last step
 * closes, and never waits for who reads it: Kafka Streams' own way to read a store of a task that runs, interactive
 * queries, goes through {@code RocksDBStore.get} and {@code range}, which hold the lock that the task's {@code put}
 * needs. What was not put there since the task began is asked of its stream thread, which answers when it next has
 * nothing else to do.
 */
public final class RecentWindows {
    private final int most;
    private final Questions<String, Segment> questions = new Questions<>();
    private final Set<Task> tasks = ConcurrentHashMap.newKeySet();
    private final AtomicInteger held = new AtomicInteger();

    /** @param most devices that are kept; 0 keeps none */
    public RecentWindows(int most) {
        this.most = most;
    }

    /** Windows that nobody reads. */
    public static RecentWindows none() {
        return new RecentWindows(0);
    }

    /**
     * A task begins.
     *
     * @param stored reads a window from the task's stores; called by its stream thread alone
     */
    public Task join(Function<String, Optional<Segment>> stored) {
        Task task = new Task(stored);
        if (most > 0) {
            tasks.add(task);
        }
        return task;
    }

    /**
     * The window of a device; empty where all tasks of this process have said that they have not closed a step of it.
     *
     * @param patience how long a stream thread is waited for that has not put it there yet
     * @throws UnansweredException if a task has not answered
     * @throws IllegalStateException if what is stored of it cannot be read
     */
    public Optional<Segment> of(String device, Duration patience) throws InterruptedException {
        if (most == 0) {
            throw new UnansweredException("no windows are kept here");
        }
        for (Task task : tasks) {
            Segment window = task.windows.get(device);
            if (window != null) {
                return Optional.of(window);
            }
        }
        try {
            return questions.ask(device, patience);
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is stored of it cannot be read: " + e.getCause(), e);
        }
    }

    /** Windows of one task; all but reading is its stream thread's. */
    public final class Task implements AutoCloseable {
        private final Map<String, Segment> windows = new ConcurrentHashMap<>();
        private final Questions<String, Segment>.Task asked;

        private Task(Function<String, Optional<Segment>> stored) {
            asked = questions.join(device -> {
                Optional<Segment> window = stored.apply(device);
                window.ifPresent(found -> put(device, found));
                return window;
            });
        }

        /**
         * A step has closed.
         *
         * @param recent steps up to it; never written to again
         * @param window how many of the last ones are the window
         */
        public void closed(String device, Segment recent, int window) {
            if (most > 0) {
                put(device, recent.slice(Math.max(0, recent.steps() - window), recent.steps()));
            }
        }

        private void put(String device, Segment window) {
            if (windows.put(device, window) == null && held.incrementAndGet() > most) {
                windows.keySet().stream()
                        .filter(other -> !other.equals(device))
                        .findAny()
                        .ifPresent(this::gone);
            }
        }

        /** A device is gone. */
        public void gone(String device) {
            if (windows.remove(device) != null) {
                held.decrementAndGet();
            }
        }

        /** Answers who has asked; to be called about once a second. */
        public void answer() {
            asked.answer();
        }

        /** The task is over, or begins again. */
        @Override
        public void close() {
            tasks.remove(this);
            asked.close();
            held.addAndGet(-windows.size());
            windows.clear();
        }
    }
}
