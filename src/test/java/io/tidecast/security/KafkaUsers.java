package io.tidecast.security;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.cli.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The KafkaUsers of rendered manifests, made at a broker as Strimzi's user operator would. */
public final class KafkaUsers {
    private KafkaUsers() {}

    /** What the manifest of a user allows, an entry for each operation. */
    public static List<AclBinding> acls(Manifests manifests, String user) {
        List<AclBinding> acls = new ArrayList<>();
        for (JsonNode acl : manifests.named("KafkaUser", user).at("/spec/authorization/acls")) {
            JsonNode resource = acl.path("resource");
            ResourcePattern pattern = new ResourcePattern(
                    ResourceType.fromString(constant(resource.path("type"))),
                    resource.path("name").asText(),
                    resource.path("patternType").asText().equals("prefix")
                            ? PatternType.PREFIXED
                            : PatternType.LITERAL);
            for (JsonNode operation : acl.path("operations")) {
                acls.add(new AclBinding(
                        pattern,
                        new AccessControlEntry(
                                "User:" + user,
                                acl.path("host").asText("*"),
                                AclOperation.fromString(constant(operation)),
                                AclPermissionType.ALLOW)));
            }
        }
        return acls;
    }

    /** {@code transactionalId} is Kafka's {@code TRANSACTIONAL_ID}. */
    private static String constant(JsonNode name) {
        return name.asText().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    /** Makes a user with a password and exactly the rights of its manifest. */
    public static void create(Admin admin, Manifests manifests, String user, String password)
            throws ExecutionException, InterruptedException {
        create(admin, user, password, acls(manifests, user));
    }

    /** Makes a user with a password and these rights. */
    public static void create(Admin admin, String user, String password, List<AclBinding> rights)
            throws ExecutionException, InterruptedException {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                .all()
                .get();
        admin.createAcls(rights).all().get();
    }
}
