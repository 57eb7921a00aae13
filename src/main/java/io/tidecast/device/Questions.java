package io.tidecast.device;

import java.time.Duration;
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
 * Questions about devices that readers ask the tasks of a process. The stream thread of the task that has the device
 * answers when it next has nothing else to do, so that nobody reads what it writes, and it never waits.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
public final class Questions<Q, A> {
    /** Questions that a task is asked at once; who comes after them goes without. */
    private static final int MOST_ASKED = 64;

    private final Set<Task> tasks = ConcurrentHashMap.newKeySet();

    /**
     * A task begins.
     *
     * @param answer empty where the task does not have the device; called by its stream thread alone
     */
    public Task join(Function<Q, Optional<A>> answer) {
        Task task = new Task(answer);
        tasks.add(task);
        return task;
    }

    /**
     * Asks all tasks, and waits for the answer of the one that has it; empty where none has or answers.
     *
     * @param patience how long the stream threads are waited for
     * @throws ExecutionException if answering went wrong, with what did
     */
    public Optional<A> ask(Q question, Duration patience) throws InterruptedException, ExecutionException {
        Asked<Q, A> asked = new Asked<>(question, new AtomicInteger(tasks.size()), new CompletableFuture<>());
        tasks.stream().filter(task -> !task.asked.offer(asked)).forEach(full -> asked.passed());
        try {
            return tasks.isEmpty() ? Optional.empty() : asked.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    /**
     * Question that was asked.
     *
     * @param left tasks that have not answered yet
     */
    private record Asked<Q, A>(Q question, AtomicInteger left, CompletableFuture<Optional<A>> answer) {
        /** A task does not have the device. */
        void passed() {
            if (left.decrementAndGet() == 0) {
                answer.complete(Optional.empty());
            }
        }
    }

    /** Questions to one task. */
    public final class Task implements AutoCloseable {
        private final Function<Q, Optional<A>> answering;
        private final Queue<Asked<Q, A>> asked = new ArrayBlockingQueue<>(MOST_ASKED);

        private Task(Function<Q, Optional<A>> answering) {
            this.answering = answering;
        }

        /** Answers who has asked; to be called about once a second. What goes wrong with it is the reader's to hear. */
        public void answer() {
            for (Asked<Q, A> next = asked.poll(); next != null; next = asked.poll()) {
                try {
                    Optional<A> answer = answering.apply(next.question());
                    if (answer.isPresent()) {
                        next.answer().complete(answer);
                    } else {
                        next.passed();
                    }
                } catch (RuntimeException e) {
                    next.answer().completeExceptionally(e);
                }
            }
        }

        /** The task is over, or begins again. */
        @Override
        public void close() {
            tasks.remove(this);
            for (Asked<Q, A> next = asked.poll(); next != null; next = asked.poll()) {
                next.passed();
            }
        }
    }
}
