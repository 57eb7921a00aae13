package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The manifests against what versions of Kubernetes know: the first one that docs/deploy.md names, and a later one.
 * {@code src/test/resources/kubernetes} holds their schemas, each of which says where it is from;
 * {@link KubernetesSchema} makes them.
 */
class KubernetesVersionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonSchema schema(String version) throws IOException {
        JsonNode schema = JSON.readTree(
                Path.of("src/test/resources/kubernetes", version + ".json").toFile());
        assertThat(schema.path("title").asText()).isEqualTo("Kubernetes " + version);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }

    /** Kubernetes' own kinds of everything that is applied: overlays, chart, namespaces and the job of topics. */
    private static List<JsonNode> manifests() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String overlay : List.of("base", "dev", "prod", "strimzi", "signed", "monitored")) {
            texts.add(Files.readString(Path.of("src/test/resources/k8s", overlay + ".yaml")));
        }
        for (String file : List.of("topics.yaml", "overlays/dev/namespace.yaml", "overlays/prod/namespace.yaml")) {
            texts.add(Files.readString(Path.of("k8s", file)));
        }
        Path chart = Path.of("k8s/helm/tidecast");
        texts.add(new Helm(chart).template().withName("tidecast").call());
        texts.add(new Helm(chart)
                .template()
                .withName("tidecast")
                .withValuesFile(Path.of("k8s/helm/prod.yaml"))
                .set("signedModels.enabled", true)
                .call());
        List<JsonNode> manifests = new ArrayList<>();
        for (String text : texts) {
            for (Object document : new Yaml().loadAll(text)) {
                JsonNode manifest = JSON.valueToTree(document);
                if (KubernetesSchema.KINDS.containsKey(manifest.path("kind").asText())) {
                    manifests.add(manifest);
                }
            }
        }
        return manifests;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.27", "1.34"})
    void shouldKnowEveryFieldOfEveryManifest(String version) throws IOException {
        JsonSchema schema = schema(version);
        List<JsonNode> manifests = manifests();
        assertThat(manifests.stream().map(m -> m.path("kind").asText())).containsAll(KubernetesSchema.KINDS.keySet());
        for (JsonNode manifest : manifests) {
            Set<ValidationMessage> against = schema.validate(manifest);
            assertThat(against)
                    .as("%s %s in Kubernetes %s", manifest.path("kind").asText(), Manifests.name(manifest), version)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "minReadySeconds: 5|minReadySecond: 5",
                "periodSeconds: 2|periodSeconds: often",
                "whenScaled: Delete|whenscaled: Delete",
                "serviceName: tidecast-trainer|headlessName: tidecast-trainer"
            },
            delimiter = '|')
    void shouldRefuseWhatNoVersionKnows(String known, String unknown) throws IOException {
        String right = Files.readString(Path.of("src/test/resources/k8s/dev.yaml"));
        assertThat(right).contains(known);
        JsonSchema schema = schema("1.34");
        int refused = 0;
        for (Object document : new Yaml().loadAll(right.replace(known, unknown))) {
            refused += schema.validate(JSON.<JsonNode>valueToTree(document)).isEmpty() ? 0 : 1;
        }
        assertThat(refused).isPositive();
    }
}
