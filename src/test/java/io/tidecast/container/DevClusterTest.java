package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidecast.faults.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The development overlay in a cluster: each thing that happens to its pods, and every step of every device forecast
 * once. The test sends to the broker's pod, so it runs on a node, or where pods can be reached.
 */
@Tag("cluster")
class DevClusterTest {
    private static final String OVERLAY = "k8s/overlays/dev";
    private static final String FORECASTER = "tidecast-forecaster";
    private static final String TRAINER = "tidecast-trainer";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int REACHED_MS = 3_000;

    private Cluster cluster;
    private Fleet fleet;

    private interface Event {
        void happen() throws Exception;
    }

    /** Something happens while readings come in; then all of them have their forecasts, and the pods are ready. */
    private void during(String what, Event event) throws Exception {
        long began = System.nanoTime();
        event.happen();
        fleet.send(10, "none");
        fleet.awaitForecasts();
        long again = System.nanoTime();
        cluster.awaitReady(FORECASTER, PATIENCE);
        cluster.awaitReady(TRAINER, PATIENCE);
        System.out.printf(
                "%s: every step once; all devices forecast again after %.1f s, pods ready after %.1f s%n",
                what, (again - began) / 1e9, (System.nanoTime() - began) / 1e9);
    }

    private String broker() throws Exception {
        cluster.awaitReady("kafka", PATIENCE);
        String address = cluster.pod("kafka-0").at("/status/podIP").asText();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, 29_092), REACHED_MS);
        } catch (IOException e) {
            assumeTrue(false, "pods cannot be reached from here: " + e);
        }
        return address + ":29092";
    }

    private void leave(String pod) throws Exception {
        assertThat(cluster.kubectl("exec", pod, "--", "tidecast", "leave", "-c", "/etc/tidecast/tidecast.yaml"))
                .contains("leaves group tidecast-forecaster when it stops");
    }

    @Test
    void shouldForecastEveryStepOnceWhateverHappensToThePods(@TempDir Path folder) throws Exception {
        cluster = Cluster.answering("tidecast-dev");
        cluster.kubectl("apply", "-f", OVERLAY + "/namespace.yaml");
        // Before the broker is there: they wait for it.
        cluster.apply(OVERLAY, folder);
        Await.until("a reason", PATIENCE, () -> cluster.kubectl("get", "pods").contains(FORECASTER + "-0"));
        cluster.kubectl("apply", "-f", "src/test/k8s/cluster/broker.yaml");
        fleet = new Fleet(broker());
        cluster.kubectl("create", "-f", "k8s/topics.yaml");
        Await.until("topics", PATIENCE, () -> cluster.kubectl("get", "jobs").contains("1/1"));
        try {
            // More than a chunk of history, so that there is a model.
            fleet.send(200, "none");
            during("start", () -> {});

            during(
                    "forced deletion",
                    () -> cluster.kubectl("delete", "pod", FORECASTER + "-0", "--grace-period=0", "--force"));
            Optional<ProcessHandle> process = cluster.process(FORECASTER + "-0");
            if (process.isPresent()) {
                during("kill -9", () -> process.get().destroyForcibly());
            } else {
                System.out.println("kill -9: left out, since the pod is on another machine");
            }
            during("rollout", () -> cluster.kubectl("rollout", "restart", "statefulset", FORECASTER));
            during("1 to 3 pods", () -> cluster.kubectl("scale", "statefulset", FORECASTER, "--replicas=3"));
            during("applied again", () -> cluster.apply(OVERLAY, folder));
            assertThat(cluster.kubectl("get", "statefulset", FORECASTER, "--output=jsonpath={.spec.replicas}"))
                    .as("what `kubectl scale` said, after the overlay was applied again")
                    .isEqualTo("3");
            during("3 to 1 pods", () -> {
                leave(FORECASTER + "-2");
                leave(FORECASTER + "-1");
                cluster.kubectl("scale", "statefulset", FORECASTER, "--replicas=1");
            });
            cluster.delete(OVERLAY, folder);
            assertThat(cluster.kubectl("get", "pvc")).contains("state-" + FORECASTER + "-0");
        } finally {
            System.out.println(cluster.kubectl("get", "pods"));
        }
    }
}
