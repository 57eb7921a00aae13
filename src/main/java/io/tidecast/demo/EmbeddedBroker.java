package io.tidecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * Embedded Kafka broker, a real one in this process: one KRaft node, broker and controller in one, on free ports of
 * 127.0.0.1. Topics are not created by using them.
 *
 * <p>Cluster id and ports are kept in {@code node.properties} in the data folder, so that a broker started on the same
 * folder, by this process or a later one, is the same broker to its clients. Several brokers form a cluster where that
 * file was there before their first start, and beside {@code cluster.id}, {@code port} and {@code controller.port}
 * gives each its {@code node.id}, all the {@code voters} and the number of {@code replicas}. What stands there under
 * {@code broker.} goes to the broker as it is, over what this class sets. Kafka's server classes are no supported API:
 * they are used here only.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** Name of the file in the data folder that makes a broker the same one at its next start. */
    public static final String NODE_FILE = "node.properties";

    /** What properties of that file begin with which are the broker's own. */
    public static final String PASSED_ON = "broker.";

    private static final int START_ATTEMPTS = 3;

    private final Path folder;
    private final Optional<TemporaryFolder> temporary;
    private Properties node;
    private KafkaRaftServer server;

    private EmbeddedBroker(Path folder, Optional<TemporaryFolder> temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /** Starts a broker whose data folder is temporary: {@link #close()} removes it. */
    public static EmbeddedBroker start() throws IOException {
        TemporaryFolder temporary = TemporaryFolder.create("tidecast-broker-");
        return started(new EmbeddedBroker(temporary.path(), Optional.of(temporary)));
    }

    /** Starts a broker on a folder that outlives it; made if absent, and taken up again if it holds a broker's data. */
    public static EmbeddedBroker start(Path folder) throws IOException {
        return started(new EmbeddedBroker(Files.createDirectories(folder), Optional.empty()));
    }

    private static EmbeddedBroker started(EmbeddedBroker broker) {
        try {
            broker.restart();
            return broker;
        } catch (RuntimeException | Error e) {
            broker.close();
            throw e;
        }
    }

    /** The {@code bootstrap.servers} of its clients; the same after {@link #restart()}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + node.getProperty("port");
    }

    /** Where its data is. */
    public Path folder() {
        return folder;
    }

    /** Stops the broker if it runs, and starts it on the same data and ports. */
    public void restart() {
        stop();
        for (int attempt = 1; server == null; attempt++) {
            boolean fresh = !Files.exists(folder.resolve(NODE_FILE));
            KafkaRaftServer next = null;
            try {
                node = fresh ? newNode() : loadNode();
                KafkaConfig config = new KafkaConfig(properties(), false);
                format(config);
                next = new KafkaRaftServer(config, Time.SYSTEM);
                next.startup();
                if (fresh) {
                    saveNode();
                }
                server = next;
            } catch (Exception e) {
                stop(next);
                // A free port may be taken by somebody else before the broker has it.
                if (!fresh || attempt == START_ATTEMPTS) {
                    throw new IllegalStateException("the broker on " + folder + " did not start: " + rootCause(e), e);
                }
                TemporaryFolder.delete(dataFolder());
            }
        }
    }

    /** Stops the broker and keeps its data; {@link #restart()} brings it back. */
    public void stop() {
        stop(server);
        server = null;
    }

    @Override
    public void close() {
        stop();
        temporary.ifPresent(TemporaryFolder::close);
    }

    private static void stop(KafkaRaftServer server) {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    private static String rootCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof KafkaException)) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    private Path dataFolder() {
        return folder.resolve("data");
    }

    private Properties properties() {
        Properties p = new Properties();
        String controller = "127.0.0.1:" + node.getProperty("controller.port");
        p.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                node.getProperty("node.id", "1"),
                "listeners",
                "PLAINTEXT://" + bootstrapServers() + ",CONTROLLER://" + controller,
                "advertised.listeners",
                "PLAINTEXT://" + bootstrapServers(),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "PLAINTEXT",
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                node.getProperty("voters", "1@" + controller),
                "log.dirs",
                dataFolder().toString(),
                "auto.create.topics.enable",
                "false"));
        String replicas = node.getProperty("replicas", "1");
        String inSync = String.valueOf(Integer.parseInt(replicas) / 2 + 1);
        p.put("default.replication.factor", replicas);
        p.put("min.insync.replicas", inSync);
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            p.put(topic + ".replication.factor", replicas);
            p.put(topic + ".num.partitions", "1"); // Each is a log that a demo waits for.
        }
        p.put("transaction.state.log.min.isr", inSync);
        p.put("share.coordinator.state.topic.min.isr", inSync);
        // Groups that form at once, and notice a lost member within seconds.
        p.putAll(Map.of(
                "group.initial.rebalance.delay.ms", "0",
                "group.streams.initial.rebalance.delay.ms", "0",
                "group.streams.min.heartbeat.interval.ms", "100",
                "group.streams.heartbeat.interval.ms", "300",
                "group.streams.min.session.timeout.ms", "1000",
                "group.streams.session.timeout.ms", "6000"));
        // Small.
        p.put("log.cleaner.dedupe.buffer.size", "2097152");
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        node.stringPropertyNames().stream()
                .filter(key -> key.startsWith(PASSED_ON))
                .forEach(key -> p.put(key.substring(PASSED_ON.length()), node.getProperty(key)));
        return p;
    }

    private void format(KafkaConfig config) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setNodeId(config.nodeId())
                .setClusterId(node.getProperty("cluster.id"))
                .setIgnoreFormatted(true)
                .setControllerListenerName("CONTROLLER")
                .setHasDynamicQuorum(false)
                .setMetadataLogDirectory(dataFolder().toString())
                .setDirectories(List.of(dataFolder().toString()))
                .run();
    }

    private static Properties newNode() throws IOException {
        Properties p = new Properties();
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket broker = new ServerSocket(0, 1, here);
                ServerSocket controller = new ServerSocket(0, 1, here)) {
            p.put("port", String.valueOf(broker.getLocalPort()));
            p.put("controller.port", String.valueOf(controller.getLocalPort()));
        }
        p.put("cluster.id", Uuid.randomUuid().toString());
        return p;
    }

    private Properties loadNode() throws IOException {
        Properties p = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve(NODE_FILE))) {
            p.load(in);
        }
        return p;
    }

    private void saveNode() throws IOException {
        try (Writer out = Files.newBufferedWriter(folder.resolve(NODE_FILE))) {
            node.store(out, null);
        }
    }
}
