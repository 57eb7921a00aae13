package io.tidecast.cli;

import static io.tidecast.cli.Manifests.container;
import static io.tidecast.cli.Manifests.elements;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.model.ModelKeys;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The component that has models signed, in the overlay of production: keys where they belong, and nowhere else. */
class SignedManifestsTest {
    private static final Path RENDERED = Path.of("src/test/resources/k8s/signed.yaml");

    private static JsonNode set(String role) throws IOException {
        return Manifests.of(RENDERED).named("StatefulSet", "tidecast-" + role);
    }

    private static Settings settings(JsonNode set) {
        return Settings.of(new SettingSources()
                .environment(elements(container(set).path("env"))
                        .collect(Collectors.toMap(v -> v.path("name").asText(), v -> v.path("value")
                                .asText()))));
    }

    /** Where a set mounts what, by the name of the ConfigMap or Secret. */
    private static Map<String, Path> mounts(JsonNode set) {
        Map<String, String> sources = elements(set.at("/spec/template/spec/volumes"))
                .filter(v -> v.has("secret") || v.has("configMap"))
                .collect(Collectors.toMap(
                        v -> v.path("name").asText(),
                        v -> v.has("secret")
                                ? v.at("/secret/secretName").asText()
                                : v.at("/configMap/name").asText()));
        return elements(container(set).path("volumeMounts"))
                .filter(m -> sources.containsKey(m.path("name").asText()))
                .collect(Collectors.toMap(
                        m -> sources.get(m.path("name").asText()),
                        m -> Path.of(m.path("mountPath").asText())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "signed", "monitored"})
    void shouldBeWhatIsRenderedNow(String fixture) throws Exception {
        Process kustomize = null;
        try {
            kustomize = new ProcessBuilder("kubectl", "kustomize", "src/test/k8s/" + fixture)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "there is no kubectl here: " + e.getMessage());
        }
        String rendered = new String(kustomize.getInputStream().readAllBytes(), UTF_8);
        assertThat(kustomize.waitFor()).isZero();
        assertThat(Files.readString(RENDERED.resolveSibling(fixture + ".yaml")))
                .as("kubectl kustomize src/test/k8s/%s > %s", fixture, RENDERED.resolveSibling(fixture + ".yaml"))
                .isEqualTo(rendered);
    }

    @Test
    void shouldGiveThePublicKeysToBothRolesAndThePrivateOneToTheTrainerAlone() throws Exception {
        for (String role : new String[] {"forecaster", "trainer"}) {
            JsonNode set = set(role);
            Path trusted = mounts(set).get("tidecast-trusted-keys");
            assertThat(settings(set).find(ModelKeys.TRUSTED_KEYS_FILE)).contains(trusted.resolve("trusted.pem"));
        }
        JsonNode trainer = set("trainer");
        Path signing = mounts(trainer).get("tidecast-signing-key");
        assertThat(settings(trainer).find(ModelKeys.SIGNING_KEY_FILE)).contains(signing.resolve("signing.pem"));
        assertThat(mounts(set("forecaster"))).doesNotContainKey("tidecast-signing-key");
        assertThat(settings(set("forecaster")).find(ModelKeys.SIGNING_KEY_FILE)).isEqualTo(Optional.empty());
        assertThat(elements(trainer.at("/spec/template/spec/volumes"))
                        .filter(v -> v.path("name").asText().equals("signing-key"))
                        .map(v -> v.at("/secret/defaultMode").asInt()))
                .as("others have no right to it")
                .containsExactly(0440);
    }
}
