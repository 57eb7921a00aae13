package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.faults.Await;
import io.tidecast.security.Certificates;
import io.tidecast.security.KafkaUsers;
import io.tidecast.security.SecuredBroker;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.TextInputCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedCredentialsTest {
    private static final String MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MountedCredentials credentials = new MountedCredentials();
    private final NameCallback name = new NameCallback("user");
    private final PasswordCallback password = new PasswordCallback("password", false);

    private void configure(Map<String, ?> options) {
        credentials.configure(
                Map.of(),
                "SCRAM-SHA-512",
                List.of(new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options)));
    }

    private static void write(Path folder, String user, String password) throws Exception {
        Files.writeString(folder.resolve("username"), user);
        Files.writeString(folder.resolve("password"), password);
    }

    private static Map<String, String> files(Path folder) {
        return Map.of(
                "username-file", folder.resolve("username").toString(),
                "password-file", folder.resolve("password").toString());
    }

    @Test
    void shouldReadBothAnewWheneverItIsAsked(@TempDir Path folder) throws Exception {
        configure(files(folder));
        write(folder, "first", "secret");
        credentials.handle(new Callback[] {name, password});
        assertThat(name.getName()).isEqualTo("first");
        assertThat(password.getPassword()).containsExactly("secret".toCharArray());
        write(folder, "second\n", "other\n");
        credentials.handle(new Callback[] {name, password});
        assertThat(name.getName()).isEqualTo("second");
        assertThat(password.getPassword()).containsExactly("other".toCharArray());
    }

    @Test
    void shouldTakeTheNameFromTheSettingWhereItStandsThere(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "secret");
        configure(Map.of("username", "tidecast", "password-file", file.toString()));
        credentials.handle(new Callback[] {name});
        assertThat(name.getName()).isEqualTo("tidecast");
    }

    @Test
    void shouldNameTheFileThatIsMissingAndTheQuestionItCannotAnswer(@TempDir Path folder) {
        configure(files(folder));
        assertThatThrownBy(() -> credentials.handle(new Callback[] {password}))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(folder.resolve("password").toString());
        assertThatThrownBy(() -> credentials.handle(new Callback[] {new TextInputCallback("otp")}))
                .isInstanceOf(UnsupportedCallbackException.class);
    }

    @Test
    void shouldRefuseSettingsThatNameNoFile() {
        assertThatThrownBy(() -> configure(Map.of("username", "tidecast", "password", "secret")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("password-file")
                .hasMessageNotContaining("secret");
    }

    /**
     * A client that goes on while its user is replaced by another; one with the first user in its settings is refused.
     */
    @Test
    @Tag("broker")
    void shouldSignOnAsAnotherUserWithoutANewClient(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.make(folder, "ip:127.0.0.1");
        try (SecuredBroker broker = SecuredBroker.start(folder.resolve("broker"), certificates);
                Admin open = broker.admin()) {
            KafkaUsers.create(open, "first", "secret", List.of());
            write(folder, "first", "secret");
            Map<String, Object> mounted = client(broker, folder);
            Map<String, Object> fixed = new HashMap<>(mounted);
            fixed.remove("sasl.client.callback.handler.class");
            fixed.put("sasl.jaas.config", MODULE + " required username=\"first\" password=\"secret\";");
            try (Admin rotated = Admin.create(mounted);
                    Admin left = Admin.create(fixed)) {
                assertThat(rotated.describeCluster().nodes().get()).isNotEmpty();
                assertThat(left.describeCluster().nodes().get()).isNotEmpty();
                KafkaUsers.create(open, "second", "other", List.of());
                write(folder, "second", "other");
                open.alterUserScramCredentials(
                                List.of(new UserScramCredentialDeletion("first", ScramMechanism.SCRAM_SHA_512)))
                        .all()
                        .get();
                // Until its connection is closed it may stay.
                Await.until("the refusal of the user that is gone", PATIENCE, () -> isRefused(left));
                assertThat(rotated.describeCluster().nodes().get()).isNotEmpty();
            }
        }
    }

    /** Whose connections end soon. */
    private static Map<String, Object> client(SecuredBroker broker, Path folder) {
        return Map.of(
                "bootstrap.servers",
                broker.address(),
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                folder.resolve("ca.crt").toString(),
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.client.callback.handler.class",
                MountedCredentials.class.getName(),
                "sasl.jaas.config",
                "%s required username-file=\"%s\" password-file=\"%s\";"
                        .formatted(MODULE, folder.resolve("username"), folder.resolve("password")),
                "connections.max.idle.ms",
                500);
    }

    private static boolean isRefused(Admin admin) throws InterruptedException {
        Await.pass(Duration.ofMillis(700));
        try {
            admin.describeCluster().nodes().get();
            return false;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(SaslAuthenticationException.class);
            return true;
        }
    }
}
