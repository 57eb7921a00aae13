package io.tidecast.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidecast.faults.Await;
import io.tidecast.security.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker in the namespace of a test, which is reached at a port of the node too.
 *
 * @param port of the node; one that no other namespace's broker has
 */
record ClusterBroker(Cluster cluster, int port) {
    private static final String OPEN = "src/test/k8s/cluster";
    private static final String GUARDED = "src/test/k8s/guarded-cluster";
    private static final String PORT = "30092";
    private static final int REACHED_MS = 3_000;
    private static final int ANSWER_MS = 1_000;
    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** Starts it, and skips the test that asks where its port cannot be reached. */
    ClusterBroker start(Path folder) throws IOException {
        return start(OPEN, folder);
    }

    /** Starts one that has {@code kafka:9093} with TLS, SCRAM and ACLs beside its open ports. */
    ClusterBroker start(Path folder, Certificates certificates) throws IOException {
        cluster.secret("kafka-tls", "--from-file=broker.p12=" + certificates.keyStore());
        return start(GUARDED, folder);
    }

    private ClusterBroker start(String manifests, Path folder) throws IOException {
        String yaml = cluster.kubectl("kustomize", manifests).replace(PORT, String.valueOf(port));
        cluster.kubectl(
                "apply",
                "-f",
                Files.writeString(folder.resolve("broker.yaml"), yaml).toString());
        cluster.awaitReady("kafka");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node(), port), REACHED_MS);
        } catch (IOException e) {
            assumeTrue(false, "the node's port " + port + " cannot be reached from here: " + e);
        }
        return this;
    }

    /** Makes the topics by the job of {@code k8s/}. */
    ClusterBroker topics() {
        cluster.kubectl("create", "-f", "k8s/topics.yaml");
        cluster.kubectl("wait", "jobs", "--all", "--for=condition=Complete", "--timeout=300s");
        return this;
    }

    /** For the test. */
    String address() throws IOException {
        return node() + ":" + port;
    }

    Admin admin() throws IOException {
        return Admin.create(Map.of("bootstrap.servers", address()));
    }

    private String node() throws IOException {
        return cluster.get("pod", "kafka-0").at("/status/hostIP").asText();
    }

    /** Takes its pod away; returns when it is gone. */
    void leave() {
        cluster.kubectl("scale", "statefulset", "kafka", "--replicas=0");
        cluster.kubectl("wait", "pod/kafka-0", "--for=delete", "--timeout=120s");
    }

    /** Gives it a pod again, on the volume of the one before; returns when it is ready. */
    void comeBack() throws IOException {
        cluster.kubectl("scale", "statefulset", "kafka", "--replicas=1");
        cluster.awaitReady("kafka");
    }

    /**
     * Returns as soon as it answers: a client of its own asks each time, since one that was connecting when the broker
     * was killed has been seen to have no answer for minutes.
     */
    void awaitAnswer() throws IOException {
        Map<String, Object> impatient = Map.of(
                "bootstrap.servers", address(), "request.timeout.ms", ANSWER_MS, "default.api.timeout.ms", ANSWER_MS);
        Await.until("an answer of the broker", Cluster.PATIENCE, () -> {
            Await.pass(BETWEEN);
            try (Admin admin = Admin.create(impatient)) {
                return !admin.describeCluster().nodes().get().isEmpty();
            } catch (ExecutionException e) {
                return false;
            }
        });
    }
}
