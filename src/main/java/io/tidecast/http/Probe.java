package io.tidecast.http;

import io.tidecast.model.ModelRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * Health probe: 200, or 503 with {@code {"status":"down","reasons":[…]}}; either with {@code "warnings":[…]} and
 * {@code "refused":[…]} where there are any.
 *
 * @param against what speaks against it; empty where all is well
 * @param warnings what somebody should look at, and a restart would not mend
 * @param refused versions of models that do not serve, and why
 */
record Probe(
        String path,
        Supplier<List<String>> against,
        Supplier<List<String>> warnings,
        Supplier<List<ModelRegistry.Refused>> refused)
        implements Endpoint {
    /** A probe that warns of nothing. */
    Probe(String path, Supplier<List<String>> against) {
        this(path, against, List::of, List::of);
    }

    /** An orchestrator asks without a secret. */
    @Override
    public Rights rights() {
        return Rights.OPEN;
    }

    @Override
    public Answer answer(Request request) {
        List<String> reasons = against.get();
        return Answer.probe(reasons.isEmpty() ? 200 : 503, reasons, warnings.get(), refused.get());
    }
}
