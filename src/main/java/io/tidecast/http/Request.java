package io.tidecast.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP request as an endpoint sees it; it had no body.
 *
 * @param method in capitals
 * @param segments what stands in the path for each {@code {name}} of the endpoint's, percent-decoded once
 * @param query its query's parameters, decoded; of one that stands there twice, the last
 * @param accept its header {@code Accept}; empty without
 * @param encodings its header {@code Accept-Encoding}; empty without
 * @param lastEventId its header {@code Last-Event-ID}; empty without
 * @param tags its header {@code If-None-Match}; empty without
 * @param from the address it came from
 * @param caller what it brings to be let in
 */
public record Request(
        String method,
        Map<String, String> segments,
        Map<String, String> query,
        String accept,
        String encodings,
        String lastEventId,
        String tags,
        String from,
        Caller caller) {
    public Request {
        segments = Map.copyOf(segments);
        query = Map.copyOf(query);
    }

    /** A request without a query. */
    public Request(String method, Map<String, String> segments, String accept, String encodings) {
        this(method, segments, Map.of(), accept, encodings, "", "", "", Caller.UNKNOWN);
    }

    /** A request that does not say what it takes. */
    public Request(String method, Map<String, String> segments) {
        this(method, segments, "", "");
    }

    /** An address without the port, which says nothing. */
    static String from(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : "unknown";
    }

    /** Whether one type of answer is asked for by name, and not less than the other. */
    boolean prefers(String type, String other) {
        double quality = quality(accept, type);
        return quality > 0 && quality >= quality(accept, other);
    }

    /** Whether who asks has what a tag is of. */
    boolean has(String tag) {
        return Arrays.stream(tags.split(",", -1)).map(String::strip).anyMatch(tag::equals);
    }

    boolean takesGzip() {
        return quality(encodings, "gzip") > 0;
    }

    /** The greatest quality value (RFC 9110, 12.4.2) that a header gives a name; 0 where it does not name it. */
    private static double quality(String header, String name) {
        double most = 0;
        for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.strip().split("\\s*;\\s*", -1);
            if (parts[0].equals(name)) {
                double own = 1;
                for (String part : parts) {
                    own = part.matches("q=[01](\\.[0-9]{0,3})?") ? Double.parseDouble(part.substring(2)) : own;
                }
                most = Math.max(most, own);
            }
        }
        return most;
    }
}
