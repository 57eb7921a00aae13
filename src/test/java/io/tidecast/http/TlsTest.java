package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.SettingException;
import io.tidecast.config.Values;
import io.tidecast.faults.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private WebServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Path chain(String name) {
        return folder.resolve(name + ".crt");
    }

    private Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** A self-signed certificate and its key, as PEM files. */
    private void make(String name, String algorithm) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        algorithm,
                        "-alias",
                        "server",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, PASSWORD);
        }
        pem(chain(name), "CERTIFICATE", made.getCertificate("server").getEncoded());
        pem(key(name), "PRIVATE KEY", made.getKey("server", PASSWORD).getEncoded());
    }

    private static void pem(Path file, String type, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void start(Tls tls) {
        HttpSettings settings = new HttpSettings(
                "127.0.0.1", 0, Optional.empty(), false, HttpSettings.Readers.OWN, Writers.NONE, Optional.of(tls), 16);
        server = WebServer.start(
                settings,
                List.of(new MetricsEndpoint(type -> "up 1\n"), new Probe(Health.LIVE, List::of)),
                Admission.Limits.of(16),
                Optional.of(new TlsConnections(tls, Duration.ofMillis(20))));
    }

    /** Takes any certificate, and remembers whose it was. */
    private static final class AnyServer implements X509TrustManager {
        private String name;

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("a client asks");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            name = chain[0].getSubjectX500Principal().getName();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private String served(AnyServer trust, String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private String name() throws Exception {
        AnyServer trust = new AnyServer();
        assertThat(served(trust)).startsWith("HTTP/1.1 200").contains("up 1");
        return trust.name;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void shouldServeByHttpsWithAKeyOfAnyKind(String algorithm) throws Exception {
        make("first", algorithm);
        start(Tls.of(chain("first"), key("first")));
        assertThat(server.address().getScheme()).isEqualTo("https");
        assertThat(name()).isEqualTo("CN=first");
    }

    @Test
    void shouldTellTheHealthOfAProcessWhoseCertificateIsTheOneOfItsFiles() throws Exception {
        make("first", "EC");
        make("second", "EC");
        start(Tls.of(chain("first"), key("first")));
        assertThat(HealthClient.ask(there(Tls.of(chain("first"), key("first"))), false)
                        .up())
                .isTrue();
        HttpSettings other = there(Tls.of(chain("second"), key("second")));
        assertThatThrownBy(() -> HealthClient.ask(other, false))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("must be that of http.tls.cert-file, was CN=first");
    }

    private HttpSettings there(Tls tls) {
        int port = server.address().getPort();
        return new HttpSettings(
                "127.0.0.1",
                port,
                Optional.empty(),
                false,
                HttpSettings.Readers.OWN,
                Writers.NONE,
                Optional.of(tls),
                16);
    }

    @Test
    void shouldAnswerNothingInTheClear() throws Exception {
        make("first", "EC");
        start(Tls.of(chain("first"), key("first")));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .doesNotContain("HTTP", "up 1");
        }
    }

    @Test
    void shouldServeWithTheCertificateThatItsFilesHoldNow() throws Exception {
        make("first", "EC");
        make("second", "EC");
        start(Tls.of(chain("first"), key("first")));
        assertThat(name()).isEqualTo("CN=first");
        // One file comes before the other: until both are there, the ones before go on.
        Files.move(chain("second"), chain("first"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(name()).isEqualTo("CN=first");
        Files.move(key("second"), key("first"), StandardCopyOption.ATOMIC_MOVE);
        Await.until("the second", Duration.ofSeconds(30), () -> name().equals("CN=second"));
    }

    @Test
    void shouldNameSettingAndRuleWhenFilesCannotBeUsed() throws Exception {
        make("first", "EC");
        make("second", "EC");
        assertThatThrownBy(() -> Tls.of(chain("first"), key("second")))
                .hasMessage("http.tls.key-file must hold the private key of http.tls.cert-file, was " + key("second"));
        assertThatThrownBy(() -> Tls.of(key("first"), key("first")))
                .hasMessageStartingWith("http.tls.cert-file (" + key("first") + ") must hold certificates as PEM");
        assertThatThrownBy(() -> Tls.of(chain("first"), chain("first")))
                .hasMessageStartingWith("http.tls.key-file (" + chain("first") + ") must hold one BEGIN PRIVATE KEY");
        Files.setPosixFilePermissions(key("first"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Tls.of(chain("first"), key("first")))
                .hasMessageContaining("must be closed to others than owner and group, is rw-r--r--");
        assertThatThrownBy(() -> Tls.from(Values.DEFAULTS.with(Tls.CERT_FILE, chain("first"))))
                .isInstanceOf(SettingException.class)
                .hasMessage("http.tls.cert-file and http.tls.key-file must be set together, was " + chain("first")
                        + " alone");
        assertThat(Tls.from(Values.DEFAULTS)).isEmpty();
    }
}
