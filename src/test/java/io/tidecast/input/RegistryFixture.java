package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Registry that answers what it is told to, and remembers what it was asked. */
final class RegistryFixture implements AutoCloseable {
    private static final String UNKNOWN = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final HttpServer server;
    /** Answered in place of what is asked for, this many times. */
    private final AtomicInteger faults = new AtomicInteger();

    private volatile int faultStatus;

    RegistryFixture() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    RegistryFixture(HttpServer server) {
        this.server = server;
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getRawPath();
            asked.add(path);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            int status = answers.containsKey(path) ? statuses.getOrDefault(path, 200) : 404;
            String body = answers.getOrDefault(path, UNKNOWN);
            if (faults.get() > 0) {
                faults.decrementAndGet();
                status = faultStatus;
                body = "<html>no</html>";
            }
            exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
    }

    void answer(String path, String json) {
        statuses.remove(path);
        answers.put(path, json);
    }

    /** A resource that is answered by an error of the registry's own. */
    void refuse(String path, int status, String json) {
        answers.put(path, json);
        statuses.put(path, status);
    }

    /** The next so many answers are of this status. */
    void fail(int times, int status) {
        faultStatus = status;
        faults.set(times);
    }

    URI url(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    SchemaRegistry client(Duration patience) {
        return new HttpSchemaRegistry(new RegistrySettings(url("http"), Optional.empty(), Optional.empty(), patience));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
