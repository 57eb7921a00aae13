package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Endpoint of the metrics, for Prometheus to scrape.
 *
 * @param metrics as Prometheus' text format 0.0.4
 */
public record MetricsEndpoint(Supplier<String> metrics) implements Endpoint {
    @Override
    public String path() {
        return "/metrics";
    }

    @Override
    public Answer answer(Request request) {
        return new Answer(
                200, "text/plain; version=0.0.4; charset=utf-8", metrics.get().getBytes(UTF_8), Map.of());
    }
}
