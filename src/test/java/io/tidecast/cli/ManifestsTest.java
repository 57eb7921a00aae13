package io.tidecast.cli;

import static io.tidecast.cli.Manifests.container;
import static io.tidecast.cli.Manifests.elements;
import static io.tidecast.cli.Manifests.name;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.app.StopSignal;
import io.tidecast.app.Topics;
import io.tidecast.http.Endpoint;
import io.tidecast.http.Health;
import io.tidecast.http.HttpSettings;
import io.tidecast.http.MetricsEndpoint;
import io.tidecast.http.WebServer;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests against the application: what they name must be what it knows. {@code src/test/resources/k8s} holds the
 * overlays as they are rendered; after a change: {@code kubectl kustomize k8s/overlays/prod >
 * src/test/resources/k8s/prod.yaml}.
 */
class ManifestsTest {
    private static final Path RENDERED = Path.of("src/test/resources/k8s");

    private static Manifests manifests(String overlay) throws IOException {
        return Manifests.of(RENDERED.resolve(overlay + ".yaml"));
    }

    private static Map<String, String> environment(JsonNode set) {
        Map<String, String> variables = new HashMap<>();
        elements(container(set).path("env"))
                .forEach(v ->
                        variables.put(v.path("name").asText(), v.path("value").asText()));
        return variables;
    }

    /**
     * The settings that a pod of a set would run with; a name or value that the application does not know is refused.
     */
    private static Settings settings(Manifests manifests, JsonNode set, Path folder) throws IOException {
        String map = volume(set, "settings").at("/configMap/name").asText();
        List<String> args =
                elements(container(set).path("args")).map(JsonNode::asText).toList();
        assertThat(args).startsWith("run", "--config").hasSize(3);
        Path mounted = Path.of(mount(set, "settings"));
        assertThat(Path.of(args.get(2)).getParent()).isEqualTo(mounted);
        String yaml = manifests
                .named("ConfigMap", map)
                .path("data")
                .path(Path.of(args.get(2)).getFileName().toString())
                .asText();
        return Settings.of(new SettingSources()
                .environment(environment(set))
                .file(Files.writeString(folder.resolve(name(set) + ".yaml"), yaml)));
    }

    private static JsonNode volume(JsonNode set, String name) {
        return elements(set.at("/spec/template/spec/volumes"))
                .filter(v -> v.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String mount(JsonNode set, String name) {
        return elements(container(set).path("volumeMounts"))
                .filter(v -> v.path("name").asText().equals(name))
                .map(v -> v.path("mountPath").asText())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "strimzi"})
    void shouldBeWhatIsRenderedNow(String overlay) throws Exception {
        Process kustomize = null;
        try {
            kustomize = new ProcessBuilder("kubectl", "kustomize", "k8s/overlays/" + overlay)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "there is no kubectl here: " + e.getMessage());
        }
        String rendered = new String(kustomize.getInputStream().readAllBytes(), UTF_8);
        assertThat(kustomize.waitFor()).isZero();
        assertThat(Files.readString(RENDERED.resolve(overlay + ".yaml")))
                .as("kubectl kustomize k8s/overlays/%s > %s/%s.yaml", overlay, RENDERED, overlay)
                .isEqualTo(rendered);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "minReadySeconds: 5|minReadySecond: 5",
                "containerPort: 8080|containerport: 8080",
                "failureThreshold: 450|failureThreshold: sixty",
                "runAsNonRoot: true|runAsNonroot: true",
                "partitions: 6|partitons: 6",
                "type: scram-sha-512|type: scram",
                "interval: 30s|interval: often",
                "operations:|operation:",
                "scrapeTimeout: 10s|scrapetimeout: 10s"
            },
            delimiter = '|')
    void shouldBeRefusedWhenAFieldIsMisspeltOrOfAnotherType(String right, String wrong) throws Exception {
        String yaml = Files.readString(RENDERED.resolve("monitored.yaml"));
        assertThat(yaml).contains(right);
        assertThatThrownBy(() -> Manifests.of(yaml.replace(right, wrong))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "strimzi"})
    void shouldRunWithSettingsTheApplicationKnows(String overlay, @TempDir Path folder) throws Exception {
        Manifests manifests = manifests(overlay);
        assertThat(manifests.kind("StatefulSet")).hasSize(2);
        for (Role role : Role.values()) {
            JsonNode set = manifests.named("StatefulSet", "tidecast-" + role.lowerCase());
            Settings settings = settings(manifests, set, folder);
            StreamSettings stream = settings.stream();
            assertThat(stream.roles()).containsExactly(role);
            assertThat(Path.of(stream.kafka().get("state.dir")).getParent())
                    .as("below the volume's root, whose rights are not the process's to set")
                    .isEqualTo(Path.of(mount(set, "state")));
            assertThat(startupPatience(set))
                    .as("the startup probe's, beyond what the process waits for its broker")
                    .isGreaterThan(settings.get(StreamSettings.START_PATIENCE));
            // Secrets are named in settings, and never stand there.
            stream.kafka().forEach((key, value) -> {
                if (key.endsWith("password") || key.endsWith("jaas.config")) {
                    assertThat(value).contains("password-file=\"" + mount(set, "secrets") + "/password\"");
                }
            });
            HttpSettings http = settings.http();
            assertThat(http.host()).isEqualTo("0.0.0.0");
            assertThat(container(set).at("/ports/0/containerPort").asInt()).isEqualTo(http.port());
            assertThat(set.at("/spec/template/spec/terminationGracePeriodSeconds")
                            .asLong())
                    .as("longer than the process gives itself")
                    .isGreaterThan(StopSignal.GRACE.toSeconds());
        }
    }

    private static Duration startupPatience(JsonNode set) {
        JsonNode probe = container(set).path("startupProbe");
        return Duration.ofSeconds(probe.path("periodSeconds").asLong()
                * probe.path("failureThreshold").asLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "strimzi"})
    void shouldSayNothingThatUndoesAScalingWhenItIsAppliedAgain(String overlay) throws Exception {
        for (JsonNode set : manifests(overlay).kind("StatefulSet").toList()) {
            assertThat(set.path("spec").has("replicas")).as(name(set)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "strimzi"})
    void shouldKeepNamespaceSecretsAndVolumesWhenItIsDeleted(String overlay) throws Exception {
        Manifests manifests = manifests(overlay);
        for (String kept : List.of("Namespace", "Secret", "PersistentVolumeClaim")) {
            assertThat(manifests.kind(kept)).as(kept).isEmpty();
        }
        for (JsonNode set : manifests.kind("StatefulSet").toList()) {
            assertThat(set.at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                            .asText())
                    .isEqualTo("Retain");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void shouldBelongToTheNamespaceThatIsMadeBefore(String overlay) throws Exception {
        JsonNode namespace = Manifests.of(Path.of("k8s/overlays", overlay, "namespace.yaml"))
                .kind("Namespace")
                .findFirst()
                .orElseThrow();
        assertThat(manifests(overlay).all())
                .allSatisfy(manifest ->
                        assertThat(manifest.at("/metadata/namespace").asText()).isEqualTo(name(namespace)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "strimzi", "monitored"})
    void shouldProbePathsThatAreServed(String overlay) throws Exception {
        Manifests manifests = manifests(overlay);
        List<Endpoint> endpoints =
                new ArrayList<>(new Health(List::of, List::of, List::of, List::of, List::of).probes());
        endpoints.add(new MetricsEndpoint(type -> ""));
        try (WebServer server = WebServer.start(new HttpSettings("127.0.0.1", 0, Optional.empty(), false), endpoints)) {
            for (JsonNode set : manifests.kind("StatefulSet").toList()) {
                for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                    JsonNode get = container(set).path(probe).path("httpGet");
                    assertThat(get.path("port").asText())
                            .isEqualTo(container(set).at("/ports/0/name").asText());
                    assertThat(status(server, get.path("path").asText()))
                            .as(probe)
                            .isEqualTo(200);
                }
            }
            for (JsonNode monitor : manifests.kind("ServiceMonitor").toList()) {
                assertThat(status(server, monitor.at("/spec/endpoints/0/path").asText()))
                        .isEqualTo(200);
            }
        }
    }

    private static int status(WebServer server, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(server.address() + path).toURL().openConnection();
        return connection.getResponseCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "strimzi", "monitored"})
    void shouldSelectThePodsThatThereAre(String overlay) throws Exception {
        Manifests manifests = manifests(overlay);
        List<Map<String, String>> pods = manifests
                .kind("StatefulSet")
                .map(set -> labels(set.at("/spec/template/metadata/labels")))
                .toList();
        for (JsonNode set : manifests.kind("StatefulSet").toList()) {
            assertThat(labels(set.at("/spec/template/metadata/labels")))
                    .containsAllEntriesOf(labels(set.at("/spec/selector/matchLabels")));
            JsonNode service =
                    manifests.named("Service", set.at("/spec/serviceName").asText());
            assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
        }
        for (JsonNode service : manifests.kind("Service").toList()) {
            assertMatches(pods, service.at("/spec/selector"));
            assertThat(service.at("/spec/ports/0/targetPort").asText()).isEqualTo("http");
        }
        for (JsonNode budget : manifests.kind("PodDisruptionBudget").toList()) {
            assertMatches(pods, budget.at("/spec/selector/matchLabels"));
        }
        assertThat(manifests.kind("PodDisruptionBudget")).hasSize(2);
        JsonNode policy = manifests.named("NetworkPolicy", "tidecast");
        assertMatches(pods, policy.at("/spec/podSelector/matchLabels"));
        for (JsonNode monitor : manifests.kind("ServiceMonitor").toList()) {
            Map<String, String> wanted = labels(monitor.at("/spec/selector/matchLabels"));
            List<JsonNode> services = manifests
                    .kind("Service")
                    .filter(s -> labels(s.at("/metadata/labels")).entrySet().containsAll(wanted.entrySet()))
                    .toList();
            assertThat(services).extracting(Manifests::name).containsExactly("tidecast-metrics");
            assertThat(services.get(0).at("/spec/ports/0/name").asText())
                    .isEqualTo(monitor.at("/spec/endpoints/0/port").asText());
        }
    }

    private static Map<String, String> labels(JsonNode labels) {
        Map<String, String> map = new TreeMap<>();
        labels.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        return map;
    }

    private static void assertMatches(List<Map<String, String>> pods, JsonNode selector) {
        Map<String, String> wanted = labels(selector);
        assertThat(wanted).isNotEmpty();
        assertThat(pods).anyMatch(pod -> pod.entrySet().containsAll(wanted.entrySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "strimzi"})
    void shouldBeHardened(String overlay) throws Exception {
        for (JsonNode set : manifests(overlay).kind("StatefulSet").toList()) {
            JsonNode pod = set.at("/spec/template/spec");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            JsonNode container = container(set).path("securityContext");
            assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(container.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        }
    }

    /**
     * Half is the heap's; beside RocksDB's budget the JVM itself takes about 200 MiB: code, classes, threads, buffers.
     */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "strimzi"})
    void shouldHaveTheMemoryThatTheBudgetAsksFor(String overlay, @TempDir Path folder) throws Exception {
        Manifests manifests = manifests(overlay);
        for (JsonNode set : manifests.kind("StatefulSet").toList()) {
            StreamSettings settings = settings(manifests, set, folder).stream();
            int tasks = Topics.DEFAULT_PARTITIONS;
            int outside = settings.memory()
                    .nativeMib(
                            settings.roles().contains(Role.FORECASTER) ? tasks : 0,
                            settings.roles().contains(Role.TRAINER) ? tasks : 0);
            JsonNode resources = container(set).path("resources");
            int requested = mib(resources.at("/requests/memory").asText());
            assertThat(requested).isGreaterThanOrEqualTo(requested / 2 + outside + 200);
            assertThat(mib(resources.at("/limits/memory").asText())).isEqualTo(requested);
        }
    }

    private static int mib(String quantity) {
        assertThat(quantity).matches("[0-9]+(Mi|Gi)");
        int number = Integer.parseInt(quantity.substring(0, quantity.length() - 2));
        return quantity.endsWith("Gi") ? number * 1024 : number;
    }

    @Test
    void shouldMakeTheTopicsThatTheApplicationAsksFor(@TempDir Path folder) throws Exception {
        Manifests manifests = manifests("strimzi");
        Settings settings = settings(manifests, manifests.named("StatefulSet", "tidecast-trainer"), folder);
        Map<String, Topics.Required> required = Topics.all(settings.topics()).required().stream()
                .collect(Collectors.toMap(Topics.Required::name, t -> t));
        Map<String, JsonNode> made =
                manifests.kind("KafkaTopic").collect(Collectors.toMap(Manifests::name, t -> t.path("spec")));
        assertThat(made.keySet()).isEqualTo(required.keySet());
        int readings = made.get(settings.topics().readings()).path("partitions").asInt();
        made.forEach((name, spec) -> {
            int partitions = spec.path("partitions").asInt();
            switch (required.get(name).partitions()) {
                case ONE -> assertThat(partitions).isEqualTo(1);
                case AS_READINGS -> assertThat(partitions).isEqualTo(readings);
                case ANY -> assertThat(partitions).isPositive();
            }
            required.get(name).configs().forEach((key, value) -> assertThat(
                            spec.path("config").path(key).asText())
                    .as(name + " " + key)
                    .isEqualTo(value));
        });
    }

    @Test
    void shouldWatchWhatThereIsWhereTheOperatorIs() throws Exception {
        assertThat(manifests("monitored").kind("ServiceMonitor")).hasSize(1);
        assertThat(manifests("monitored").kind("PrometheusRule")).hasSize(1);
        for (String overlay : List.of("dev", "prod", "strimzi")) {
            assertThat(manifests(overlay).kind("ServiceMonitor")).as(overlay).isEmpty();
            assertThat(manifests(overlay).kind("PrometheusRule")).as(overlay).isEmpty();
        }
    }

    @Test
    void shouldScaleWhatThereIsOnTheLagOfItsOwnGroup(@TempDir Path folder) throws Exception {
        Manifests prod = manifests("prod");
        JsonNode set = prod.named("StatefulSet", "tidecast-forecaster");
        StreamSettings settings = settings(prod, set, folder).stream();
        Manifests keda = Manifests.of(Path.of("k8s/overlays/prod/keda.yaml"));
        JsonNode spec = keda.named("ScaledObject", name(set)).path("spec");
        assertThat(spec.at("/scaleTargetRef/name").asText()).isEqualTo(name(set));
        JsonNode trigger = spec.at("/triggers/0/metadata");
        assertThat(trigger.path("consumerGroup").asText()).isEqualTo(settings.applicationId(Role.FORECASTER));
        assertThat(trigger.path("topic").asText()).isEqualTo(settings.topics().readings());
        assertThat(trigger.path("bootstrapServers").asText())
                .isEqualTo(settings.kafka().get("bootstrap.servers"));
        keda.named(
                "TriggerAuthentication",
                spec.at("/triggers/0/authenticationRef/name").asText());
        assertThat(prod.kind("ScaledObject")).as("off by default").isEmpty();
    }

    @Test
    void shouldRunTheImageThatIsBuilt() throws Exception {
        String dockerfile = Files.readString(Path.of("docker/Dockerfile"));
        Matcher pom = Pattern.compile("\n  <version>(.*)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(pom.find()).isTrue();
        String version = pom.group(1);
        for (JsonNode set : manifests("prod").kind("StatefulSet").toList()) {
            assertThat(container(set).path("image").asText()).isEqualTo("tidecast:" + version);
            String user =
                    set.at("/spec/template/spec/securityContext/runAsUser").asText();
            assertThat(dockerfile).contains("USER " + user + ":" + user);
        }
        assertThat(dockerfile)
                .contains("image.version=\"" + version + "\"", "EXPOSE " + HttpSettings.PORT.defaultText());
        assertThat(Files.readString(Path.of("docker/compose.yaml"))).contains("image: tidecast:" + version);
        Set<String> variables = Pattern.compile("TIDECAST_[A-Z_]+")
                .matcher(dockerfile)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        new SettingSources().environment(variables.stream().collect(Collectors.toMap(v -> v, v -> "1")));
    }

    @Test
    void shouldMakeTopicsByACommandThatThereIs() throws Exception {
        JsonNode job =
                Manifests.of(Path.of("k8s/topics.yaml")).kind("Job").findFirst().orElseThrow();
        JsonNode set = manifests("dev").named("StatefulSet", "tidecast-trainer");
        assertThat(container(job).path("image")).isEqualTo(container(set).path("image"));
        assertThat(container(job).path("securityContext"))
                .isEqualTo(container(set).path("securityContext"));
        List<String> args =
                elements(container(job).path("args")).map(JsonNode::asText).toList();
        CommandRun run = CommandRun.of(args.stream()
                .map(arg -> arg.replace("kafka:", "nowhere.invalid:"))
                .toArray(String[]::new));
        assertThat(run.err()).contains("No resolvable bootstrap urls");
        assertThat(run.exitCode()).as("nothing but the broker is missing").isEqualTo(1);
    }

    @Test
    void shouldSayForEachAlertWhatToDo() throws Exception {
        String page = Files.readString(Path.of("docs/operate.md"));
        assertThat(manifests("monitored")
                        .named("PrometheusRule", "tidecast")
                        .at("/spec/groups/0/rules")
                        .findValuesAsText("alert"))
                .hasSizeGreaterThan(5)
                .allSatisfy(alert -> assertThat(page).contains("| `" + alert + "` | "));
    }

    @Test
    void shouldComposeWithSettingsTheApplicationKnows() {
        StreamSettings settings = Settings.of(new SettingSources().file(Path.of("docker/tidecast.yaml"))).stream();
        assertThat(settings.kafka()).containsEntry("bootstrap.servers", "kafka:9092");
    }
}
