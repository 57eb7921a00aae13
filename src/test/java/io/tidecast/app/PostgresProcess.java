package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.faults.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL of Debian's package with a cluster of its own, which is gone when it is closed. It does not run as root:
 * of a root it is started as the user that the package has made.
 */
final class PostgresProcess implements AutoCloseable {
    static final String USER = "tidecast";
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String PACKAGE_USER = "postgres";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path programs;
    private final Path folder;
    private final int port;
    private final Process process;

    private PostgresProcess(Path programs, Path folder, int port) throws IOException {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        process = command(programs.resolve("postgres").toString(), "-D", data(), "-k", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("postgres.log").toFile())
                .start();
    }

    /** Skips the test where the package is not installed. */
    static PostgresProcess start() throws Exception {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), () -> "no PostgreSQL in " + VERSIONS + ": apt-get install postgresql");
        Path folder = Files.createTempDirectory("tidecast-postgres");
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(PACKAGE_USER));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        run(command(
                programs.get().resolve("initdb").toString(),
                "-D",
                folder.resolve("data").toString(),
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale"));
        run(command(
                "sh",
                "-c",
                "printf \"port = %s\\nlisten_addresses = '127.0.0.1'\\nfsync = off\\n\" \"$1\" >> \"$2\"",
                "sh",
                String.valueOf(port),
                folder.resolve("data/postgresql.conf").toString()));
        PostgresProcess postgres = new PostgresProcess(programs.get(), folder, port);
        Await.until("an answer of PostgreSQL", Duration.ofMinutes(1), postgres::answers);
        return postgres;
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static ProcessBuilder command(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of(
                    "setpriv", "--reuid=" + PACKAGE_USER, "--regid=" + PACKAGE_USER, "--init-groups", "--reset-env"));
        }
        all.addAll(List.of(command));
        return new ProcessBuilder(all).directory(Path.of("/").toFile());
    }

    private static String run(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private boolean answers() throws IOException, InterruptedException {
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve("postgres.log")))
                .isTrue();
        ProcessBuilder ready =
                command(programs.resolve("pg_isready").toString(), "-h", "127.0.0.1", "-p", String.valueOf(port));
        return ready.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Where JDBC finds it. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The rows of a query, as JSON of the columns' names; times are in UTC. */
    List<JsonNode> rows(String query) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        for (String row :
                psql("SELECT row_to_json(r) FROM (" + query + ") r").lines().toList()) {
            rows.add(JSON.readTree(row));
        }
        return rows;
    }

    /** What a statement answers, columns without a frame. */
    String psql(String statement) throws Exception {
        ProcessBuilder psql = command(
                "env",
                "PGTZ=UTC",
                programs.resolve("psql").toString(),
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-U",
                USER,
                "-d",
                "postgres",
                "-c",
                statement);
        return run(psql);
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
