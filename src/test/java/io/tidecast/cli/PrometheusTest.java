package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.StopSignal;
import io.tidecast.faults.Await;
import io.tidecast.stream.StreamFixtures;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The dashboard's queries and the alerts' in a Prometheus that scrapes a run, as its own configuration says. */
@Tag("prometheus")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusTest {
    private static final Path DASHBOARD = Path.of("docker/grafana/dashboards/tidecast.json");
    private static final Path SCRAPE = Path.of("docker/prometheus.yaml");
    private static final Path MONITORING = Path.of("k8s/components/monitoring/monitoring.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:tidecast|kafka|jvm|process)_[a-z0-9_]+)\\b(?!\\s*[=!])");
    private static final int DEVICES = 6;
    private static final int STEPS = 120;

    private final StopSignal stop = new StopSignal();

    @TempDir
    private static Path folder;

    private CommandBroker broker;
    private CompletableFuture<CommandRun> running;
    private URI metrics;
    private Path config;
    private Path rules;
    private PrometheusProcess prometheus;

    @BeforeAll
    void start() throws Exception {
        PrometheusProcess.assumeInstalled();
        broker = CommandBroker.start();
        assertThat(broker.run("topics", "create", "--partitions=1").exitCode()).isZero();
        int port = PrometheusProcess.freePort();
        metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
        running = CompletableFuture.supplyAsync(() -> CommandRun.in(
                broker.context(stop),
                "run",
                "--kafka=state.dir=" + folder.resolve("state"),
                "--readings-values=temp",
                "--series-step=1m",
                "--forecast-season=10m",
                "--forecast-window=12",
                "--forecast-horizon=4",
                "--http-port=" + port));
        rules = Files.writeString(folder.resolve("rules.yaml"), new Yaml().dump(Map.of("groups", groups())));
        config = Files.writeString(
                folder.resolve("prometheus.yaml"),
                Files.readString(SCRAPE)
                                .replace("forecaster:8080, trainer:8080", "127.0.0.1:" + port)
                                .replace("scrape_interval: 5s", "scrape_interval: 1s\n  evaluation_interval: 1s")
                        + "rule_files: [" + rules + "]\n");
        assertThat(config).content().contains(":" + port, "1s");
        prometheus = PrometheusProcess.start(folder, config);
        send();
    }

    @AfterAll
    void stop() throws Exception {
        try {
            stop.request();
            if (running != null) {
                running.get(60, TimeUnit.SECONDS);
            }
        } finally {
            if (prometheus != null) {
                prometheus.close();
            }
            if (broker != null) {
                broker.close();
            }
        }
    }

    private void send() throws Exception {
        Instant start = Instant.parse("2026-03-02T00:00:00Z");
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<String, byte[]> producer = broker.clients().producer()) {
            for (int step = 0; step < STEPS; step++) {
                for (int device = 0; device < DEVICES; device++) {
                    double temp = 20 + device + 5 * Math.sin(step * Math.PI / 5) + (step * 7 + device) % 3;
                    String reading = StreamFixtures.reading(
                            "pump-" + device, start.plusSeconds(60L * step), Map.of("temp", temp));
                    sent.add(
                            producer.send(new ProducerRecord<>("readings", "pump-" + device, reading.getBytes(UTF_8))));
                }
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }

    @Test
    void shouldHaveSeriesForEveryQueryOfTheDashboardAndTheAlerts() throws Exception {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        List<String> queries = dashboard.path("panels").findValuesAsText("expr");
        assertThat(queries).hasSizeGreaterThan(20);
        List<String> alerts = alerts();
        assertThat(alerts).hasSizeGreaterThan(8);

        for (JsonNode variable : dashboard.path("templating").path("list")) {
            requireValues(variable.path("query").asText());
        }
        for (String metric : metrics(String.join("\n", queries) + "\n" + String.join("\n", alerts))) {
            Await.until("series of " + metric, PATIENCE, () -> answers(metric));
        }
        for (String query : queries) {
            String asked = substituted(query);
            Await.until("series of " + asked, PATIENCE, () -> answers(asked));
        }
        for (String alert : alerts) {
            data("query?query=" + URLEncoder.encode(alert, UTF_8));
            for (String part : measured(alert)) {
                Await.until("series of " + part, PATIENCE, () -> answers(part));
            }
        }
        Await.until("rules without a fault", PATIENCE, () -> rules().allMatch(
                        rule -> rule.path("health").asText().equals("ok")));
        assertThat(rules().map(rule ->
                        rule.path("name").asText() + " " + rule.path("state").asText()))
                .hasSameSizeAs(alerts)
                .noneMatch(rule -> rule.endsWith(" firing"));
    }

    private Stream<JsonNode> rules() throws Exception {
        return data("rules").path("groups").findValues("rules").stream()
                .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false));
    }

    @Test
    void shouldBeFoundCleanByPromtool() throws Exception {
        PrometheusProcess.requireClean("", "check", "rules", rules.toString());
        PrometheusProcess.requireClean("", "check", "config", config.toString());
        Await.until("scores", PATIENCE, () -> answers("tidecast_live_error_ratio"));
        HttpResponse<String> scraped = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(scraped.body()).contains("tidecast_live_error_ratio{");
        PrometheusProcess.requireClean(scraped.body(), "check", "metrics");
    }

    @Test
    void shouldFireEachAlertOnWhatItIsAboutAndNoneWhereAllIsWell() throws Exception {
        Path cases = Path.of("src/test/resources/prometheus/alerts.test.yaml");
        for (Object group : groups()) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                assertThat(Files.readString(cases))
                        .containsPattern("alertname: " + ((Map<?, ?>) rule).get("alert") + "\n +exp_alerts:");
            }
        }
        Path beside = Files.copy(cases, folder.resolve("alerts.test.yaml"));
        PrometheusProcess.requireClean("", "test", "rules", beside.toString());
    }

    private boolean answers(String expression) throws Exception {
        return !data("query?query=" + URLEncoder.encode(expression, UTF_8))
                .path("result")
                .isEmpty();
    }

    private JsonNode data(String path) throws Exception {
        assertThat(running).as("the run").isNotDone();
        return prometheus.data(path);
    }

    /** As Grafana asks for all of each variable. */
    private static String substituted(String query) {
        String asked = query.replaceAll("\\$(group|model)\\b", ".*");
        assertThat(asked).doesNotContain("$");
        return asked;
    }

    private void requireValues(String query) {
        Matcher values = Pattern.compile("label_values\\((\\w+), (\\w+)\\)").matcher(query);
        assertThat(values.matches()).as(query).isTrue();
        String path = "label/" + values.group(2) + "/values?match[]=" + URLEncoder.encode(values.group(1), UTF_8);
        Await.until("values of " + query, PATIENCE, () -> !prometheus
                .data(path.replace("[]", "%5B%5D"))
                .isEmpty());
    }

    private static Set<String> metrics(String queries) {
        Set<String> names = new TreeSet<>();
        Matcher name = METRIC.matcher(queries);
        while (name.find()) {
            names.add(name.group(1));
        }
        assertThat(names).hasSizeGreaterThan(20);
        return names;
    }

    private static List<Object> groups() throws IOException {
        for (Object document : new Yaml().loadAll(Files.readString(MONITORING))) {
            Map<?, ?> resource = (Map<?, ?>) document;
            if (resource.get("kind").equals("PrometheusRule")) {
                return new ArrayList<>((List<?>) ((Map<?, ?>) resource.get("spec")).get("groups"));
            }
        }
        throw new AssertionError("a PrometheusRule must be in " + MONITORING);
    }

    private static List<String> alerts() throws IOException {
        List<String> alerts = new ArrayList<>();
        for (Object group : groups()) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                alerts.add((String) ((Map<?, ?>) rule).get("expr"));
            }
        }
        return alerts;
    }

    /**
     * What an alert compares, without the comparison, which a healthy run does not meet; of what must be absent, the
     * series themselves; and a subquery's points a second from one another, of which there are two at once.
     */
    private static List<String> measured(String alert) {
        return Arrays.stream(alert.split(" and "))
                .map(part -> part.replaceFirst(" (==|<|>) [0-9.]+$", "")
                        .replaceFirst("^absent\\((.*)\\)$", "$1")
                        .replace(":1m]", ":1s]"))
                .toList();
    }
}
