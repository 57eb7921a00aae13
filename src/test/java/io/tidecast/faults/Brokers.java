package io.tidecast.faults;

import io.tidecast.demo.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** One broker, or a cluster of several, each in a child JVM with data that outlives it. */
public final class Brokers implements AutoCloseable {
    private final Path folder;
    private final String bootstrap;
    private final Size size;
    private final List<ChildJvm> brokers = new ArrayList<>();

    /**
     * What a broker is given.
     *
     * @param megabytes largest heap
     * @param options of its JVM
     * @param properties of its own, over what {@link EmbeddedBroker} sets
     */
    public record Size(int megabytes, List<String> options, Map<String, String> properties) {
        static final Size SMALL = new Size(192, ChildJvm.SMALL, Map.of());
    }

    private Brokers(Path folder, String bootstrap, Size size) {
        this.folder = folder;
        this.size = size;
        this.bootstrap = bootstrap;
    }

    /** Starts so many brokers and returns when all of them answer. */
    static Brokers start(Path folder, int count) {
        return start(folder, count, Size.SMALL);
    }

    /** The same, of a size. */
    public static Brokers start(Path folder, int count, Size size) {
        List<Integer> ports = freePorts(2 * count);
        String voters = IntStream.range(0, count)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + ports.get(count + i))
                .collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        Brokers all = new Brokers(
                folder,
                ports.subList(0, count).stream()
                        .map(port -> "127.0.0.1:" + port)
                        .collect(Collectors.joining(",")),
                size);
        for (int i = 0; i < count; i++) {
            Properties node = new Properties();
            node.putAll(Map.of(
                    "node.id", String.valueOf(i + 1),
                    "cluster.id", clusterId,
                    "port", ports.get(i).toString(),
                    "controller.port", ports.get(count + i).toString(),
                    "voters", voters,
                    "replicas", String.valueOf(count)));
            size.properties().forEach((key, value) -> node.put(EmbeddedBroker.PASSED_ON + key, value));
            all.write(i, node);
            all.brokers.add(all.launched(i));
        }
        all.awaitAll();
        return all;
    }

    /** Ports that nobody listens on, all held at once so that they differ. */
    private static List<Integer> freePorts(int count) {
        if (count == 0) {
            return List.of();
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Integer> ports = new ArrayList<>(List.of(socket.getLocalPort()));
            ports.addAll(freePorts(count - 1));
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(int i, Properties node) {
        try {
            Path of = Files.createDirectories(folderOf(i));
            try (Writer out = Files.newBufferedWriter(of.resolve(EmbeddedBroker.NODE_FILE))) {
                node.store(out, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folderOf(int i) {
        return folder.resolve("broker-" + i);
    }

    private ChildJvm launched(int i) {
        return ChildJvm.start(
                folder,
                "broker-" + i,
                size.megabytes(),
                size.options(),
                BrokerMain.class,
                List.of(folderOf(i).toString()));
    }

    public String bootstrap() {
        return bootstrap;
    }

    int count() {
        return brokers.size();
    }

    ChildJvm broker(int i) {
        return brokers.get(i);
    }

    /** Starts a broker that was killed, on its data and port. */
    void restart(int i) {
        brokers.set(i, launched(i));
    }

    /** Waits until every broker takes part. */
    void awaitAll() {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap);
        Await.until("brokers " + bootstrap + " answering", () -> {
            for (int i = 0; i < brokers.size(); i++) {
                if (!brokers.get(i).isRunning()) {
                    throw new AssertionError(
                            "broker " + i + " has ended:\n" + brokers.get(i).log());
                }
            }
            try (Admin admin = Admin.create(config)) {
                return admin.describeCluster().nodes().get().size() == brokers.size();
            } catch (ExecutionException e) {
                return false;
            }
        });
    }

    @Override
    public void close() {
        brokers.forEach(ChildJvm::close);
    }
}
