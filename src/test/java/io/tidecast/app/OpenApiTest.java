package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.forecaster.Alternative;
import io.tidecast.forecaster.Explanation;
import io.tidecast.http.Endpoint;
import io.tidecast.http.HttpSettings;
import io.tidecast.http.InquiryJson;
import io.tidecast.http.InquirySource;
import io.tidecast.http.ModelChanger;
import io.tidecast.http.ProcessEndpoint;
import io.tidecast.http.WebServer;
import io.tidecast.http.WindowJson;
import io.tidecast.http.WindowSource;
import io.tidecast.http.Writers;
import io.tidecast.model.ModelKeys;
import io.tidecast.record.ForecastFormat;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.DeadLetter;
import io.tidecast.view.Fleet;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Holds the document of the API against what the server has, and the server against what the document allows. */
@Timeout(60)
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant AT = Instant.parse("2026-11-21T05:00:00Z");
    private static final String DEVICE = "site/a, \"7\"";

    private static final String TOKEN = "a-token-of-some-length";
    private static final ModelChanger CHANGER = order -> order.change() + " " + order.model();

    private static final WindowSource WINDOWS = (device, caller, local) -> WindowSource.Found.of(WindowJson.of(
                    new Segment(9, 1, new double[] {1.5, Double.NaN}, new boolean[] {true, false}),
                    List.of("temp"),
                    TimeStep.parse("1h"))
            .put("stale", false)
            .put("instance", "localhost:8080"));
    private static final List<Long> TIMES = List.of(3_600_000L, 7_200_000L);
    private static final InquirySource INQUIRIES = (inquiry, caller, local) -> WindowSource.Found.of(
            inquiry.kind() == InquirySource.Kind.WHAT_IF
                    ? InquiryJson.of(new Alternative(
                            inquiry.device(),
                            0,
                            TIMES,
                            1,
                            List.of(new Alternative.Target("temp", new double[] {1, 2}, new double[] {1, 3.5}))))
                    : InquiryJson.of(new Explanation(
                            inquiry.device(),
                            0,
                            TIMES,
                            "combination",
                            List.of(new Explanation.Target(
                                    "temp",
                                    1,
                                    new double[] {1, 2},
                                    List.of(new Explanation.Part("network", new double[] {0, 1})),
                                    new double[] {1, 1},
                                    List.of(new Explanation.Part("plan", new double[] {0, 1})))))));
    static final AppEndpoints.Devices DEVICES = new AppEndpoints.Devices(WINDOWS, INQUIRIES);
    private static final ProcessEndpoint PROCESS = new ProcessEndpoint(
            () -> List.of(new ProcessEndpoint.RoleState("forecaster", "RUNNING", 4, 0, 12, 250, 750)),
            Map.of("forecast.horizon", "24"));

    @TempDir
    private static Path folder;

    private static ReadSide read;
    private static WebServer server;
    private static JsonNode document;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        read = ReadSide.start(new ReadSide.Sources(
                TopicNames.defaults(),
                Map.of("bootstrap.servers", "127.0.0.1:1"),
                ModelKeys.none(),
                ForecastFormat.JSON,
                "test",
                AT,
                new Fleet.Limits(10, 5)));
        for (String device : List.of(DEVICE, "b", "B2", "c")) {
            byte[] forecast = forecast(device);
            read.forecasts().forecast(device, forecast).ifPresent(made -> read.fleet()
                    .forecast(made, OptionalLong.empty()));
        }
        byte[] score = score(DEVICE);
        read.forecasts().score(DEVICE, score).ifPresent(read.fleet()::score);
        ConsumerRecord<String, byte[]> pointer =
                new ConsumerRecord<>("models", 0, 3, "default", PublishedHistory.pointer(2));
        for (int version = 1; version <= 2; version++) {
            read.models()
                    .accept(new ConsumerRecord<>(
                            "models", 0, version, "default/" + version, PublishedHistory.file("default", version)));
        }
        read.models().accept(pointer);
        read.modelChanges().note(pointer);
        read.deadLetters().add(DeadLetter.of(new ConsumerRecord<>("dead", 0, 0, "k", "{".getBytes(UTF_8)), null));
        server = WebServer.start(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), true).withWriters(writers()),
                AppEndpoints.api(read, DEVICES, CHANGER, PROCESS));
        document =
                JSON.readTree(server.address().resolve("/api/v1/openapi.json").toURL());
    }

    @AfterAll
    static void stop() {
        server.close();
        read.close();
    }

    private static byte[] forecast(String device) throws Exception {
        return """
                {"schema":1,"device":%s,"model":"default","version":3,"source":"model","status":"ok",\
                "origin":"2026-11-21T05:00:00Z","step":"PT1M","at":["2026-11-21T05:01:00Z"],\
                "targets":{"temp":{"mean":[1],"intervals":[]}},"quality":{"observed":48,"filled":0},"skill":0.1}"""
                .formatted(JSON.writeValueAsString(device))
                .getBytes(UTF_8);
    }

    private static byte[] score(String device) throws Exception {
        return """
                {"schema":1,"device":%s,"model":"default","version":3,"at":"2026-11-21T05:00:00Z","target":"temp",\
                "actual":2,"anomaly":0.5,"errors":{"model":[0.5]},"squared":{"model":[0.25]},"mase":{},"coverage":{}}"""
                .formatted(JSON.writeValueAsString(device))
                .getBytes(UTF_8);
    }

    private static Writers writers() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Properties given = new Properties();
        given.put("tidecast.http.write-token-file", file.toString());
        given.put("tidecast.http.writes-per-minute", "6000");
        return Settings.of(new SettingSources().system(given)).http().writers();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static String path(String template) {
        return template.replace("{id}", encoded(template.contains("models") ? "default" : DEVICE));
    }

    private static Set<String> documented() {
        Set<String> paths = new TreeSet<>();
        document.path("paths").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    private static Set<String> documented(String method) {
        return documented().stream()
                .filter(path -> document.path("paths").path(path).has(method))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void shouldMakeEachChangeAsDescribed() throws Exception {
        for (String template : documented("post")) {
            JsonNode ok =
                    document.path("paths").path(template).at("/post/responses/200/content/application~1json/schema");
            HttpResponse<String> done = client.send(
                    HttpRequest.newBuilder(URI.create(server.address() + path(template)
                                    + "?version=1&set=plan=1@1970-01-01T00:00..01:00"))
                            .header("Authorization", "Bearer " + TOKEN)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(done.statusCode()).as(template).isEqualTo(200);
            requireAs(template, JSON.readTree(done.body()), ok);
        }
    }

    @Test
    void shouldDescribeEveryPathOfTheApiAndNoOther() {
        assertThat(documented())
                .isEqualTo(AppEndpoints.api(read, DEVICES, CHANGER, PROCESS).stream()
                        .map(Endpoint::path)
                        .filter(path -> path.startsWith("/api/"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void shouldAnswerAsDescribed() throws Exception {
        for (String template : documented("get")) {
            JsonNode ok = document.path("paths")
                    .path(template)
                    .path("get")
                    .path("responses")
                    .path("200")
                    .path("content");
            boolean waits = template.equals("/api/v1/models"); // As long as its topic has not been read to its end.
            HttpResponse<String> answer = get(path(template) + (template.endsWith("devices") ? "?recent=true" : ""));
            assertThat(answer.statusCode()).as(template).isEqualTo(waits ? 503 : 200);
            String type = answer.headers().firstValue("Content-Type").orElseThrow();
            assertThat(waits || ok.has(type)).as("%s is %s", template, type).isTrue();
            if (type.equals("application/json") && !waits) {
                requireAs(template, JSON.readTree(answer.body()), ok.path(type).path("schema"));
            }
        }
    }

    /** As much of JSON Schema as the document uses. */
    private static void requireAs(String where, JsonNode value, JsonNode schema) {
        if (schema.has("$ref")) {
            requireAs(where, value, document.at(schema.path("$ref").asText().substring(1)));
            return;
        }
        JsonNode type = schema.path("type");
        List<String> types = type.isArray()
                ? StreamSupport.stream(type.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of(type.asText());
        String is = value.isIntegralNumber() && !types.contains("number")
                ? "integer"
                : value.getNodeType().name().toLowerCase(Locale.ROOT);
        assertThat(types).as(where + " = " + value).contains(is);
        schema.path("required").forEach(name -> assertThat(value.has(name.asText()))
                .as(where + "." + name)
                .isTrue());
        JsonNode properties = schema.path("properties");
        value.fields().forEachRemaining(field -> {
            JsonNode of = properties.has(field.getKey())
                    ? properties.path(field.getKey())
                    : schema.path("additionalProperties");
            assertThat(of.isMissingNode() && !properties.isMissingNode())
                    .as(where + "." + field.getKey() + " is not described")
                    .isFalse();
            if (!of.isMissingNode()) {
                requireAs(where + "." + field.getKey(), field.getValue(), of);
            }
        });
        if (value.isArray()) {
            value.forEach(item -> requireAs(where + "[]", item, schema.path("items")));
        }
    }

    @Test
    void shouldGoThroughAllDevicesPageByPageInTheOrderAskedFor() throws Exception {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = JSON.readTree(get("/api/v1/devices?sort=skill&order=desc&limit=1" + cursor)
                    .body());
            assertThat(page.path("total").asInt()).isEqualTo(4);
            page.path("devices").forEach(row -> seen.add(row.path("device").asText()));
            cursor = page.path("next").isNull()
                    ? ""
                    : "&cursor=" + page.path("next").asText();
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactly(DEVICE, "c", "b", "B2");
    }

    @Test
    void shouldFindDevicesByAPartOfTheirName() throws Exception {
        JsonNode page = JSON.readTree(get("/api/v1/devices?search=b").body());
        assertThat(page.path("devices"))
                .extracting(row -> row.path("device").asText())
                .containsExactly("B2", "b");
        assertThat(JSON.readTree(get("/api/v1/devices?status=gap").body())
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void shouldTellOfAChangeOnceAndOfNothingAfterIt() throws Exception {
        String devices = "devices=" + encoded(encoded(DEVICE)) + ",nobody";
        String first = get("/api/v1/events?" + devices).body();
        assertThat(first)
                .startsWith("retry: 1000\n")
                .contains("event: forecast\ndata: {\"schema\":1,", "event: model\n");
        String last = first.lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring(4);
        assertThat(get("/api/v1/events?since=" + last + "&" + devices).body())
                .doesNotContain("event: forecast", "event: model");
        assertThat(get("/api/v1/events?since=999999&" + devices).body())
                .as("a number of a process before this one")
                .contains("event: forecast");
    }

    @Test
    void shouldNameRuleAndValueWhenAParameterIsWrong() throws Exception {
        assertThat(get("/api/v1/devices?limit=501").body())
                .isEqualTo("{\"reasons\":[\"limit must be 1..500, was 501\"]}");
        assertThat(get("/api/v1/devices?sort=size").body()).contains("sort must be one of device, skill");
        assertThat(get("/api/v1/devices/b/history?from=today").body())
                .contains("from must be a time such as 2026-11-21T05:00:00Z, was today");
    }
}
