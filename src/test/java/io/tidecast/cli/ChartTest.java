package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.tidecast.settings.ChartSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The Helm chart, by Helm itself: it lints, renders what the manifests of kustomize are, and refuses what {@code run}
 * would.
 */
class ChartTest {
    private static final Path CHART = Path.of("k8s/helm/tidecast");
    private static final Path PROD = Path.of("k8s/helm/prod.yaml");
    private static final Path RENDERED = Path.of("src/test/resources/k8s");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TemplateCommand chart() {
        return new Helm(CHART).template().withName("tidecast");
    }

    private static Map<String, JsonNode> byName(Manifests manifests) throws IOException {
        Map<String, JsonNode> named = new TreeMap<>();
        for (JsonNode manifest : manifests.all()) {
            JsonNode plain = plain(manifest);
            named.put(plain.path("kind").asText() + " " + Manifests.name(plain), plain);
        }
        return named;
    }

    /**
     * Without what is either tool's own: namespace, labels of Helm, and the two ways to roll pods when settings change.
     */
    private static JsonNode plain(JsonNode manifest) throws IOException {
        String text = manifest.toString().replaceAll("tidecast-settings-[a-z0-9]{10}", "tidecast-settings");
        ObjectNode tree = (ObjectNode) JSON.readTree(text);
        ObjectNode metadata = (ObjectNode) tree.path("metadata");
        metadata.remove("namespace");
        if (metadata.path("labels") instanceof ObjectNode labels) {
            labels.remove(List.of("helm.sh/chart", "app.kubernetes.io/managed-by"));
        }
        if (tree.at("/spec/template/metadata") instanceof ObjectNode pod) {
            pod.remove("annotations");
        }
        if (tree.path("kind").asText().equals("ConfigMap")) {
            Object settings = new Yaml().load(tree.at("/data/tidecast.yaml").asText());
            tree.set("data", flat(JSON.valueToTree(settings)));
        }
        return named(tree);
    }

    /** Nested names as one, as the application reads them. */
    private static ObjectNode flat(JsonNode tree) {
        ObjectNode flat = JSON.createObjectNode();
        tree.properties().forEach(entry -> {
            if (entry.getValue().isObject()) {
                flat(entry.getValue())
                        .properties()
                        .forEach(inner -> flat.set(entry.getKey() + "." + inner.getKey(), inner.getValue()));
            } else {
                flat.set(entry.getKey(), entry.getValue());
            }
        });
        return flat;
    }

    /** Lists of things with names are sets. */
    private static JsonNode named(JsonNode tree) {
        if (tree.isArray() && !tree.isEmpty() && Manifests.elements(tree).allMatch(e -> e.has("name"))) {
            ObjectNode set = JSON.createObjectNode();
            tree.forEach(element -> set.set(element.path("name").asText(), named(element)));
            return set;
        }
        if (tree instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(named(entry.getValue())));
        }
        return tree;
    }

    private static Map<String, JsonNode> kustomized(String overlay) throws IOException {
        return byName(Manifests.of(RENDERED.resolve(overlay + ".yaml")));
    }

    @Test
    void shouldPassHelmsOwnCheck() {
        LintResult lint = new Helm(CHART).lint().strict().call();
        assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    }

    @Test
    void shouldBeTheBaseWhenNoValueIsSet() throws IOException {
        assertThat(byName(Manifests.of(chart().call()))).isEqualTo(kustomized("base"));
    }

    @Test
    void shouldBeTheOverlayOfProductionWithItsValues() throws IOException {
        assertThat(byName(Manifests.of(chart().withValuesFile(PROD).call()))).isEqualTo(kustomized("prod"));
    }

    @Test
    void shouldBeTheOverlayWithSignedModelsWhenTheyAreSwitchedOn() throws IOException {
        String yaml =
                chart().withValuesFile(PROD).set("signedModels.enabled", true).call();
        assertThat(byName(Manifests.of(yaml))).isEqualTo(kustomized("signed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ServiceMonitor tidecast", "PrometheusRule tidecast"})
    void shouldWatchAsTheComponentDoesWhenMonitoringIsSwitchedOn(String name) throws IOException {
        String yaml = chart().set("monitoring.enabled", true).call();
        assertThat(byName(Manifests.of(yaml)).get(name).path("spec"))
                .isEqualTo(kustomized("monitored").get(name).path("spec"));
    }

    @Test
    void shouldSayHowManyPodsOnlyWhereItIsTold() throws IOException {
        String yaml = chart().set("forecaster.replicas", 3).call();
        Manifests manifests = Manifests.of(yaml);
        assertThat(manifests
                        .named("StatefulSet", "tidecast-forecaster")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(3);
        assertThat(manifests
                        .named("StatefulSet", "tidecast-trainer")
                        .path("spec")
                        .has("replicas"))
                .isFalse();
    }

    @Test
    void shouldHaveTheSchemaOfTheCatalogue() {
        assertThat(CHART.resolve("values.schema.json"))
                .as("make it anew: ./tidecast settings --values-schema > %s/values.schema.json", CHART)
                .content()
                .isEqualTo(ChartSchema.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "settings: {forecast.horizons: 24}",
                "settings: {forecast.horizon: many}",
                "settings: {kernels: fast}",
                "settings: {http.enabled: 'yes'}",
                "forecaster: {env: {TIDECAST_FORECAST_HORIZONS: '24'}}",
                "forecaster: {storage: much}",
                "forecasters: {}"
            })
    void shouldRefuseWhatTheApplicationWould(String values, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values + "\n");
        assertThatThrownBy(() -> chart().withValuesFile(file).call()).hasMessageContaining("schema");
    }
}
