package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import io.tidecast.app.Topics;
import io.tidecast.cli.Manifests;
import io.tidecast.faults.Await;
import io.tidecast.stream.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame;

/** The pods of the development overlay beside a broker, all in containers. */
@Tag("containers")
class PodsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a stop may take, as the manifests say. */
    static final Duration STOP = Duration.ofSeconds(30);

    @Test
    void shouldForecastEveryStepOnceWhenPodAndBrokerAreKilledAndStartedAgain(@TempDir Path folder) throws Exception {
        DockerClient docker = Engine.with(Engine.KAFKA, Engine.TIDECAST);
        Manifests manifests = Manifests.of(Path.of("src/test/resources/k8s/dev.yaml"));
        try (Network network = Network.newNetwork();
                ContainerBroker broker = new ContainerBroker(network, "kafka:9092", "PLAINTEXT");
                Pod forecaster = Pod.of(manifests, "tidecast-forecaster", network, folder, Map.of());
                Pod trainer = Pod.of(manifests, "tidecast-trainer", network, folder, Map.of())) {
            broker.start();
            try (Admin admin = broker.admin()) {
                Topics.all(TopicNames.defaults()).create(admin, 2, Optional.of((short) 1));
            }
            Fleet fleet = new Fleet(broker.hostAddress());
            forecaster.start();
            trainer.start();
            await(forecaster, "startupProbe");
            await(trainer, "startupProbe");
            assertThat(forecaster.succeeds("readinessProbe"))
                    .as("ready without a model")
                    .isFalse();

            // Each codec that has a native library of its own, on a root file system that is read-only and a /tmp that
            // is noexec.
            fleet.send(20, "zstd");
            fleet.send(20, "snappy");
            fleet.send(20, "lz4");
            fleet.awaitForecasts();
            await(forecaster, "readinessProbe");
            await(trainer, "readinessProbe");
            assertIsLocked(forecaster);
            assertThat(docker.inspectImageCmd(Engine.TIDECAST)
                            .exec()
                            .getConfig()
                            .getHealthcheck()
                            .getTest())
                    .containsExactly("CMD", "tidecast", "healthcheck");
            assertThat(forecaster.execInContainer("tidecast", "healthcheck").getExitCode())
                    .isZero();

            assertMetricsAreThere(forecaster.metrics() + trainer.metrics());

            forecaster.kill();
            fleet.send(20, "none");
            forecaster.startAgain();
            fleet.awaitForecasts();

            broker.kill();
            assertThat(forecaster.succeeds("livenessProbe"))
                    .as("live while the broker is away")
                    .isTrue();
            broker.startAgain();
            fleet.send(20, "none");
            fleet.awaitForecasts();
            await(forecaster, "readinessProbe");

            for (Pod pod : List.of(forecaster, trainer)) {
                Duration took = pod.stopGracefully();
                System.out.println(pod.getContainerName() + " stopped in " + took.toMillis() + " ms");
                assertThat(pod.exitCode()).as("exit code after SIGTERM").isZero();
                assertThat(took).isLessThan(STOP);
                assertThat(pod.getLogs(OutputFrame.OutputType.STDOUT)).endsWith("stopped\n");
                assertLogsAreJson(pod);
            }
            forecaster.startAgain();
            fleet.send(5, "none");
            fleet.awaitForecasts();
        }
    }

    private static void await(Pod pod, String probe) {
        Await.until(
                pod.getContainerName() + " " + probe + " " + pod.getLogs(), pod.patience(), () -> pod.succeeds(probe));
    }

    private static void assertIsLocked(Pod pod) throws Exception {
        assertThat(run(pod, "ls", "/opt/tidecast")).doesNotContain("demo").contains("lib");
        assertThat(run(pod, "ls", "/tmp")).as("nothing was unpacked").doesNotContain("rocksdb", "snappy", "zstd");
        assertThat(run(pod, "id", "-u")).isEqualTo("10001\n");
        assertThat(run(pod, "grep", "CapEff", "/proc/1/status")).endsWith("0000000000000000\n");
        assertThat(run(pod, "grep", "NoNewPrivs", "/proc/1/status")).endsWith("1\n");
        assertThat(pod.execInContainer("touch", "/opt/tidecast/x").getStderr()).contains("Read-only file system");
        assertThat(run(pod, "grep", " /tmp ", "/proc/mounts")).contains("noexec");
    }

    private static String run(Pod pod, String... command) throws Exception {
        Container.ExecResult result = pod.execInContainer(command);
        assertThat(result.getExitCode()).as(result.getStderr()).isZero();
        return result.getStdout();
    }

    /** The names that the dashboard and the alert rules ask for; what is there once forecasts are judged aside. */
    private static void assertMetricsAreThere(String scraped) throws IOException {
        Set<String> there = new TreeSet<>();
        scraped.lines().filter(line -> !line.startsWith("#")).forEach(line -> there.add(line.split("[ {]", 2)[0]));
        StringBuilder asked = new StringBuilder();
        JSON.readTree(Path.of("docker/grafana/dashboards/tidecast.json").toFile())
                .findValuesAsText("expr")
                .forEach(expression -> asked.append(expression).append('\n'));
        Manifests.of(Path.of("src/test/resources/k8s/monitored.yaml"))
                .named("PrometheusRule", "tidecast")
                .findValuesAsText("expr")
                .forEach(expression -> asked.append(expression).append('\n'));
        Set<String> names = new TreeSet<>();
        Matcher name = Pattern.compile("\\b((kafka|jvm|process)_[a-z0-9_]+|tidecast_(info|[a-z_]+_total))")
                .matcher(asked);
        while (name.find()) {
            names.add(name.group());
        }
        assertThat(names).hasSizeGreaterThan(10);
        assertThat(there).containsAll(names);
    }

    /** All that goes to the error stream, without the JVM's announcement of the Vector API's module. */
    private static void assertLogsAreJson(Pod pod) throws IOException {
        int objects = 0;
        for (String line : pod.getLogs(OutputFrame.OutputType.STDERR).lines().toList()) {
            assertThat(line).as("a line of the log").startsWith("{");
            assertThat(JSON.readTree(line).path("formattedMessage").isTextual())
                    .as(line)
                    .isTrue();
            objects++;
        }
        assertThat(objects).isPositive();
    }
}
