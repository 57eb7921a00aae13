package io.tidecast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** Kubernetes manifests as trees, each read strictly first. */
public record Manifests(List<JsonNode> all) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The models of the operators' own, taken strictly: they would keep what they do not know. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated method) {
                    return false;
                }
            });

    private static final Map<String, Class<?>> MODELS = Map.of(
            "KafkaTopic", KafkaTopic.class,
            "KafkaUser", KafkaUser.class,
            "ServiceMonitor", ServiceMonitor.class,
            "PrometheusRule", PrometheusRule.class);

    private static final Set<String> CUSTOM = Set.of(
            "KafkaTopic", "KafkaUser", "ServiceMonitor", "PrometheusRule", "ScaledObject", "TriggerAuthentication");

    public static Manifests of(Path file) throws IOException {
        return of(Files.readString(file));
    }

    /**
     * Reads manifests: Kubernetes' own kinds as its typed models, which know no other fields; custom ones by schemas
     * that say which values their fields may have and, where their makers publish one, as their models.
     *
     * @throws IllegalArgumentException or what the models throw, if a field is unknown or of another type
     */
    public static Manifests of(String yaml) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (Object document : new Yaml().loadAll(yaml)) {
            JsonNode manifest = JSON.valueToTree(document);
            String kind = manifest.path("kind").asText();
            if (CUSTOM.contains(kind)) {
                Set<?> against = schema(kind).validate(manifest);
                if (!against.isEmpty()) {
                    throw new IllegalArgumentException(kind + " " + against);
                }
                if (MODELS.containsKey(kind)) {
                    STRICT.treeToValue(manifest, MODELS.get(kind));
                }
            } else {
                io.kubernetes.client.util.Yaml.load(new Yaml().dump(document));
            }
            all.add(manifest);
        }
        return new Manifests(List.copyOf(all));
    }

    private static JsonSchema schema(String kind) throws IOException {
        try (InputStream in = Manifests.class.getResourceAsStream("/crd/" + kind + ".json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(JSON.readTree(in));
        }
    }

    public Stream<JsonNode> kind(String kind) {
        return all.stream().filter(manifest -> manifest.path("kind").asText().equals(kind));
    }

    public JsonNode named(String kind, String name) {
        return kind(kind)
                .filter(manifest -> name(manifest).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    public static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asText();
    }

    public static JsonNode container(JsonNode statefulSet) {
        return statefulSet.at("/spec/template/spec/containers/0");
    }

    public static Stream<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements.stream();
    }
}
