package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Route to an endpoint: the pattern of its path, in segments.
 *
 * @param segments as they stand in the path; one in braces matches any segment that is not empty
 */
record Route(Endpoint endpoint, List<String> segments) {
    Route {
        segments = List.copyOf(segments);
    }

    /** @throws IllegalArgumentException if the path is none, or names a segment twice */
    static Route to(Endpoint endpoint) {
        String path = endpoint.path();
        List<String> segments = Arrays.asList(path.split("/", -1));
        boolean twice = segments.stream().filter(Route::isNamed).distinct().count()
                < segments.stream().filter(Route::isNamed).count();
        if (!path.startsWith("/") || twice) {
            throw new IllegalArgumentException(
                    "the path of an endpoint must begin with / and name each segment once, was " + path);
        }
        return new Route(endpoint, segments);
    }

    private static boolean isNamed(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    /** The pattern without the names in it: two endpoints of one form could not be told apart. */
    String form() {
        return segments.stream()
                .map(segment -> isNamed(segment) ? "{}" : segment)
                .collect(Collectors.joining("/"));
    }

    /**
     * What stands in a path for each name.
     *
     * @param path as the request brought it, percent-encoded; an encoded {@code /} is part of its segment
     * @return empty if the path is another one
     */
    Optional<Map<String, String>> match(String path) {
        String[] there = path.split("/", -1);
        if (there.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < there.length; i++) {
            String wanted = segments.get(i);
            if (isNamed(wanted) && !there[i].isEmpty()) {
                named.put(wanted.substring(1, wanted.length() - 1), decoded(there[i]));
            } else if (!wanted.equals(there[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(named);
    }

    /** A plus is a plus in a path; that it were a space is the rule of forms. */
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    }
}
