package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tidecast.config.Values;
import io.tidecast.record.Reason;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSchemaRegistryTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private RegistryFixture server;

    @BeforeEach
    void start() throws IOException {
        server = new RegistryFixture();
        server.answer("/schemas/ids/7", "{\"schema\":\"\\\"int\\\"\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldAskForAnIdOnce() {
        SchemaRegistry registry = server.client(LONG);
        assertThat(registry.byId(7)).isEqualTo(new RegisteredSchema("AVRO", "\"int\"", List.of()));
        assertThat(registry.byId(7))
                .isSameAs(registry.within(Duration.ofSeconds(1)).byId(7));
        assertThat(server.asked).containsExactly("/schemas/ids/7");
    }

    @Test
    void shouldRefuseARecordOfAnIdThatIsUnknownWithoutAskingAgainAtOnce() {
        SchemaRegistry registry = server.client(LONG);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> registry.byId(99))
                    .isInstanceOfSatisfying(UnreadableRecordException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.UNREADABLE))
                    .hasMessage("schema id must be one that the registry has (readings.registry.url), was 99");
        }
        assertThat(server.asked).containsExactly("/schemas/ids/99");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 401, 403, 200, 404})
    void shouldWaitWhileItDoesNotAnswerAsARegistry(int status) {
        server.fail(2, status);
        assertThat(server.client(LONG).byId(7).text()).isEqualTo("\"int\"");
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void shouldGiveUpWithoutJudgingTheRecordWhenPatienceEnds() {
        server.fail(1_000, 503);
        SchemaRegistry registry = server.client(Duration.ofMillis(300));
        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("must answer (readings.registry.*), answered 503");
        server.close();
        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("ConnectException");
    }

    @Test
    void shouldReadWhatASchemaRefersTo() {
        server.answer(
                "/schemas/ids/8",
                "{\"schemaType\":\"PROTOBUF\",\"schema\":\"a\",\"references\":[{\"name\":\"b.proto\",\"subject\":\"b c\",\"version\":2}]}");
        server.answer(
                "/subjects/b%20c/versions/2",
                "{\"schema\":\"b\",\"references\":[{\"name\":\"d.proto\",\"subject\":\"d\",\"version\":1}]}");
        server.answer("/subjects/d/versions/1", "{\"schema\":\"d\"}");
        RegisteredSchema schema = server.client(LONG).byId(8);
        assertThat(schema.type()).isEqualTo("PROTOBUF");
        assertThat(schema.imports()).containsExactly(Map.entry("d.proto", "d"), Map.entry("b.proto", "b"));
    }

    @Test
    void shouldRefuseASchemaThatRefersToItself() {
        String self = "{\"schema\":\"a\",\"references\":[{\"name\":\"a\",\"subject\":\"a\",\"version\":1}]}";
        server.answer("/schemas/ids/8", self);
        server.answer("/subjects/a/versions/1", self);
        assertThatThrownBy(() -> server.client(LONG).byId(8))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("schema must refer to others at most 20 deep");
    }

    private static Values values(URI url) {
        return Values.DEFAULTS.with(RegistrySettings.URL, url);
    }

    private RegisteredSchema ask(Values values) {
        return new HttpSchemaRegistry(RegistrySettings.from(values).orElseThrow()).byId(7);
    }

    @Test
    void shouldBringLoginOrToken() throws IOException {
        Path login = Files.writeString(folder.resolve("login"), "user:pass word\n");
        Path token = Files.writeString(folder.resolve("token"), "secret\n");
        ask(values(server.url("http")));
        ask(values(server.url("http")).with(RegistrySettings.LOGIN_FILE, login));
        ask(values(server.url("http")).with(RegistrySettings.TOKEN_FILE, token));
        assertThat(server.authorizations).containsExactly("null", "Basic dXNlcjpwYXNzIHdvcmQ=", "Bearer secret");
        Values both = values(server.url("http"))
                .with(RegistrySettings.LOGIN_FILE, login)
                .with(RegistrySettings.TOKEN_FILE, token);
        assertThatThrownBy(() -> RegistrySettings.from(both))
                .hasMessageStartingWith(
                        "readings.registry.token-file must not be set beside readings.registry.login-file");
        Values wrong = values(server.url("http")).with(RegistrySettings.LOGIN_FILE, token);
        assertThatThrownBy(() -> RegistrySettings.from(wrong))
                .hasMessageStartingWith("readings.registry.login-file must hold USER:PASSWORD")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldNotTellWhatIsSecret() {
        RegistrySettings settings =
                new RegistrySettings(server.url("http"), Optional.of("Bearer secret"), Optional.empty(), LONG);
        assertThat(settings.toString()).contains("127.0.0.1").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry:8081", "ftp://registry", "http://user:pw@registry", "http:///x"})
    void shouldRefuseWhatIsNoUrlOfARegistry(String text) {
        assertThatThrownBy(() -> RegistrySettings.URL.parse(text, ""))
                .hasMessageStartingWith("readings.registry.url must be a URL such as https://registry:8081");
    }

    @Test
    void shouldTrustTheCertificatesOfTheFileAndNoOthers() throws Exception {
        Path store = folder.resolve("store.p12");
        keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=x", "-ext", "SAN=IP:127.0.0.1", store);
        Path ca = folder.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-alias", "a", "-file", ca.toString(), store);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context(store)));
        try (RegistryFixture secure = new RegistryFixture(https)) {
            secure.answer("/schemas/ids/7", "{\"schema\":\"x\"}");
            Values trusting = values(secure.url("https")).with(RegistrySettings.CA_FILE, ca);
            assertThat(ask(trusting).text()).isEqualTo("x");
            Values others = values(secure.url("https")).with(RegistrySettings.PATIENCE, Duration.ofMillis(1));
            assertThatThrownBy(() -> ask(others))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("SSLHandshakeException");
        }
    }

    private static SSLContext context(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The last argument is the key store. */
    private static void keytool(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (int i = 0; i < arguments.length - 1; i++) {
            command.add(arguments[i].toString());
        }
        command.addAll(List.of(
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                arguments[arguments.length - 1].toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }
}
