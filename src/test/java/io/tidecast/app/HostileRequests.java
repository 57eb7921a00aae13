package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests that go together from what the API's document allows and what it does not: methods, ids, parameters and
 * their combinations, headers, bodies. The same seed gives the same ones.
 */
final class HostileRequests {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "BREW");
    private static final List<String> HOSTILE = List.of(
            "",
            "0",
            "-1",
            "1e9",
            "99999999999999999999",
            "null",
            "%",
            "%zz",
            "%00",
            "%ff%fe",
            "%2e%2e",
            "..%2f..",
            "2026-11-21T05:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "asc%0d%0a",
            "MAoKCg",
            "TmFOCgphCg",
            "Kg",
            "%F0%9F%98%80",
            ",,,",
            "x".repeat(3_000),
            "x".repeat(9_000));
    private static final List<String> HEADERS = List.of(
            "Authorization: Bearer another-token-of-length",
            "Authorization: Basic x",
            "Authorization:",
            "Accept: text/html",
            "Accept: ;q=,;;",
            "Accept-Encoding: gzip;q=1.0, *",
            "Accept-Encoding: gzip;q=99999",
            "Last-Event-ID: 7",
            "Last-Event-ID: 99999999999999999999",
            "Last-Event-ID: \u00e4",
            "If-None-Match: *, W/\"",
            "Range: bytes=0-",
            "Origin: https://evil.example",
            "Cookie: a=b; a",
            "X-Forwarded-For: 127.0.0.1",
            "X-Long: " + "x".repeat(2_000),
            "X-Long: " + "x".repeat(9_000));

    private final Random random;
    private final String token;
    private final List<String> devices;

    /**
     * Requests to a server.
     *
     * @param token that lets changes in
     * @param devices there are
     */
    HostileRequests(long seed, String token, List<String> devices) {
        this.random = new Random(seed);
        this.token = token;
        this.devices = devices;
    }

    /** The method that is declared, or now and then another. */
    String method(String declared) {
        return once(6) ? one(METHODS) : declared;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private String hostile() {
        if (once(3)) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            return encoded(new String(bytes, UTF_8));
        }
        return one(HOSTILE);
    }

    /** What a parameter's schema allows. */
    private String allowed(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.path("enum")
                    .get(random.nextInt(schema.path("enum").size()))
                    .asText();
        }
        if (schema.path("type").asText().equals("integer")) {
            return Long.toString(schema.path("minimum").asLong() + random.nextInt(20));
        }
        return schema.path("format").asText().equals("date-time")
                ? "2026-11-21T05:00:00Z"
                : one(List.of("b", "B", "ok", "default", "reason", "a%20reason", "some%20"));
    }

    /**
     * A request of an operation.
     *
     * @param template its path
     * @param parameters that the document has of it
     */
    RawRequest request(String template, String method, JsonNode parameters) {
        String known = template.contains("models") ? "default" : encoded(one(devices));
        StringBuilder target = new StringBuilder(template.replace("{id}", once(3) ? hostile() : known));
        String sign = "?";
        for (JsonNode parameter : parameters) {
            boolean needed = parameter.path("required").asBoolean();
            if (parameter.path("in").asText().equals("query") && (once(2) || (needed && !once(4)))) {
                target.append(sign).append(parameter.path("name").asText()).append("=");
                target.append(once(4) ? hostile() : allowed(parameter.path("schema")));
                sign = "&";
            }
        }
        if (once(6)) {
            target.append(sign).append(one(List.of("other=1", "&&=", "limit", "=x", "limit=1&limit=x")));
        }
        List<String> headers = new ArrayList<>(List.of("Host: " + (once(9) ? "evil.example" : "localhost:80")));
        if (method.equals("POST") && !once(4)) {
            headers.add("Authorization: Bearer " + token);
        }
        for (int more = random.nextInt(3); more > 0; more--) {
            String header = one(HEADERS);
            if (headers.stream().noneMatch(other -> other.startsWith("Auth") && header.startsWith("Auth"))) {
                headers.add(header);
            }
        }
        String body = once(8) ? "{\"limit\":1}" : "";
        if (!body.isEmpty()) {
            headers.add(once(2) ? "Content-Length: " + body.length() : "Transfer-Encoding: chunked");
            body = headers.get(headers.size() - 1).startsWith("T") ? "b\r\n" + body + "\r\n0\r\n\r\n" : body;
        }
        return new RawRequest(method, target.toString(), headers, body);
    }
}
