package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The answers. All of them can be asked again and change nothing: GET and HEAD are the only methods there are. A probe is 200 or
 * 503 with {@code {"status":"up|down","reasons":[…]}}.
 */
final class Endpoints extends Handler.Abstract {
    static final String LIVE = "/health/live";
    static final String READY = "/health/ready";
    static final String STARTED = "/health/started";
    static final String METRICS = "/metrics";

    /** On every answer: nothing is kept by a cache, nothing is taken for anything but what it says it is. */
    static final HttpFields HEADERS = HttpFields.build()
            .put(HttpHeader.CACHE_CONTROL, "no-store")
            .put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
            .put("Cross-Origin-Resource-Policy", "same-origin")
            .put("Referrer-Policy", "no-referrer")
            .put("X-Content-Type-Options", "nosniff")
            .put("X-Frame-Options", "DENY");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Health health;
    private final Supplier<String> metrics;
    private final Optional<BearerToken> token;

    Endpoints(Health health, Supplier<String> metrics, Optional<BearerToken> token) {
        this.health = health;
        this.metrics = metrics;
        this.token = token;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HEADERS.forEach(response.getHeaders()::put);
        String path = request.getHttpURI().getPath();
        if (!List.of(LIVE, READY, STARTED, METRICS).contains(path)) {
            send(response, callback, HttpStatus.NOT_FOUND_404, JSON_TYPE, probe(List.of("no such path")));
        } else if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(new HttpField(HttpHeader.ALLOW, "GET, HEAD"));
            send(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, JSON_TYPE, probe(List.of("GET or HEAD only")));
        } else if (request.getLength() > 0) {
            send(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413, JSON_TYPE, probe(List.of("no body is read")));
        } else if (path.equals(METRICS)) {
            metrics(request, response, callback);
        } else {
            List<String> against = against(path);
            int status = against.isEmpty() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
            send(response, callback, status, JSON_TYPE, probe(against));
        }
        return true;
    }

    private List<String> against(String path) {
        return switch (path) {
            case LIVE -> health.notLive().get();
            case READY -> health.notReady().get();
            default -> health.notStarted().get();
        };
    }

    private void metrics(Request request, Response response, Callback callback) {
        boolean allowed =
                token.isEmpty() || token.get().isBroughtBy(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        if (allowed) {
            send(
                    response,
                    callback,
                    HttpStatus.OK_200,
                    METRICS_TYPE,
                    metrics.get().getBytes(UTF_8));
            return;
        }
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"metrics\"");
        send(response, callback, HttpStatus.UNAUTHORIZED_401, JSON_TYPE, probe(List.of("a bearer token is needed")));
    }

    private static byte[] probe(List<String> against) {
        ObjectNode body = JSON.createObjectNode();
        body.put("status", against.isEmpty() ? "up" : "down");
        against.forEach(body.putArray("reasons")::add);
        return body.toString().getBytes(UTF_8);
    }

    private static void send(Response response, Callback callback, int status, String type, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
