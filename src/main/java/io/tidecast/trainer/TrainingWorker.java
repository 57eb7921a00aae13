package io.tidecast.trainer;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Background worker, where training happens: one piece of work at a time, on one background thread or wherever the
 * executor runs it. Stream threads hand work over and ask for what is done; they never wait, since a stream thread that
 * trains is fenced and starts the same record over, for ever.
 *
 * @param <R> result of a piece of work
 */
public final class TrainingWorker<R> implements AutoCloseable {
    private final Executor executor;
    private final AtomicReference<Reservation<R>> place = new AtomicReference<>();

    /** Completion: the end of a piece of work: its result, or why it failed. */
    record Done<R>(R result, Throwable failure) {
        /** The end of work whose kind is known. */
        <S extends R> Done<S> as(Class<S> kind) {
            return new Done<>(kind.cast(result), failure);
        }
    }

    /** Reservation: who has the worker; without work as long as it is being prepared. */
    private record Reservation<R>(String name, FutureTask<R> work) {}

    /**
     * Runs work where the executor does.
     *
     * @param executor {@code Runnable::run} trains within the punctuation that starts it, as replays do; an
     *     {@link ExecutorService} is shut down with this
     */
    public TrainingWorker(Executor executor) {
        this.executor = executor;
    }

    /** On one background thread of its own. */
    public static <R> TrainingWorker<R> inBackground() {
        return new TrainingWorker<>(Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "tidecast-training");
            thread.setDaemon(true);
            return thread;
        }));
    }

    /** Runs something whose end nobody asks for, before or after the work. */
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /**
     * Starts work under a name, unless something else is on its way. The place is taken until {@link #done} has
     * returned its end.
     *
     * @param work is asked only when it is to start, since preparing it may be costly
     * @return whether it was started
     */
    boolean start(String name, Supplier<Callable<R>> work) {
        Reservation<R> preparing = new Reservation<>(name, null);
        if (!place.compareAndSet(null, preparing)) {
            return false;
        }
        boolean started = false;
        try {
            FutureTask<R> task = new FutureTask<>(work.get());
            place.set(new Reservation<>(name, task));
            executor.execute(task);
            started = true;
            return true;
        } finally {
            if (!started) {
                place.set(null);
            }
        }
    }

    boolean isRunning(String name) {
        Reservation<R> taken = place.get();
        return taken != null && taken.name().equals(name);
    }

    /** The end of the work of that name, once; empty while it runs or if there is none. */
    Optional<Done<R>> done(String name) {
        Reservation<R> taken = place.get();
        if (taken == null
                || !taken.name().equals(name)
                || taken.work() == null
                || !taken.work().isDone()) {
            return Optional.empty();
        }
        place.set(null);
        try {
            return Optional.of(new Done<>(taken.work().get(), null));
        } catch (ExecutionException e) {
            return Optional.of(new Done<>(null, e.getCause()));
        } catch (CancellationException e) {
            return Optional.of(new Done<>(null, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Done<>(null, e));
        }
    }

    /**
     * Gives up the work of that name, if there is any: its task has moved to another instance, which starts it again.
     */
    void cancel(String name) {
        cancel(name::equals);
    }

    /** Gives up the work that is on its way, if its name is one of these. */
    void cancel(Predicate<String> names) {
        Reservation<R> taken = place.get();
        if (taken != null && names.test(taken.name()) && taken.work() != null && place.compareAndSet(taken, null)) {
            taken.work().cancel(true);
        }
    }

    /** Interrupts what runs; it is started again from the stored run at the next start. */
    @Override
    public void close() {
        if (executor instanceof ExecutorService service) {
            service.shutdownNow();
            try {
                service.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
