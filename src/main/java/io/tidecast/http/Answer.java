package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.config.Printable;
import io.tidecast.model.ModelRegistry;
import java.util.List;
import java.util.Map;

/**
 * HTTP response: status, body and what the body is.
 *
 * @param type the {@code Content-Type}; empty without a body
 * @param body not copied, and not to be changed any more
 * @param headers of this answer alone, in place of the endpoint's and the server's or beside them
 */
public record Answer(int status, String type, byte[] body, Map<String, String> headers) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";

    public Answer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status must be 200..599, was " + status);
        }
        headers = Map.copyOf(headers);
    }

    /** 200 with a body that is JSON already. */
    public static Answer json(byte[] body) {
        return new Answer(200, JSON_TYPE, body, Map.of());
    }

    public static Answer json(JsonNode body) {
        return json(FleetJson.bytes(body));
    }

    /** 304: who asks has it already. */
    static Answer notModified() {
        return new Answer(304, "", new byte[0], Map.of());
    }

    /** No answer to give, in words: {@code {"reasons":[…]}}. */
    public static Answer refused(int status, List<String> reasons) {
        return withReasons(status, JSON.createObjectNode(), reasons);
    }

    /** 404 with why a thing is not there; or 503 while it may yet come, with what is waited for. */
    static Answer missing(String why, List<String> behind) {
        return behind.isEmpty() ? refused(404, List.of(why)) : refused(503, behind);
    }

    /** 429: to be asked again later. */
    static Answer tooMany(int seconds, String why) {
        return refused(429, List.of(why)).withHeader("Retry-After", Integer.toString(seconds));
    }

    /** What a probe says: {@code {"status":"up|down","reasons":[…]}}. */
    static Answer probe(int status, List<String> against) {
        return probe(status, against, List.of(), List.of());
    }

    /**
     * The same with {@code "warnings":[…]} and {@code "refused":[{"model":…,"version":…,"reason":…}]}, where there are
     * any.
     */
    static Answer probe(int status, List<String> against, List<String> warnings, List<ModelRegistry.Refused> refused) {
        ObjectNode body = JSON.createObjectNode().put("status", against.isEmpty() ? "up" : "down");
        if (!warnings.isEmpty()) {
            put(body, "warnings", warnings);
        }
        if (!refused.isEmpty()) {
            ArrayNode versions = body.putArray("refused");
            refused.forEach(one -> versions.addObject()
                    .put("model", one.model())
                    .put("version", one.version())
                    .put("reason", one.reason()));
        }
        return withReasons(status, body, against);
    }

    private static Answer withReasons(int status, ObjectNode body, List<String> reasons) {
        put(body, "reasons", reasons);
        return new Answer(status, JSON_TYPE, body.toString().getBytes(UTF_8), Map.of());
    }

    private static void put(ObjectNode body, String name, List<String> lines) {
        ArrayNode told = body.putArray(name);
        lines.forEach(line -> told.add(Printable.message(line)));
    }

    Answer withHeader(String name, String value) {
        return new Answer(status, type, body, Map.of(name, value));
    }
}
