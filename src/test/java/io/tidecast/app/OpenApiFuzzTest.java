package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.http.ChangeRefused;
import io.tidecast.http.HttpSettings;
import io.tidecast.http.ModelChanger;
import io.tidecast.http.ProcessEndpoint;
import io.tidecast.http.WebServer;
import io.tidecast.http.Writers;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.Ruling;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The API against its document, of a fleet that is read from a broker's topics: requests that go together from what the
 * document allows and what it does not, of which each gets a status that is declared with a body of its schema.
 */
@Timeout(150)
class OpenApiFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 4_000;
    private static final String DEVICE = "site/a, \"7\"";
    private static final String TOKEN = "a-token-of-some-length";

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static Settings settings;
    private static ReadSide read;
    private static WebServer server;
    private static JsonNode document;

    private final Map<String, JsonSchema> schemas = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        settings = Settings.of(new SettingSources()
                .flags(Map.of(
                        "kafka.bootstrap.servers",
                        broker.bootstrapServers(),
                        "readings.values",
                        "temp",
                        "series.step",
                        "1m",
                        "http.write-token-file",
                        token.toString(),
                        "http.writes-per-minute",
                        "6000"))
                .system(new Properties()));
        KafkaClients clients = new KafkaClients(settings.kafka());
        try (Admin admin = clients.admin()) {
            Topics.all(settings.topics()).create(admin, 1, Optional.of((short) 1));
        }
        publishModels();
        publishFleet(clients);
        read = ReadSide.start(ReadSide.Sources.of(settings));
        Await.until("the topics to be read", Duration.ofSeconds(60), () -> read.behind()
                .isEmpty());
        server = serve(OpenApiFuzzTest::changed);
        document =
                JSON.readTree(server.address().resolve("/api/v1/openapi.json").toURL());
    }

    @AfterAll
    static void stop() {
        server.close();
        read.close();
        broker.close();
    }

    private static WebServer serve(ModelChanger changer) {
        Writers writers = settings.http().writers();
        return WebServer.start(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), true).withWriters(writers),
                AppEndpoints.api(
                        read,
                        OpenApiTest.DEVICES,
                        changer,
                        new ProcessEndpoint(
                                () -> List.of(new ProcessEndpoint.RoleState("forecaster", "RUNNING", 4, 0, 12, 0, 0)),
                                Map.of("forecast.horizon", "24"))));
    }

    /** Refuses in each of the ways there are, by the length of a reason. */
    private static String changed(ModelChanger.Order order) {
        return switch (order.reason().length() % 5) {
            case 1 -> throw ChangeRefused.conflict("it is pinned", null);
            case 2 -> throw ChangeRefused.unknown("there is none");
            case 3 -> throw ChangeRefused.busy();
            case 4 -> throw ChangeRefused.unavailable("the broker is away", null);
            default -> order.change() + " " + order.model();
        };
    }

    private static void publishModels() throws Exception {
        ModelsTopic topic = ModelsTopic.of(settings, "default");
        var stream = settings.stream();
        Forecaster drawn = UntrainedModel.untrained(stream.forecast(), stream.network(), 1);
        Pointer begun = Pointer.bootstrap(1, "bootstrap");
        topic.publish(topic.read(), 1, ModelFile.write(drawn.manifest(), drawn.parameters()), begun);
        Forecaster child = Forecaster.of(
                drawn.manifest().child(2, Map.of("reason", "drift", "lossCurve", List.of(0.5, 0.25), "updates", 40)),
                drawn.parameters());
        Verdict verdict = new Verdict(
                2,
                Ruling.promoted("3.1 % better on 512 held-out windows"),
                "drift: MAE 0.5 over 0.2",
                List.of(),
                Verdict.Errors.of(0.5, 0.4, 512),
                40,
                2.5,
                "2026-11-21T05:00:00Z",
                null);
        topic.publish(topic.read(), 2, ModelFile.write(child.manifest(), child.parameters()), begun.after(verdict));
    }

    private static void publishFleet(KafkaClients clients) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (String device : List.of(DEVICE, "b", "c")) {
                String name = JSON.writeValueAsString(device);
                String forecast =
                        """
                        {"schema":1,"device":%s,"model":"default","version":2,"source":"model","status":"ok",\
                        "origin":"2026-11-21T05:00:00Z","step":"PT1M","at":["2026-11-21T05:01:00Z"],\
                        "targets":{"temp":{"mean":[1],"intervals":[]}},"quality":{"observed":48,"filled":0},\
                        "skill":0.1}"""
                                .formatted(name);
                String score =
                        """
                        {"schema":1,"device":%s,"model":"default","version":2,"at":"2026-11-21T05:00:00Z",\
                        "target":"temp","actual":2,"anomaly":0.5,"errors":{"model":[0.5]},\
                        "squared":{"model":[0.25]},"mase":{},"coverage":{"0.9":0.88}}"""
                                .formatted(name);
                send(producer, settings.topics().forecasts(), device, forecast);
                send(producer, settings.topics().scores(), device, score);
                send(producer, settings.topics().deadLetters(), device, "{");
            }
        }
    }

    private static void send(Producer<String, byte[]> producer, String topic, String key, String value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic, key, value.getBytes(UTF_8))).get(20, TimeUnit.SECONDS);
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode operation(String template, String method) {
        return document.path("paths")
                .path(template)
                .path(method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT));
    }

    @Test
    void shouldAnswerWhateverIsAskedWithAStatusThatIsDeclaredAndABodyOfItsSchema() throws Exception {
        HostileRequests hostile = new HostileRequests(1, TOKEN, List.of(DEVICE, "b"));
        List<String> templates = names(document.path("paths"));
        Map<String, Set<Integer>> seen = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String template = templates.get(i % templates.size());
            String declared =
                    names(document.path("paths").path(template)).get(0).toUpperCase(Locale.ROOT);
            String method = hostile.method(declared);
            RawRequest request = hostile.request(
                    template, method, operation(template, method).path("parameters"));
            RawRequest.Response response = request.send(server.address());
            boolean known = method.equals(declared) || (method.equals("HEAD") && declared.equals("GET"));
            if (known) {
                requireDeclared(template, request, response);
                seen.computeIfAbsent(declared + " " + template, operation -> new TreeSet<>())
                        .add(response.status());
            } else {
                assertThat(response.status()).as("%s", request).isIn(400, 404, 405, 414, 431);
            }
        }
        assertThat(seen)
                .allSatisfy((operation, statuses) ->
                        assertThat(statuses).as(operation).contains(200));
        assertThat(seen.get("GET /api/v1/devices")).contains(400, 403, 413, 414, 431);
        assertThat(seen.get("POST /api/v1/models/{id}/pin")).contains(400, 401, 404, 409, 413, 429, 503);
    }

    private void requireDeclared(String template, RawRequest request, RawRequest.Response response) throws Exception {
        JsonNode responses = operation(template, request.method()).path("responses");
        assertThat(names(responses)).as("%s", request).contains(Integer.toString(response.status()));
        // What is refused before any path is looked at has no body.
        if (response.body().length == 0) {
            assertThat(request.method().equals("HEAD")
                            || Set.of(304, 400, 414, 431).contains(response.status()))
                    .as("%s %d", request, response.status())
                    .isTrue();
            return;
        }
        JsonNode declared = responses.path(Integer.toString(response.status()));
        JsonNode content = declared.has("$ref")
                ? document.at(declared.path("$ref").asText().substring(1)).path("content")
                : declared.path("content");
        assertThat(names(content)).as("%s", request).contains(response.type());
        String text = new String(response.body(), UTF_8);
        JsonNode body = response.type().equals("application/json") ? JSON.readTree(text) : new TextNode(text);
        assertThat(schema(content.path(response.type()).path("schema")).validate(body))
                .as("%s %s", request, text)
                .isEmpty();
    }

    /** A schema of the document, with the components that it may refer to. */
    private JsonSchema schema(JsonNode schema) {
        return schemas.computeIfAbsent(schema.toString(), text -> {
            ObjectNode whole = schema.deepCopy();
            whole.set("components", document.path("components"));
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(whole);
        });
    }

    @Test
    void shouldAnswerWithWhatTheTopicsHave() throws Exception {
        JsonNode model =
                answer("GET", "/api/v1/models/default", "").path("versions").get(1);
        assertThat(model.path("provenance").path("lossCurve")).hasSize(2);
        JsonNode drift = answer("GET", "/api/v1/summary", "").path("drift").path("default");
        assertThat(drift.path("promoted").asBoolean()).isTrue();
        assertThat(answer("GET", "/api/v1/devices", "").path("total").asInt()).isEqualTo(3);
    }

    @Test
    void shouldMakeAChangeOnTheTopicAndTellItByItsModel() throws Exception {
        try (WebServer changing = serve(ApiChanges.of(ReadSide.Sources.of(settings), settings))) {
            RawRequest pin = new RawRequest(
                    "POST",
                    "/api/v1/models/default/pin?version=1&reason=a%20leak",
                    List.of("Host: localhost", "Authorization: Bearer " + TOKEN),
                    "");
            RawRequest.Response response = pin.send(changing.address());
            requireDeclared("/api/v1/models/{id}/pin", pin, response);
            assertThat(response.status()).isEqualTo(200);
            Await.until("the pin to be told", Duration.ofSeconds(30), () -> answer("GET", "/api/v1/models/default", "")
                    .path("pointer")
                    .path("pinned")
                    .asBoolean());
            RawRequest none = new RawRequest("POST", "/api/v1/models/default/pin?version=9", pin.headers(), "");
            RawRequest.Response refused = none.send(changing.address());
            requireDeclared("/api/v1/models/{id}/pin", none, refused);
            assertThat(refused.status()).isEqualTo(409);
        }
    }

    private JsonNode answer(String method, String target, String body) throws Exception {
        return JSON.readTree(new RawRequest(method, target, List.of("Host: localhost"), body)
                .send(server.address())
                .body());
    }
}
