package io.tidecast.app;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidecast.config.SettingException;
import io.tidecast.http.Endpoint;
import io.tidecast.http.HttpSettings;
import io.tidecast.http.PeerClient;
import io.tidecast.http.ProcessEndpoint;
import io.tidecast.http.WebServer;
import io.tidecast.model.ForecastSettings;
import io.tidecast.settings.Settings;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.view.LatestForecasts;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Monitoring of a running application: its probes and metrics over HTTP, if they are wanted. */
public final class Monitoring implements AutoCloseable {
    private static final double NS_PER_SECOND = 1e9;

    private final Optional<Served> served;

    private Monitoring(Optional<Served> served) {
        this.served = served;
    }

    private record Served(
            WebServer web,
            StreamHealth health,
            Optional<ReadSide> read,
            JvmGcMetrics gc,
            PrometheusMeterRegistry registry) {}

    /**
     * Serves from now on, also while the application has not started.
     *
     * @throws SettingException if a setting breaks a rule
     * @throws IllegalStateException if the address is taken
     */
    public static Monitoring of(Settings settings, TidecastStreams streams) {
        if (!settings.get(HttpSettings.ENABLED)) {
            if (settings.find(HttpSettings.API).orElse(false)) {
                throw new SettingException(HttpSettings.API.key() + " must be false where " + HttpSettings.ENABLED.key()
                        + " is false, was true");
            }
            return new Monitoring(Optional.empty());
        }
        HttpSettings http = settings.http();
        Optional<ReadSide.Sources> sources = http.api() ? Optional.of(ReadSide.Sources.of(settings)) : Optional.empty();
        Optional<ReadSide> read = sources.map(ReadSide::start);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // The linter of Prometheus takes a gauge of this name for a part of a summary.
        registry.config().meterFilter(renamed("system.cpu.count", "system.cpus"));
        // It counts nanoseconds, where all else is in seconds: bindProcess has it in these.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        registry.getPrometheusRegistry()
                .register(new KafkaCollector(
                        streams::metrics,
                        settings.get(ForecastSettings.MODEL),
                        settings.get(HttpSettings.ALL_KAFKA_METRICS)));
        FunctionCounter.builder(
                        "tidecast.state.clean.ups", streams, s -> s.cleanUps().size())
                .description("local state that was found damaged, removed, and restored from the changelogs")
                .register(registry);
        MemoryMetrics.bind(streams, registry);
        bindVersion(settings.get(ForecastSettings.MODEL), streams, registry);
        JvmGcMetrics gc = bindProcess(registry);
        StreamHealth health = streams.health(settings.get(HttpSettings.STUCK_AFTER));
        read.ifPresent(side -> bindViews(side.forecasts(), registry));
        List<Endpoint> endpoints =
                AppEndpoints.always(health, () -> read.map(ReadSide::failing).orElse(List.of()), registry::scrape);
        ProcessEndpoint process = new ProcessEndpoint(() -> RoleStates.of(streams), RoleStates.inForce(settings));
        Optional<DeviceQueries> queries = settings.get(StreamSettings.ROLES).contains(Role.FORECASTER)
                ? Optional.of(new DeviceQueries(streams, settings.stream(), new PeerClient(http)))
                : Optional.empty();
        AppEndpoints.Devices devices =
                queries.map(own -> new AppEndpoints.Devices(own, own)).orElse(AppEndpoints.Devices.NONE);
        read.map(side -> AppEndpoints.api(side, devices, ApiChanges.of(sources.orElseThrow(), settings), process))
                .ifPresent(endpoints::addAll);
        try {
            WebServer web = WebServer.start(http, endpoints);
            if (read.isPresent()) {
                Properties config = ClientConfig.of(settings.stream(), Role.FORECASTER);
                streams.serveWindows(
                        settings.get(HttpSettings.DEVICES),
                        DeviceQueries.server(config, http.host(), web.address().getPort()));
            }
            return new Monitoring(Optional.of(new Served(web, health, read, gc, registry)));
        } catch (RuntimeException e) {
            read.ifPresent(ReadSide::close);
            health.close();
            gc.close();
            throw e;
        }
    }

    private static void bindVersion(String model, TidecastStreams streams, PrometheusMeterRegistry registry) {
        Gauge.builder("tidecast.serving.version", streams, s -> s.servingVersion(model))
                .description("version of the default model that serves in this process; 0 as long as there is none")
                .tag("model", model)
                .register(registry);
    }

    private static MeterFilter renamed(String from, String to) {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals(from) ? id.withName(to) : id;
            }
        };
    }

    private static void bindViews(LatestForecasts latest, PrometheusMeterRegistry registry) {
        Gauge.builder("tidecast.api.devices", latest, LatestForecasts::devices)
                .description("devices whose latest forecast the API knows")
                .register(registry);
        FunctionCounter.builder("tidecast.api.devices.forgotten", latest, LatestForecasts::forgotten)
                .description("devices that were forgotten for others that have forecasts since")
                .register(registry);
        FunctionCounter.builder("tidecast.api.unreadable.records", latest, LatestForecasts::unreadable)
                .description("records on the forecasts and scores topics that are neither")
                .register(registry);
    }

    private static JvmGcMetrics bindProcess(PrometheusMeterRegistry registry) {
        Gauge.builder("tidecast.info", () -> 1)
                .description("always 1; its labels say what runs")
                .tag("version", Version.tidecast())
                .tag("java", Runtime.version().toString())
                .register(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, s -> s.getProcessCpuTime() / NS_PER_SECOND)
                    .description("processor time of the process")
                    .baseUnit("seconds")
                    .register(registry);
        }
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        return gc;
    }

    /** Where it is served; empty where it is not. */
    public Optional<URI> address() {
        return served.map(s -> s.web().address());
    }

    /** Where the dashboard is; empty where there is none. */
    public Optional<URI> dashboard() {
        return served.filter(s -> s.read().isPresent()).map(s -> s.web().address());
    }

    @Override
    public void close() {
        served.ifPresent(s -> {
            s.web().close();
            s.read().ifPresent(ReadSide::close);
            s.health().close();
            s.gc().close();
            s.registry().close();
        });
    }
}
