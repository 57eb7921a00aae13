package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.SettingException;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(90)
class MonitoringTest {
    private static Settings settings(Map<String, String> flags) {
        return Settings.of(new SettingSources().flags(flags).system(new Properties()));
    }

    private static HttpResponse<String> get(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldServeProbesAndEveryMetricOnceWhenTheApplicationRuns(@TempDir Path state) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Settings settings = settings(Map.of(
                    "kafka.bootstrap.servers", broker.bootstrapServers(),
                    "kafka.state.dir", state.toString(),
                    "readings.values", "temp",
                    "series.step", "1m",
                    "http.port", "0"));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                Topics.all(settings.topics()).create(admin, 1, Optional.of((short) 1));
            }
            TidecastStreams streams = new TidecastStreams(settings.stream());
            try (Monitoring monitoring = Monitoring.of(settings, streams);
                    streams) {
                URI address = monitoring.address().orElseThrow();
                assertThat(get(address.resolve("/health/live")).statusCode()).isEqualTo(200);
                assertThat(get(address.resolve("/health/started")).statusCode()).isEqualTo(503);
                streams.start();
                assertThat(streams.awaitRunning(Duration.ofSeconds(60))).isTrue();
                assertThat(get(address.resolve("/health/started")).statusCode()).isEqualTo(200);
                HttpResponse<String> ready = get(address.resolve("/health/ready"));
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("no version of model default serves yet");

                List<String> lines =
                        get(address.resolve("/metrics")).body().lines().toList();
                assertThat(lines)
                        .anyMatch(line -> line.startsWith("tidecast_info{"))
                        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                        .anyMatch(line ->
                                line.matches("kafka_stream_failed_stream_threads\\{.*role=\"forecaster\".*} 0.0"))
                        .anyMatch(line -> line.matches("kafka_stream_thread_process_total\\{.*role=\"trainer\".*} 0.0"))
                        .anyMatch(line -> line.startsWith("kafka_consumer_coordinator_assigned_partitions{"))
                        .anyMatch(line -> line.matches("tidecast_late_readings_total\\{.*role=\"forecaster\".*} 0.0"))
                        .contains(
                                "tidecast_memory_budget_bytes{part=\"devices\"} 6.7108864E7",
                                "tidecast_memory_budget_bytes{part=\"models\"} 2.01326592E8",
                                "tidecast_memory_used_bytes{part=\"devices\"} 0.0",
                                "tidecast_memory_used_bytes{part=\"sessions\"} 0.0",
                                "tidecast_devices_evicted_total 0.0",
                                "tidecast_sessions_made_total 0.0")
                        .anyMatch(line -> line.startsWith("tidecast_memory_budget_bytes{part=\"training\"} "));
                String text = get(address.resolve("/metrics")).body();
                assertThat(MetricsLint.problems(text)).isEmpty();
                assertThat(text.getBytes(UTF_8)).hasSizeLessThan(100_000);
                assertThat(lines)
                        .noneMatch(line -> line.matches("# HELP tidecast_.*(operations|live scores of all).*"))
                        .contains("tidecast_dead_letters_total{reason=\"unreadable\",role=\"trainer\"} 0.0")
                        .contains("tidecast_rollbacks_total{model=\"default\",role=\"trainer\"} 0.0");
                HttpResponse<byte[]> open = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(address.resolve("/metrics"))
                                        .header(
                                                "Accept",
                                                "application/openmetrics-text;version=1.0.0,text/plain;q=0.5,*/*;q=0.1")
                                        .header("Accept-Encoding", "gzip")
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
                assertThat(open.headers().firstValue("Content-Type"))
                        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
                assertThat(open.headers().firstValue("Content-Encoding")).hasValue("gzip");
                assertThat(new String(new GZIPInputStream(new ByteArrayInputStream(open.body())).readAllBytes(), UTF_8))
                        .contains("# TYPE tidecast_dead_letters counter")
                        .endsWith("# EOF\n");
                List<String> series = lines.stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.substring(0, line.lastIndexOf(' ')))
                        .toList();
                assertThat(series)
                        .doesNotHaveDuplicates()
                        .noneMatch(line -> line.matches(".*-[0-9a-f]{4}-[0-9a-f]{12}.*"));
                assertThat(lines.stream().filter(line -> line.startsWith("# TYPE")))
                        .doesNotHaveDuplicates();
                try (Producer<String, byte[]> producer = new KafkaClients(settings.kafka()).producer()) {
                    producer.send(new ProducerRecord<>("models", "north/3", new byte[7]))
                            .get();
                }
                Await.until("the refusal", Duration.ofSeconds(60), () -> get(address.resolve("/health/ready"))
                        .body()
                        .contains(
                                "\"refused\":[{\"model\":\"north\",\"version\":3,\"reason\":\"header length must be"));
                assertThat(get(address.resolve("/health/ready")).body()).containsOnlyOnce("north");
            }
        }
    }

    @Test
    void shouldServeTheLatestForecastAndTheModelsWhenTheApiIsOn(@TempDir Path state) throws Exception {
        String forecast =
                """
                {"schema":1,"device":"site/a","model":"default","version":1,"source":"model","status":"ok",\
                "origin":"2026-11-21T05:00:00Z","step":"PT1M","targets":{"temp":{"mean":[1]}}}""";
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Settings settings = settings(Map.of(
                    "kafka.bootstrap.servers", broker.bootstrapServers(),
                    "kafka.state.dir", state.toString(),
                    "readings.values", "temp",
                    "series.step", "1m",
                    "http.port", "0",
                    "http.api", "true"));
            KafkaClients clients = new KafkaClients(settings.kafka());
            try (Admin admin = clients.admin();
                    Producer<String, byte[]> producer = clients.producer()) {
                Topics.all(settings.topics()).create(admin, 1, Optional.of((short) 1));
                producer.send(new ProducerRecord<>("forecasts", "site/a", forecast.getBytes(UTF_8)))
                        .get();
                producer.send(new ProducerRecord<>("models", "default/1", new byte[7]))
                        .get();
                TidecastStreams streams = new TidecastStreams(settings.stream());
                try (streams;
                        Monitoring monitoring = Monitoring.of(settings, streams)) {
                    URI address = monitoring.address().orElseThrow();
                    URI device = address.resolve("/api/v1/devices/site%2Fa/forecast");
                    Await.until(
                            "the forecast",
                            Duration.ofSeconds(60),
                            () -> get(device).statusCode() != 503);
                    assertThat(get(device).body()).isEqualTo(forecast);
                    assertThat(get(address.resolve("/api/v1/devices/b/forecast"))
                                    .statusCode())
                            .isEqualTo(404);
                    URI models = address.resolve("/api/v1/models");
                    Await.until(
                            "the models",
                            Duration.ofSeconds(60),
                            () -> get(models).statusCode() == 200);
                    assertThat(get(models).body())
                            .isEqualTo("[{\"model\":\"default\",\"versions\":"
                                    + "[{\"version\":1,\"bytes\":7,\"state\":\"\"}]}]");
                    assertThat(get(address.resolve("/metrics")).body())
                            .contains("tidecast_api_devices 1.0", "tidecast_api_devices_forgotten_total 0.0");
                    assertThat(admin.listGroups().all().get())
                            .as("reading leaves no trace")
                            .isEmpty();
                }
            }
        }
    }

    private static final Map<String, String> NO_BROKER = Map.of(
            "kafka.bootstrap.servers", "127.0.0.1:1", "readings.values", "temp", "series.step", "1m", "http.port", "0");

    private static Settings noBroker(String setting, String value) {
        Map<String, String> with = new HashMap<>(NO_BROKER);
        with.put(setting, value);
        return settings(with);
    }

    @Test
    void shouldServeTheDashboardToThisMachineWhenNothingIsSaid() throws Exception {
        Settings settings = settings(NO_BROKER);
        try (Monitoring monitoring = Monitoring.of(settings, new TidecastStreams(settings.stream()))) {
            HttpResponse<String> page = get(monitoring.dashboard().orElseThrow());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<title>Tidecast</title>");
        }
    }

    @ParameterizedTest
    @CsvSource({"http.host, 0.0.0.0", "http.api, false"})
    void shouldKeepNoViewsWhenOtherMachinesCanAskOrTheApiIsOff(String setting, String value) throws Exception {
        Settings settings = noBroker(setting, value);
        try (Monitoring monitoring = Monitoring.of(settings, new TidecastStreams(settings.stream()))) {
            int port = monitoring.address().orElseThrow().getPort();
            URI address = URI.create("http://127.0.0.1:" + port);
            assertThat(monitoring.dashboard()).isEmpty();
            assertThat(get(address.resolve("/")).statusCode()).isEqualTo(404);
            assertThat(get(address.resolve("/api/v1/models")).statusCode()).isEqualTo(404);
            assertThat(get(address.resolve("/metrics")).body()).doesNotContain("tidecast_api");
        }
    }

    @Test
    void shouldRefuseTheApiWhenNothingIsServedOrEverybodyCouldAsk() throws Exception {
        Map<String, String> flags = Map.of(
                "kafka.bootstrap.servers", "127.0.0.1:1",
                "readings.values", "temp",
                "series.step", "1m",
                "http.api", "true");
        Map<String, String> with = new HashMap<>(flags);
        with.put("http.enabled", "false");
        Settings nothing = settings(with);
        assertThatThrownBy(() -> Monitoring.of(nothing, new TidecastStreams(nothing.stream())))
                .isInstanceOf(SettingException.class)
                .hasMessage("http.api must be false where http.enabled is false, was true");
        with.put("http.enabled", "true");
        with.put("http.host", "0.0.0.0");
        with.put("http.port", "0");
        Settings everybody = settings(with);
        try (Monitoring monitoring = Monitoring.of(everybody, new TidecastStreams(everybody.stream()))) {
            int port = monitoring.address().orElseThrow().getPort();
            HttpResponse<String> refused = get(URI.create("http://127.0.0.1:" + port + "/api/v1/models"));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("http.read-token-file must be set, or http.public have api");
        }
    }

    @Test
    void shouldWaitAndWarnWhenTheApiCannotAskTheBroker() throws Exception {
        Settings settings = settings(Map.of(
                "kafka.bootstrap.servers", "broker.invalid:9092",
                "readings.values", "temp",
                "series.step", "1m",
                "http.port", "0",
                "http.api", "true"));
        try (Monitoring monitoring = Monitoring.of(settings, new TidecastStreams(settings.stream()))) {
            URI ready = monitoring.address().orElseThrow().resolve("/health/ready");
            Await.until("the warning", Duration.ofSeconds(30), () -> get(ready)
                    .body()
                    .contains("\"warnings\":[\"topic "));
            assertThat(get(ready).body()).contains("is not being read: No resolvable bootstrap urls");
        }
    }

    @Test
    void shouldServeNothingWhenSwitchedOff() {
        Settings settings = settings(Map.of(
                "kafka.bootstrap.servers", "127.0.0.1:1",
                "readings.values", "temp",
                "series.step", "1m",
                "http.enabled", "false"));
        try (Monitoring monitoring = Monitoring.of(settings, new TidecastStreams(settings.stream()))) {
            assertThat(monitoring.address()).isEmpty();
            assertThat(monitoring.dashboard()).isEmpty();
        }
    }

    @Test
    void shouldNameTheSettingWhenItsValueIsWrong() {
        assertThatThrownBy(() -> settings(Map.of("http.port", "70000")).http())
                .isInstanceOf(SettingException.class)
                .hasMessage("http.port must be 0..65535, was 70000");
        assertThatThrownBy(() ->
                        settings(Map.of("http.token-file", "/nowhere/token")).http())
                .isInstanceOf(SettingException.class)
                .hasMessage("http.token-file must be a file that can be read, was /nowhere/token");
        assertThatThrownBy(() -> settings(Map.of("on-stop", "vanish")))
                .hasMessageContaining("on-stop must be one of remain, leave, was vanish");
    }
}
