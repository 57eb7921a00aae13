package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Endpoint of the metrics, for Prometheus to scrape: in its text format, or as OpenMetrics where that is preferred, and
 * compressed where that is taken.
 *
 * @param metrics of a {@code Content-Type}, the metrics in it
 */
public record MetricsEndpoint(UnaryOperator<String> metrics) implements Endpoint {
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    @Override
    public String path() {
        return "/metrics";
    }

    @Override
    public Answer answer(Request request) {
        String type = request.prefers("application/openmetrics-text", "text/plain") ? OPEN_METRICS : TEXT;
        byte[] body = metrics.apply(type).getBytes(UTF_8);
        Map<String, String> headers = new HashMap<>(Map.of("Vary", "Accept, Accept-Encoding"));
        if (request.takesGzip()) {
            headers.put("Content-Encoding", "gzip");
            body = Gzip.of(body);
        }
        return new Answer(200, type, body, headers);
    }
}
