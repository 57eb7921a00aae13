package io.tidecast.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A broker in the namespace of a test, which is reached at a port of the node too.
 *
 * @param port of the node; one that no other namespace's broker has
 */
record ClusterBroker(Cluster cluster, int port) {
    private static final Path MANIFEST = Path.of("src/test/k8s/cluster/broker.yaml");
    private static final String PORT = "30092";
    private static final int REACHED_MS = 3_000;

    /** Starts it, and skips the test that asks where its port cannot be reached. */
    ClusterBroker start(Path folder) throws IOException {
        String yaml = Files.readString(MANIFEST).replace(PORT, String.valueOf(port));
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

    /** For the test. */
    String address() throws IOException {
        return node() + ":" + port;
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
}
