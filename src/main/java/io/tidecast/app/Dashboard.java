package io.tidecast.app;

import io.tidecast.http.ComingEndpoint;
import io.tidecast.http.Endpoint;
import io.tidecast.http.HttpSettings;
import io.tidecast.http.ModelChanger;
import io.tidecast.http.PeerClient;
import io.tidecast.http.ProcessEndpoint;
import io.tidecast.http.ResourceEndpoint;
import io.tidecast.http.WebServer;
import io.tidecast.model.ModelKeys;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import io.tidecast.view.Fleet;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Dashboard of a fleet that runs elsewhere, or beside it: the API and its page, from the topics alone. It has no group,
 * and, without {@code http.write-token-file}, writes nothing and needs no right but to read.
 */
public final class Dashboard implements AutoCloseable {
    private static final int ANY_PORT = 0;
    private static final Fleet.Limits DEMO = new Fleet.Limits(10_000, 96);

    private final HttpSettings http;
    private final WebServer web;
    /** Null while there is only the page. */
    private ReadSide read;

    private Dashboard(HttpSettings http, WebServer web) {
        this.http = http;
        this.web = web;
    }

    /**
     * Serves from now on.
     *
     * @throws IllegalStateException if the address is taken
     */
    public static Dashboard of(Settings settings) {
        Dashboard dashboard =
                new Dashboard(settings.http(), WebServer.start(settings.http(), page("the topics are not read yet")));
        try {
            ReadSide.Sources sources = ReadSide.Sources.of(settings);
            ProcessEndpoint process = new ProcessEndpoint(List::of, RoleStates.inForce(settings));
            dashboard.serve(sources, AppEndpoints.Devices.NONE, ApiChanges.of(sources, settings), process);
            return dashboard;
        } catch (RuntimeException e) {
            dashboard.close();
            throw e;
        }
    }

    /**
     * The page of an application that this process is about to start: on the port of the settings if that is free, and
     * on another if not.
     *
     * @param waits what there is to wait for, in words; the API answers 503 with it until {@link #show}
     */
    public static Dashboard before(HttpSettings http, String waits) {
        try {
            return new Dashboard(http, WebServer.start(http, page(waits)));
        } catch (IllegalStateException e) {
            return new Dashboard(http, WebServer.start(http.withPort(ANY_PORT), page(waits)));
        }
    }

    private static List<Endpoint> page(String waits) {
        List<Endpoint> endpoints = new ArrayList<>(ResourceEndpoint.all());
        endpoints.addAll(ComingEndpoint.all(waits));
        return endpoints;
    }

    /** Shows an application of this process from now on, which is to be started then, on a broker that is there. */
    public void show(TidecastStreams application, StreamSettings stream) {
        ReadSide.Sources sources = new ReadSide.Sources(
                stream.topics(),
                stream.kafka(),
                ModelKeys.none(),
                stream.layout().format(),
                stream.applicationId(),
                Instant.now(),
                DEMO);
        application.serveWindows(
                DEMO.devices(), new HostInfo(http.host(), address().getPort()));
        DeviceQueries queries = new DeviceQueries(application, stream, new PeerClient(http));
        serve(
                sources,
                new AppEndpoints.Devices(queries, queries),
                new ApiChanges(sources, stream.forecast().model()),
                new ProcessEndpoint(() -> RoleStates.of(application), RoleStates.inForce(stream)));
    }

    private void serve(
            ReadSide.Sources sources, AppEndpoints.Devices devices, ModelChanger changer, ProcessEndpoint process) {
        read = ReadSide.start(sources);
        web.serve(AppEndpoints.api(read, devices, changer, process));
    }

    /** Where the page is. */
    public URI address() {
        return web.address();
    }

    @Override
    public void close() {
        web.close();
        if (read != null) {
            read.close();
        }
    }
}
