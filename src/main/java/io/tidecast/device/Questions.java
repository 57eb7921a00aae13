package io.tidecast.device;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

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
    /** That are answered before the next readings are taken. */
    private static final int AT_ONCE = 8;

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
     * Asks all tasks, and waits for the answer of the one that has it; empty where all have said that they have not.
     *
     * @param patience how long the stream threads are waited for
     * @throws ExecutionException if answering went wrong, with what did
     * @throws UnansweredException if there is no task, or one has not answered and none of the others has it
     */
    public Optional<A> ask(Q question, Duration patience) throws InterruptedException, ExecutionException {
        List<Task> present = List.copyOf(tasks);
        if (present.isEmpty()) {
            throw new UnansweredException("no task that could have it runs just now");
        }
        Asked<Q, A> asked = new Asked<>(
                question, new AtomicInteger(present.size()), new AtomicBoolean(), new CompletableFuture<>());
        present.stream().filter(task -> !task.take(asked)).forEach(gone -> asked.gone());
        try {
            Optional<A> answer = asked.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.isEmpty() && asked.unanswered.get()) {
                throw new UnansweredException("a task that could have it does not answer just now");
            }
            return answer;
        } catch (TimeoutException e) {
            throw new UnansweredException("its stream thread does not answer just now");
        } finally {
            asked.answer.cancel(false); // Nobody waits for it any more.
        }
    }

    /**
     * Question that was asked.
     *
     * @param left tasks that may still answer
     * @param unanswered whether one did not, and will not
     */
    private record Asked<Q, A>(
            Q question, AtomicInteger left, AtomicBoolean unanswered, CompletableFuture<Optional<A>> answer) {
        /** A task does not answer. */
        void gone() {
            unanswered.set(true);
            passed();
        }

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

        /** Whether it will be answered. */
        private boolean take(Asked<Q, A> question) {
            if (!asked.offer(question)) {
                return false;
            }
            // One that closes meanwhile has emptied its queue before.
            return tasks.contains(this) || !asked.remove(question);
        }

        /**
         * Answers who has asked and still waits, a few at a time; to be called about once a second. What goes wrong
         * with it is the reader's to hear.
         *
         * @throws KafkaException of Kafka Streams or a store, which the task must hear too
         */
        public void answer() {
            for (int left = AT_ONCE; left > 0; ) {
                Asked<Q, A> next = asked.poll();
                if (next == null) {
                    return;
                }
                if (!next.answer().isDone()) {
                    left--;
                    answer(next);
                }
            }
        }

        private void answer(Asked<Q, A> next) {
            try {
                Optional<A> answer = answering.apply(next.question());
                if (answer.isPresent()) {
                    next.answer().complete(answer);
                } else {
                    next.passed();
                }
            } catch (RuntimeException e) {
                next.answer().completeExceptionally(e);
                if (e instanceof KafkaException) {
                    throw e;
                }
            }
        }

        /** The task is over, or begins again. */
        @Override
        public void close() {
            tasks.remove(this);
            for (Asked<Q, A> next = asked.poll(); next != null; next = asked.poll()) {
                next.gone();
            }
        }
    }
}
