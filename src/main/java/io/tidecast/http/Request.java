package io.tidecast.http;

import java.util.Map;

/**
 * HTTP request as an endpoint sees it; it had no body.
 *
 * @param method in capitals
 * @param segments what stands in the path for each {@code {name}} of the endpoint's, percent-decoded once
 */
public record Request(String method, Map<String, String> segments) {
    public Request {
        segments = Map.copyOf(segments);
    }
}
