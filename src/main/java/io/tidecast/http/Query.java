package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Query of a URI: its parameters, and what they may be. */
final class Query {
    private Query() {}

    /**
     * Parameters by name.
     *
     * @param query as it stands behind the question mark; may be null
     */
    static Map<String, String> of(String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new WrongRequest("the query", "be percent-encoded", text);
        }
    }

    static int number(Request request, String name, int fallback, int least, int most) {
        return (int) number(request, name, (long) fallback, least, most);
    }

    static long number(Request request, String name, long fallback, long least, long most) {
        String text = request.query().get(name);
        if (text == null) {
            return fallback;
        }
        if (text.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new WrongRequest(name, "be " + least + ".." + most, text);
    }

    static Optional<Instant> time(Request request, String name) {
        String text = request.query().get(name);
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new WrongRequest(name, "be a time such as 2026-11-21T05:00:00Z", text);
        }
    }

    static String oneOf(Request request, String name, List<String> values) {
        String text = request.query().getOrDefault(name, values.get(0));
        if (!values.contains(text)) {
            throw new WrongRequest(name, "be one of " + String.join(", ", values), text);
        }
        return text;
    }

    /** What a list such as {@code a,b} names; in it, a comma of a name is percent-encoded once more. */
    static List<String> list(Request request, String name, int most) {
        String text = request.query().getOrDefault(name, "");
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(Query::decoded).toList();
        if (names.size() > most) {
            throw new WrongRequest(name, "name at most " + most, String.valueOf(names.size()));
        }
        return names;
    }
}
