package io.tidecast.http;

import java.util.List;
import java.util.function.Supplier;

/**
 * A health probe: 200, or 503 with {@code {"status":"down","reasons":[…]}}.
 *
 * @param against what speaks against it; empty where all is well
 */
record Probe(String path, Supplier<List<String>> against) implements Endpoint {
    /** An orchestrator asks without a secret. */
    @Override
    public Rights rights() {
        return Rights.OPEN;
    }

    @Override
    public Answer answer(Request request) {
        List<String> reasons = against.get();
        return Answer.probe(reasons.isEmpty() ? 200 : 503, reasons);
    }
}
