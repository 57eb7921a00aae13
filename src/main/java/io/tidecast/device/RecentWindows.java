package io.tidecast.device;

import io.tidecast.series.Segment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    /** Questions that a task is asked at once; who comes after them goes without. */
    private static final int MOST_ASKED = 64;

    private final int most;
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
     * The window of a device; empty where no task of this process has it.
     *
     * @param patience how long a stream thread is waited for that has not put it there yet
     * @throws IllegalStateException if what is stored of it cannot be read
     */
    public Optional<Segment> of(String device, Duration patience) throws InterruptedException {
        for (Task task : tasks) {
            Segment window = task.windows.get(device);
            if (window != null) {
                return Optional.of(window);
            }
        }
        Question question = new Question(device, new AtomicInteger(tasks.size()), new CompletableFuture<>());
        tasks.stream().filter(task -> !task.asked.offer(question)).forEach(full -> question.passed());
        try {
            return tasks.isEmpty() ? Optional.empty() : question.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is stored of it cannot be read: " + e.getCause(), e);
        }
    }

    /**
     * Request for a window.
     *
     * @param left tasks that have not answered yet
     */
    private record Question(String device, AtomicInteger left, CompletableFuture<Optional<Segment>> answer) {
        /** A task does not have the device. */
        void passed() {
            if (left.decrementAndGet() == 0) {
                answer.complete(Optional.empty());
            }
        }
    }

    /** Windows of one task; all but reading is its stream thread's. */
    public final class Task implements AutoCloseable {
        private final Function<String, Optional<Segment>> stored;
        private final Map<String, Segment> windows = new ConcurrentHashMap<>();
        private final Queue<Question> asked = new ArrayBlockingQueue<>(MOST_ASKED);

        private Task(Function<String, Optional<Segment>> stored) {
            this.stored = stored;
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

        /** Answers who has asked; to be called about once a second. What goes wrong with it is the reader's to hear. */
        public void answer() {
            for (Question question = asked.poll(); question != null; question = asked.poll()) {
                Optional<Segment> window;
                try {
                    window = stored.apply(question.device());
                } catch (RuntimeException e) {
                    question.answer().completeExceptionally(e);
                    continue;
                }
                if (window.isPresent()) {
                    put(question.device(), window.get());
                    question.answer().complete(window);
                } else {
                    question.passed();
                }
            }
        }

        /** The task is over, or begins again. */
        @Override
        public void close() {
            tasks.remove(this);
            held.addAndGet(-windows.size());
            windows.clear();
            for (Question question = asked.poll(); question != null; question = asked.poll()) {
                question.passed();
            }
        }
    }
}
