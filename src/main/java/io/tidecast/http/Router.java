package io.tidecast.http;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Request router: finds the endpoint of a request and sends what it answers. What is the same for all of them is
 * decided here: 404 for a path that none has, 405 for a method, 413 for a body, and what {@link Access} says of who may
 * ask.
 */
final class Router extends Handler.Abstract {
    /** On every answer: nothing is kept by a cache, nothing is taken for anything but what it says it is. */
    static final HttpFields HEADERS = HttpFields.build()
            .put(HttpHeader.CACHE_CONTROL, "no-store")
            .put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
            .put("Cross-Origin-Resource-Policy", "same-origin")
            .put("Referrer-Policy", "no-referrer")
            .put("X-Content-Type-Options", "nosniff")
            .put("X-Frame-Options", "DENY");

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Access access;
    private volatile List<Route> routes;

    /**
     * @param endpoints the first whose path matches answers
     * @throws IllegalArgumentException if two have one path
     */
    Router(List<Endpoint> endpoints, HttpSettings settings) {
        this.access = new Access(settings);
        this.routes = routes(endpoints);
    }

    /** Other endpoints in place of those there are; a request that is being answered goes on with its own. */
    void replace(List<Endpoint> endpoints) {
        routes = routes(endpoints);
    }

    private static List<Route> routes(List<Endpoint> endpoints) {
        List<Route> routes = endpoints.stream().map(Route::to).toList();
        Set<String> forms = new HashSet<>();
        for (Route route : routes) {
            if (!forms.add(route.form())) {
                throw new IllegalArgumentException("an endpoint must have a path of its own, two have "
                        + route.endpoint().path());
            }
        }
        return routes;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request request, Response response, Callback callback) {
        HEADERS.forEach(response.getHeaders()::put);
        String path = request.getHttpURI().getPath();
        for (Route route : routes) {
            Optional<Map<String, String>> segments = route.match(path);
            if (segments.isPresent()) {
                Endpoint endpoint = route.endpoint();
                endpoint.headers().forEach(response.getHeaders()::put);
                send(answer(endpoint, request, segments.get()), response, callback);
                return true;
            }
        }
        send(Answer.probe(HttpStatus.NOT_FOUND_404, List.of("no such path")), response, callback);
        return true;
    }

    private Answer answer(Endpoint endpoint, org.eclipse.jetty.server.Request request, Map<String, String> segments) {
        if (!endpoint.methods().contains(request.getMethod())) {
            return Answer.probe(
                            HttpStatus.METHOD_NOT_ALLOWED_405,
                            List.of(String.join(" or ", endpoint.methods()) + " only"))
                    .withHeader("Allow", String.join(", ", endpoint.methods()));
        }
        if (request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return Answer.probe(HttpStatus.PAYLOAD_TOO_LARGE_413, List.of("no body is read"))
                    .withHeader("Connection", "close");
        }
        Optional<Answer> refusal = access.refusal(endpoint, request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            return endpoint.answer(new Request(
                    request.getMethod(),
                    segments,
                    Query.of(request.getHttpURI().getQuery()),
                    header(request, HttpHeader.ACCEPT.asString()),
                    header(request, HttpHeader.ACCEPT_ENCODING.asString()),
                    header(request, LAST_EVENT_ID),
                    header(request, HttpHeader.IF_NONE_MATCH.asString()),
                    Request.from(request.getConnectionMetaData().getRemoteSocketAddress()),
                    new Caller(header(request, HttpHeader.AUTHORIZATION.asString()))));
        } catch (WrongRequest e) {
            return Answer.refused(HttpStatus.BAD_REQUEST_400, List.of(e.getMessage()));
        }
    }

    private static String header(org.eclipse.jetty.server.Request request, String name) {
        return String.join(",", request.getHeaders().getValuesList(name));
    }

    private static void send(Answer answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        if (!answer.type().isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        }
        answer.headers().forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }
}
