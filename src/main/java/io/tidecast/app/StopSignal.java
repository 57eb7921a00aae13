package io.tidecast.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Shutdown signal: Ctrl-C or SIGTERM. A command that claims it, or says what ends its wait, returns as always, with its
 * own exit code, and the process ends with that. Where nobody does, the process ends at once, as of any signal.
 */
public final class StopSignal {
    /** A command that has not returned by then is cut off, and the process ends as the signal would have ended it. */
    public static final Duration GRACE = Duration.ofSeconds(60);

    private final List<Runnable> actions = new ArrayList<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private boolean requested;
    private boolean claimed;

    /** Hooks it into this process. */
    public static StopSignal installed() {
        StopSignal stop = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::endProcess, "stop"));
        return stop;
    }

    /** From now on the command looks for the signal itself, soon and again. */
    public synchronized void claim() {
        claimed = true;
    }

    /** From now on it does not, but for what it goes on to claim. */
    public synchronized void release() {
        claimed = false;
    }

    /** Claims the signal and says what ends the wait; runs at once if the signal was there before. */
    public void onRequest(Runnable action) {
        synchronized (this) {
            claimed = true;
            if (!requested) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    public void request() {
        List<Runnable> due;
        synchronized (this) {
            requested = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    public synchronized boolean isRequested() {
        return requested;
    }

    /** Requests it of whom claims it. */
    private synchronized boolean isTaken() {
        requested = claimed;
        return claimed;
    }

    /** The command has returned. */
    public void finished(int code) {
        exitCode.complete(code);
    }

    /**
     * A virtual machine that a signal ends would report the signal's number; only halting lets the command's own code
     * out. Where nobody claims it, that number is the exit code.
     */
    private void endProcess() {
        if (exitCode.isDone() || !isTaken()) {
            return;
        }
        request();
        try {
            Runtime.getRuntime().halt(exitCode.get(GRACE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            System.err.println("tidecast: did not stop within " + GRACE.toSeconds() + " s");
        }
    }
}
