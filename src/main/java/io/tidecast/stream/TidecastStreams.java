package io.tidecast.stream;

import java.time.Duration;

/** The running application: one Kafka Streams client per role. */
public final class TidecastStreams implements AutoCloseable {
    private final StreamSettings settings;

    public TidecastStreams(StreamSettings settings) {
        this.settings = settings;
    }

    public StreamSettings settings() {
        return settings;
    }

    /** Starts every role and returns; throws {@link IllegalStateException} with what to do if a topic is missing. */
    public void start() {}

    /** Whether every role has its tasks and is processing. */
    public boolean isRunning() {
        return false;
    }

    /** Waits until {@link #isRunning()}; returns false if that did not happen in time or a role has failed. */
    public boolean awaitRunning(Duration timeout) throws InterruptedException {
        return false;
    }

    /** Blocks until a role has failed or {@link #close()} was called; returns true if a role has failed. */
    public boolean awaitStop() throws InterruptedException {
        return false;
    }

    @Override
    public void close() {}
}
