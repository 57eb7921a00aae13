package io.tidecast.app;

import io.tidecast.http.HttpSettings;
import io.tidecast.http.ModelChanger;
import io.tidecast.http.ProcessEndpoint;
import io.tidecast.http.WebServer;
import io.tidecast.http.WindowSource;
import io.tidecast.model.ModelKeys;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import io.tidecast.view.Fleet;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Dashboard of a fleet that runs elsewhere, or beside it: the API and its page, from the topics alone. It has no group,
 * and, without {@code http.write-token-file}, writes nothing and needs no right but to read.
 */
public final class Dashboard implements AutoCloseable {
    private static final int ANY_PORT = 0;
    private static final Fleet.Limits DEMO = new Fleet.Limits(10_000, 96);

    private final ReadSide read;
    private final WebServer web;

    private Dashboard(HttpSettings http, ReadSide.Sources sources, ModelChanger changer, Map<String, String> settings) {
        read = ReadSide.start(sources);
        try {
            web = WebServer.start(http, AppEndpoints.api(read, WindowSource.NONE, changer, new ProcessEndpoint(List::of, settings)));
        } catch (RuntimeException e) {
            read.close();
            throw e;
        }
    }

    /**
     * Serves from now on.
     *
     * @throws IllegalStateException if the address is taken
     */
    public static Dashboard of(Settings settings) {
        ReadSide.Sources sources = ReadSide.Sources.of(settings);
        return new Dashboard(settings.http(), sources, ApiChanges.of(sources, settings), RoleStates.inForce(settings));
    }

    /** That of an application in this process, on its port if that is free and on another if not. */
    public static Dashboard beside(HttpSettings http, StreamSettings stream) {
        ReadSide.Sources sources = new ReadSide.Sources(
                stream.topics(),
                stream.kafka(),
                ModelKeys.none(),
                stream.layout().format(),
                stream.applicationId(),
                Instant.now(),
                DEMO);
        ApiChanges changer = new ApiChanges(sources, stream.forecast().model());
        try {
            return new Dashboard(http, sources, changer, Map.of());
        } catch (IllegalStateException e) {
            return new Dashboard(http.withPort(ANY_PORT), sources, changer, Map.of());
        }
    }

    /** Where the page is. */
    public URI address() {
        return web.address();
    }

    @Override
    public void close() {
        web.close();
        read.close();
    }
}
