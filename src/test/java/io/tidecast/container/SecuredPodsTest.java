package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.Topics;
import io.tidecast.cli.Manifests;
import io.tidecast.faults.Await;
import io.tidecast.security.Certificates;
import io.tidecast.security.KafkaUsers;
import io.tidecast.stream.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.Network;

/** The pods of Strimzi's overlay beside a broker that asks for TLS, SCRAM and the rights of the KafkaUsers. */
@Tag("containers")
class SecuredPodsTest {
    private static final String PASSWORD = "marker-77c2-never-to-be-seen";

    @Test
    void shouldForecastWithTheSecretsAndTheRightsOfTheManifestsAlone(@TempDir Path folder) throws Exception {
        Engine.with(Engine.KAFKA, Engine.TIDECAST);
        Manifests manifests = Manifests.of(Path.of("src/test/resources/k8s/strimzi.yaml"));
        Certificates certificates =
                Certificates.make(Files.createDirectories(folder.resolve("ca")), "dns:kafka-kafka-bootstrap");
        Map<String, Map<String, String>> secrets = Map.of(
                "tidecast-forecaster", Map.of("password", PASSWORD),
                "tidecast-trainer", Map.of("password", PASSWORD),
                "kafka-cluster-ca-cert", Map.of("ca.crt", certificates.authority()));
        try (Network network = Network.newNetwork();
                ContainerBroker broker =
                        new ContainerBroker(network, "kafka-kafka-bootstrap:9093", "SASL_SSL").guarded(certificates);
                Pod forecaster = Pod.of(manifests, "tidecast-forecaster", network, folder, secrets);
                Pod trainer = Pod.of(manifests, "tidecast-trainer", network, folder, secrets)) {
            broker.start();
            try (Admin admin = broker.admin()) {
                Topics.all(TopicNames.defaults()).create(admin, 2, Optional.of((short) 1));
                KafkaUsers.create(admin, manifests, "tidecast-forecaster", PASSWORD);
                KafkaUsers.create(admin, manifests, "tidecast-trainer", PASSWORD);
            }
            forecaster.start();
            trainer.start();
            Fleet fleet = new Fleet(broker.hostAddress());
            fleet.send(40, "none");
            fleet.awaitForecasts();
            for (Pod pod : List.of(forecaster, trainer)) {
                Await.until("readiness", pod.patience(), () -> pod.succeeds("readinessProbe"));
                Container.ExecResult doctor =
                        pod.execInContainer("tidecast", "doctor", "--config", "/etc/tidecast/tidecast.yaml");
                assertThat(doctor.getStdout())
                        .contains("ok    permissions")
                        .doesNotContain("FAIL")
                        .doesNotContain(PASSWORD);
                assertThat(doctor.getStderr()).doesNotContain(PASSWORD);
                assertThat(pod.execInContainer("env").getStdout()).doesNotContain(PASSWORD);
                assertThat(pod.stopGracefully()).isLessThan(PodsTest.STOP);
                assertThat(pod.exitCode()).as("exit code after SIGTERM").isZero();
                assertThat(pod.getLogs()).isNotEmpty().doesNotContain(PASSWORD);
            }
        }
    }
}
