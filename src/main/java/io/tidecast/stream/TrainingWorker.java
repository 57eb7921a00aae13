package io.tidecast.stream;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The one background thread that trains. Stream threads hand work over and ask for what is done; they never wait, since a
 * stream thread that trains is fenced and starts the same record over, for ever.
 *
 * @param <R> result of a piece of work
 */
final class TrainingWorker<R> implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread t = new Thread(task, "tidecast-training");
        t.setDaemon(true);
        return t;
    });
    private final ConcurrentHashMap<String, Future<R>> running = new ConcurrentHashMap<>();

    /** The end of a piece of work: its result, or why it failed. */
    record Done<R>(R result, Throwable failure) {}

    /** Starts work under a name; the name is taken until {@link #done} has returned its end. */
    void start(String name, Callable<R> work) {
        Future<R> future = thread.submit(work);
        if (running.putIfAbsent(name, future) != null) {
            future.cancel(true);
            throw new IllegalStateException("training of " + name + " must end before the next one starts");
        }
    }

    boolean isRunning(String name) {
        return running.containsKey(name);
    }

    /** The end of the work of that name, once; empty while it runs or if there is none. */
    Optional<Done<R>> done(String name) {
        Future<R> future = running.get(name);
        if (future == null || !future.isDone()) {
            return Optional.empty();
        }
        running.remove(name);
        try {
            return Optional.of(new Done<>(future.get(), null));
        } catch (ExecutionException e) {
            return Optional.of(new Done<>(null, e.getCause()));
        } catch (CancellationException e) {
            return Optional.of(new Done<>(null, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Done<>(null, e));
        }
    }

    /** Gives up the work of that name, if there is any: its task has moved to another instance, which starts it again. */
    void cancel(String name) {
        Future<R> future = running.remove(name);
        if (future != null) {
            future.cancel(true);
        }
    }

    /** Interrupts what runs; it is started again from the stored run at the next start. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
