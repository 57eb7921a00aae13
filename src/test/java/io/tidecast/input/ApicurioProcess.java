package io.tidecast.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Apicurio Registry as a process of its own, with its data in a folder; it needs a JDK of 21 at least. */
final class ApicurioProcess implements AutoCloseable {
    private static final Path UNPACKED = Path.of(System.getProperty("registry.folder", "target/registry"));
    private static final Duration START = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final int port;
    private Process process;

    ApicurioProcess(Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
    }

    /** Skips the test where there is no registry to start, or nothing to start it with. */
    void start() throws Exception {
        Optional<Path> java = java();
        assumeTrue(Files.exists(UNPACKED.resolve("quarkus-run.jar")), () -> "no registry in " + UNPACKED);
        assumeTrue(java.isPresent(), "no JDK of 21 or later");
        process = new ProcessBuilder(
                        java.get().toString(),
                        "-Xmx512m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.management.enabled=false",
                        "-Dapicurio.datasource.url=jdbc:h2:file:" + folder.resolve("registry"),
                        "-jar",
                        UNPACKED.resolve("quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        long startNanos = System.nanoTime();
        while (!answers()) {
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve("registry.log")))
                    .isTrue();
            assertThat(System.nanoTime() - startNanos).isLessThan(START.toNanos());
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url() + "/subjects")).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> java() throws IOException {
        Path folder = Path.of("/usr/lib/jvm");
        try (Stream<Path> jdks = Files.isDirectory(folder) ? Files.list(folder) : Stream.<Path>empty()) {
            return Stream.concat(Stream.of(Path.of(System.getProperty("java.home"))), jdks.toList().stream())
                    .filter(ApicurioProcess::isNewEnough)
                    .map(jdk -> jdk.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static boolean isNewEnough(Path jdk) {
        try {
            return Files.readAllLines(jdk.resolve("release")).stream()
                    .filter(line -> line.matches("JAVA_VERSION=\"\\d+.*"))
                    .anyMatch(line -> Integer.parseInt(line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1")) >= 21);
        } catch (IOException e) {
            return false;
        }
    }

    /** Registers a schema; gives its id. */
    int register(String subject, String type, String schema, List<String> references) throws Exception {
        ObjectNode body = JSON.createObjectNode().put("schemaType", type).put("schema", schema);
        for (String reference : references) {
            body.withArray("references")
                    .addObject()
                    .put("name", reference)
                    .put("subject", reference)
                    .put("version", 1);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        JsonNode answer = JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        assertThat(answer.path("id").isInt()).as(answer.toString()).isTrue();
        return answer.path("id").asInt();
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
