package io.tidecast.container;

import io.tidecast.cli.Manifests;
import io.tidecast.security.Certificates;
import io.tidecast.security.KafkaUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;

/**
 * What production finds in a cluster: its namespace, a broker that asks for TLS, SCRAM and rights, topics, a user that
 * both roles are, and the Secret that names it.
 */
record Production(Cluster cluster, ClusterBroker broker, Certificates certificates, Path folder) {
    static final String NAMESPACE = "tidecast";

    private static final Path USERS = Path.of("src/test/resources/k8s/strimzi.yaml");

    static Production in(Cluster cluster, Path folder) throws Exception {
        cluster.kubectl("apply", "-f", "k8s/overlays/prod/namespace.yaml");
        Certificates certificates = Certificates.make(Files.createDirectories(folder.resolve("ca")), "dns:kafka");
        ClusterBroker broker =
                new ClusterBroker(cluster, 30_093).start(folder, certificates).topics();
        return new Production(cluster, broker, certificates, folder);
    }

    /** Makes a user, with the rights of both roles, and has the Secret name it. */
    void user(String name, String password) throws IOException, ExecutionException, InterruptedException {
        Manifests manifests = Manifests.of(USERS);
        List<AclBinding> rights = Stream.of("tidecast-forecaster", "tidecast-trainer")
                .flatMap(role -> KafkaUsers.acls(manifests, role).stream())
                .map(acl -> of(name, acl))
                .toList();
        try (Admin admin = broker.admin()) {
            KafkaUsers.create(admin, name, password, rights);
        }
        Path authority = Files.writeString(folder.resolve("ca.crt"), certificates.authority());
        cluster.secret(
                "tidecast",
                "--from-literal=username=" + name,
                "--from-literal=password=" + password,
                "--from-file=" + authority);
    }

    /** Takes a user out at the broker. */
    void remove(String name) throws IOException, ExecutionException, InterruptedException {
        try (Admin admin = broker.admin()) {
            admin.alterUserScramCredentials(
                            List.of(new UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512)))
                    .all()
                    .get();
        }
    }

    private static AclBinding of(String name, AclBinding acl) {
        return new AclBinding(
                acl.pattern(),
                new AccessControlEntry(
                        "User:" + name,
                        acl.entry().host(),
                        acl.entry().operation(),
                        acl.entry().permissionType()));
    }
}
