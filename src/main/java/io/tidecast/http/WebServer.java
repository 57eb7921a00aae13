package io.tidecast.http;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * HTTP server of a list of endpoints. Everything about a request is bounded: its head to 8 KiB and 10 s, its answer to
 * 10 s, connections to 512, threads to 8; a body is not read. Connections beyond that wait, as {@link Admission} has
 * it.
 */
public final class WebServer implements AutoCloseable {
    private static final int HEAD_BYTES = 8 * 1024;
    private static final int RESPONSE_HEAD_BYTES = 4 * 1024;
    private static final int IDLE_MS = 10_000;
    private static final int MOST_THREADS = 8;
    private static final int FEWEST_THREADS = 3; // One accepts, one selects, one answers.

    /**
     * An encoded slash or percent sign may stand in a segment, such as a device's id, since a path is taken apart
     * before it is decoded, once.
     */
    private static final UriCompliance PATHS = UriCompliance.DEFAULT.with(
            "segments", Violation.AMBIGUOUS_PATH_SEPARATOR, Violation.AMBIGUOUS_PATH_ENCODING);

    private final Server server;
    private final ServerConnector connector;
    private final Router router;
    private final String scheme;

    private WebServer(Server server, ServerConnector connector, Router router, String scheme) {
        this.server = server;
        this.connector = connector;
        this.router = router;
        this.scheme = scheme;
    }

    /**
     * Binds and serves.
     *
     * @param endpoints the first whose path matches answers
     * @throws IllegalArgumentException if two endpoints have one path
     * @throws IllegalStateException if the address is taken or is none of this machine's
     */
    public static WebServer start(HttpSettings settings, List<Endpoint> endpoints) {
        return start(settings, endpoints, Admission.Limits.of(settings.perAddress()));
    }

    static WebServer start(HttpSettings settings, List<Endpoint> endpoints, Admission.Limits limits) {
        return start(settings, endpoints, limits, settings.tls().map(TlsConnections::new));
    }

    static WebServer start(
            HttpSettings settings, List<Endpoint> endpoints, Admission.Limits limits, Optional<TlsConnections> tls) {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS, IDLE_MS);
        threads.setName("http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration());
        ConnectionGate gate = new ConnectionGate(http, limits);
        ServerConnector connector = tls.map(
                        secure -> new ServerConnector(server, 1, 1, secure.factory(gate.getProtocol()), gate, http))
                .orElseGet(() -> new ServerConnector(server, 1, 1, gate, http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MS);
        server.addConnector(connector);
        Router router = new Router(endpoints, settings);
        server.setHandler(gate.watched(router));
        server.setErrorHandler(new BareErrors());
        server.setStopTimeout(
                0); // An answer is a matter of milliseconds; a connection that is kept open is no reason to wait.
        WebServer web = new WebServer(server, connector, router, tls.isPresent() ? "https://" : "http://");
        try {
            server.start();
            tls.ifPresent(secure -> secure.follow(connector.getScheduler()));
        } catch (Exception e) {
            web.close();
            throw new IllegalStateException(
                    "http.port must be free on http.host, " + settings.host() + ":" + settings.port() + " is not: "
                            + reason(e) + "; another port, or 0 for any, is set by http.port",
                    e);
        }
        return web;
    }

    /**
     * Serves others from now on, such as what could only be made after the address was bound.
     *
     * @throws IllegalArgumentException if two endpoints have one path
     */
    public void serve(List<Endpoint> endpoints) {
        router.replace(endpoints);
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(HEAD_BYTES);
        configuration.setResponseHeaderSize(RESPONSE_HEAD_BYTES);
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setSendDateHeader(false);
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.setUriCompliance(PATHS);
        // One certificate, whatever name it is asked by; Jetty would add a check of that name.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return configuration;
    }

    private static String reason(Exception thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        return cause instanceof IOException ? cause.getMessage() : cause.toString();
    }

    /** Where it serves, with the port it got. */
    public URI address() {
        String host = connector.getHost().contains(":") ? "[" + connector.getHost() + "]" : connector.getHost();
        return URI.create(scheme + host + ":" + connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop: " + e.getMessage(), e);
        }
    }
}
