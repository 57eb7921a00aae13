package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.faults.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The overlay of production with signed models in a cluster: TLS, SCRAM and standby replicas, two forecasters; what
 * happens to its pods, and secrets and keys that are replaced.
 */
@Tag("cluster")
class ProdClusterTest {
    private static final String FORECASTER = "tidecast-forecaster";
    private static final String TRAINER = "tidecast-trainer";
    private static final String PASSWORD = "marker-5d11-never-to-be-seen";
    private static final String NEXT_PASSWORD = "marker-9a40-never-to-be-seen";
    private static final int HISTORY = 200;
    /** Two forecasters and a trainer as they ask, and a broker. */
    private static final double CORES = 4;
    /** What a kubelet takes at most to bring a changed ConfigMap or Secret to its pods, twice. */
    private static final Duration MOUNTED = Duration.ofMinutes(4);

    private Cluster cluster;
    private Production production;
    private Traffic traffic;
    private Happenings happenings;

    @Test
    void shouldForecastEveryStepOnceWhateverHappensToPodsAndSecrets(@TempDir Path folder) throws Exception {
        try (Cluster made = Cluster.with(Production.NAMESPACE, folder)) {
            cluster = made;
            production = Production.in(cluster, folder);
            production.user("tidecast", PASSWORD);
            Path key = key(folder, "signing.pem");
            cluster.secret("tidecast-signing-key", "--from-file=" + key);
            trust(folder, key);
            cluster.apply(overlay(folder).path());
            cluster.scale(FORECASTER, 2);
            try (Traffic sending = new Traffic(production.broker().address(), HISTORY)) {
                traffic = sending;
                happenings = new Happenings("prod-", cluster, traffic, List.of(FORECASTER, TRAINER));
                happenings.during(
                        "start", "the overlay with signed models applied, two forecasters, then readings", () -> {});
                toThePods();
                signingKey(folder, key);
                password();
                for (String pod : List.of(FORECASTER + "-0", FORECASTER + "-1", TRAINER + "-0")) {
                    assertThat(cluster.kubectl("logs", pod)).isNotEmpty().doesNotContain("never-to-be-seen");
                }
            } catch (Exception | AssertionError e) {
                cluster.tell(e);
                throw e;
            }
        }
    }

    private Overlay overlay(Path folder) throws Exception {
        Overlay overlay = Overlay.copy("prod", folder)
                .edit("overlays/prod/tidecast.yaml", yaml -> yaml.replace("kafka.example.com", "kafka"))
                .edit(
                        "overlays/prod/kustomization.yaml",
                        yaml -> yaml + "components: [../../components/signed-models]\n");
        return cluster.cores() < CORES ? overlay.small() : overlay;
    }

    private void toThePods() throws Exception {
        for (int round = 0; round < Happenings.ROUNDS; round++) {
            String pod = FORECASTER + "-1";
            happenings.to(
                    pod,
                    "forced-deletion",
                    "`kubectl delete pod --grace-period=0 --force` of one of two forecasters",
                    () -> cluster.kubectl("delete", "pod", pod, "--grace-period=0", "--force"));
            happenings.to(pod, "kill", "kill -9 of the JVM of one of two forecasters", () -> happenings.kill(pod));
            happenings.during(
                    "rollout",
                    "`kubectl rollout restart` of two forecasters, pod by pod",
                    () -> cluster.kubectl("rollout", "restart", "statefulset", FORECASTER));
        }
    }

    private static Path key(Path folder, String name) {
        Path key = folder.resolve(name);
        Cluster.tidecast("models", "keygen", key.toString());
        return key;
    }

    private void trust(Path folder, Path... keys) throws Exception {
        StringBuilder trusted = new StringBuilder();
        for (Path key : keys) {
            trusted.append(Files.readString(Path.of(key + ".pub")));
        }
        Path file = Files.writeString(folder.resolve("trusted.pem"), trusted);
        cluster.configMap("tidecast-trusted-keys", "--from-file=" + file);
    }

    /** As docs/deploy.md has it, without a restart. */
    private void signingKey(Path folder, Path before) throws Exception {
        Path key = key(Files.createDirectories(folder.resolve("next")), "signing.pem");
        List<String> pods = List.of(FORECASTER + "-0", FORECASTER + "-1", TRAINER + "-0");
        List<String> incarnations = pods.stream().map(cluster::incarnation).toList();
        happenings.during("signing-key", "the key that signs models replaced by another, without a restart", () -> {
            trust(folder, before, key);
            for (String pod : pods) {
                awaitFile(pod, "/etc/tidecast-trusted-keys/trusted.pem", trusted(folder));
            }
            cluster.secret("tidecast-signing-key", "--from-file=" + key);
            awaitFile(TRAINER + "-0", "/etc/tidecast-signing-key/signing.pem", Files.readString(key));
            cluster.kubectl(
                    "exec", TRAINER + "-0", "--", "tidecast", "models", "sign", "-c", "/etc/tidecast/tidecast.yaml");
            trust(folder, key);
            for (String pod : pods) {
                awaitFile(pod, "/etc/tidecast-trusted-keys/trusted.pem", trusted(folder));
            }
        });
        assertThat(pods.stream().map(cluster::incarnation))
                .as("pods and their processes, after the key is another")
                .isEqualTo(incarnations);
        assertThat(cluster.kubectl(
                        "exec", TRAINER + "-0", "--", "tidecast", "doctor", "-c", "/etc/tidecast/tidecast.yaml"))
                .doesNotContain("FAIL");
    }

    private static String trusted(Path folder) throws IOException {
        return Files.readString(folder.resolve("trusted.pem"));
    }

    private void awaitFile(String pod, String path, String contents) {
        Await.until(path + " of " + pod, MOUNTED, () -> {
            Await.pass(Duration.ofSeconds(1));
            return cluster.kubectl("exec", pod, "--", "cat", path).strip().equals(contents.strip());
        });
    }

    /** As docs/operate.md has it, without a restart; then every client must sign on anew. */
    private void password() throws Exception {
        List<String> pods = List.of(FORECASTER + "-0", FORECASTER + "-1", TRAINER + "-0");
        List<String> incarnations = pods.stream().map(cluster::incarnation).toList();
        happenings.during(
                "password",
                "a second user in the Secret, the first one taken out, then the broker's pod deleted, so that every client"
                        + " signs on anew, without a restart; pause from the broker's first answer",
                () -> {
                    production.user("tidecast-2", NEXT_PASSWORD);
                    for (String pod : pods) {
                        awaitFile(pod, "/etc/tidecast-secrets/password", NEXT_PASSWORD);
                    }
                    production.remove("tidecast");
                    cluster.kubectl("delete", "pod", "kafka-0");
                    production.broker().awaitAnswer();
                    traffic.mark();
                    cluster.awaitReady("kafka");
                });
        assertThat(pods.stream().map(cluster::incarnation))
                .as("pods and their processes, after the user is another")
                .isEqualTo(incarnations);
    }
}
