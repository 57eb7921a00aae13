package io.tidecast.http;

import io.tidecast.model.ModelRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * Health checks: what the process says of itself. Each answers with what speaks against it, in words; with nothing
 * where all is well.
 *
 * @param notLive why it should be started again
 * @param notReady why it cannot do its work now
 * @param notStarted why it is still starting
 * @param warnings what is wrong although it does its work
 * @param refused versions of models that do not serve, and why
 */
public record Health(
        Supplier<List<String>> notLive,
        Supplier<List<String>> notReady,
        Supplier<List<String>> notStarted,
        Supplier<List<String>> warnings,
        Supplier<List<ModelRegistry.Refused>> refused) {
    static final String LIVE = "/health/live";
    static final String READY = "/health/ready";
    static final String STARTED = "/health/started";

    /** The three probes. */
    public List<Endpoint> probes() {
        return List.of(
                new Probe(LIVE, notLive),
                new Probe(READY, notReady, warnings, refused),
                new Probe(STARTED, notStarted));
    }
}
