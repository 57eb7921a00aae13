package io.tidecast.security;

import io.tidecast.demo.EmbeddedBroker;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * A real broker with two doors: one over TLS with SCRAM-SHA-512, where a user may do what ACLs allow and nothing else,
 * and one without any for the test, which is a super-user there.
 *
 * @param address of the guarded door
 */
public record SecuredBroker(EmbeddedBroker broker, String address) implements AutoCloseable {
    /**
     * Starts one.
     *
     * @param certificates must hold for {@code 127.0.0.1}
     */
    public static SecuredBroker start(Path folder, Certificates certificates) throws IOException {
        Properties node = new Properties();
        InetAddress here = InetAddress.getLoopbackAddress();
        int secured;
        try (ServerSocket open = new ServerSocket(0, 1, here);
                ServerSocket controller = new ServerSocket(0, 1, here);
                ServerSocket guarded = new ServerSocket(0, 1, here)) {
            node.put("port", String.valueOf(open.getLocalPort()));
            node.put("controller.port", String.valueOf(controller.getLocalPort()));
            secured = guarded.getLocalPort();
        }
        node.put("cluster.id", Uuid.randomUuid().toString());
        String address = "127.0.0.1:" + secured;
        String listeners = "PLAINTEXT://127.0.0.1:" + node.get("port") + ",SECURED://" + address;
        broker(listeners, certificates.keyStore().toString())
                .forEach((key, value) -> node.put(EmbeddedBroker.PASSED_ON + key, value));
        node.put(
                EmbeddedBroker.PASSED_ON + "listeners",
                listeners + ",CONTROLLER://127.0.0.1:" + node.get("controller.port"));
        node.put(EmbeddedBroker.PASSED_ON + "authorizer.class.name", RecordingAuthorizer.class.getName());
        try (Writer out =
                Files.newBufferedWriter(Files.createDirectories(folder).resolve(EmbeddedBroker.NODE_FILE))) {
            node.store(out, null);
        }
        return new SecuredBroker(EmbeddedBroker.start(folder), address);
    }

    /** The settings of a broker's guarded door, whose listener's name is SECURED, beside an open one. */
    private static Map<String, String> broker(String advertised, String keyStore) {
        String door = "listener.name.secured.";
        return Map.of(
                "advertised.listeners",
                advertised,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL",
                "super.users",
                "User:ANONYMOUS",
                door + "sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                door + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                door + "ssl.keystore.type",
                "PKCS12",
                door + "ssl.keystore.location",
                keyStore,
                door + "ssl.keystore.password",
                Certificates.PASSWORD,
                door + "ssl.key.password",
                Certificates.PASSWORD);
    }

    /** At the open door. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @Override
    public void close() {
        broker.close();
    }
}
