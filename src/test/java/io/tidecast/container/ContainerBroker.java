package io.tidecast.container;

import io.tidecast.faults.Await;
import io.tidecast.security.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/**
 * A broker in a container, one KRaft node with everything: at an address of the containers' network that a manifest
 * names, and for the test on a port of the host, both of which it keeps when it is killed and started again.
 */
final class ContainerBroker extends GenericContainer<ContainerBroker> {
    private static final int OUTSIDE = 29092;

    private final int hostPort;

    /**
     * @param address as in {@code bootstrap.servers}: {@code kafka:9092}
     * @param protocol of the clients at that address; the host's port is always without any
     */
    ContainerBroker(Network network, String address, String protocol) throws IOException {
        super(Engine.KAFKA);
        String name = address.substring(0, address.indexOf(':'));
        String port = address.substring(name.length() + 1);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            hostPort = free.getLocalPort();
        }
        withNetwork(network);
        withNetworkAliases(name);
        setPortBindings(List.of(hostPort + ":" + OUTSIDE));
        Map<String, String> node = new HashMap<>(Map.of(
                "NODE_ID", "1",
                "PROCESS_ROLES", "broker,controller",
                "CONTROLLER_QUORUM_VOTERS", "1@localhost:9099",
                "CONTROLLER_LISTENER_NAMES", "CONTROLLER",
                "LISTENERS", "INSIDE://:" + port + ",HOST://:" + OUTSIDE + ",ITSELF://:9098,CONTROLLER://:9099",
                "ADVERTISED_LISTENERS", "INSIDE://" + address + ",HOST://" + hostAddress() + ",ITSELF://localhost:9098",
                "LISTENER_SECURITY_PROTOCOL_MAP",
                        "INSIDE:" + protocol + ",HOST:PLAINTEXT,ITSELF:PLAINTEXT,CONTROLLER:PLAINTEXT",
                // The host's address need not lead back into the container: it may be a loopback.
                "INTER_BROKER_LISTENER_NAME", "ITSELF",
                "AUTO_CREATE_TOPICS_ENABLE", "false"));
        node.putAll(Map.of(
                "OFFSETS_TOPIC_REPLICATION_FACTOR", "1",
                "OFFSETS_TOPIC_NUM_PARTITIONS", "4",
                "TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1",
                "TRANSACTION_STATE_LOG_MIN_ISR", "1",
                "TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4",
                "SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1",
                "SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1",
                "GROUP_INITIAL_REBALANCE_DELAY_MS", "0"));
        node.forEach((key, value) -> withEnv("KAFKA_" + key, value));
        // Not every build of the image starts on a log folder that it formatted at its first start.
        withCommand("bash", "-c", "exec bash <(sed 's/ setup .*/& || true/' /etc/kafka/docker/run)");
        waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1).withStartupTimeout(Engine.PATIENCE));
    }

    /**
     * Lets in at that address whom it knows by SCRAM-SHA-512, for what ACLs allow; who comes from the host may do
     * everything.
     */
    ContainerBroker guarded(Certificates certificates) {
        String keyStore = "/tmp/broker.p12";
        withCopyFileToContainer(MountableFile.forHostPath(certificates.keyStore(), 0644), keyStore);
        withEnv("KAFKA_AUTHORIZER_CLASS_NAME", StandardAuthorizer.class.getName());
        withEnv("KAFKA_SUPER_USERS", "User:ANONYMOUS");
        // Three underscores are a hyphen, one is a dot.
        Map.of(
                        "SASL_ENABLED_MECHANISMS",
                        "SCRAM-SHA-512",
                        "SCRAM___SHA___512_SASL_JAAS_CONFIG",
                        ScramLoginModule.class.getName() + " required;",
                        "SSL_KEYSTORE_TYPE",
                        "PKCS12",
                        "SSL_KEYSTORE_LOCATION",
                        keyStore,
                        "SSL_KEYSTORE_PASSWORD",
                        Certificates.PASSWORD,
                        "SSL_KEY_PASSWORD",
                        Certificates.PASSWORD)
                .forEach((key, value) -> withEnv("KAFKA_LISTENER_NAME_INSIDE_" + key, value));
        return this;
    }

    /** For clients on the host. */
    String hostAddress() {
        return DockerClientFactory.instance().dockerHostIpAddress() + ":" + hostPort;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", hostAddress()));
    }

    /** As a machine that loses its power. */
    void kill() {
        getDockerClient().killContainerCmd(getContainerId()).withSignal("KILL").exec();
    }

    /** Returns once it answers. */
    void startAgain() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
        try (Admin admin = admin()) {
            Await.until("an answer of the broker", Duration.ofMinutes(2), () -> {
                try {
                    return !admin.describeCluster()
                            .nodes()
                            .get(5, TimeUnit.SECONDS)
                            .isEmpty();
                } catch (ExecutionException | TimeoutException e) {
                    return false;
                }
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    getLogs()
                            .lines()
                            .skip(Math.max(0, getLogs().lines().count() - 30))
                            .collect(Collectors.joining("\n")),
                    e);
        }
    }
}
