package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code tidecast} in a distribution, with a virtual machine in its place that says what one would. */
@Timeout(30)
class LauncherTest {
    @TempDir
    private Path folder;

    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void unpack() throws IOException {
        Files.copy(Path.of("tidecast"), folder.resolve("tidecast"));
        Files.createDirectories(folder.resolve("lib"));
        Files.createDirectories(folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.9\"\n");
    }

    private Ended run(String java, String... args) throws Exception {
        Path machine = Files.writeString(folder.resolve("jdk/bin/java"), "#!/bin/sh\n" + java);
        Files.setPosixFilePermissions(machine, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path out = folder.resolve("out");
        Path code = folder.resolve("code");
        // What passes on the error stream may end after the launcher: the pipe to cat ends with both.
        String whole = "{ sh \"$0\" \"$@\" >'" + out + "'; echo $? >'" + code + "'; } 2>&1 | cat";
        ProcessBuilder launcher = new ProcessBuilder(Stream.concat(
                        Stream.of("sh", "-c", whole, folder.resolve("tidecast").toString()), Stream.of(args))
                .toList());
        launcher.environment()
                .putAll(Map.of(
                        "JAVA_HOME", folder.resolve("jdk").toString(),
                        "TMPDIR", folder.resolve("tmp").toString()));
        Process process = launcher.start();
        String err = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Ended(Integer.parseInt(Files.readString(code).strip()), Files.readString(out), err);
    }

    @Test
    void shouldTakeOutTheAnnouncementOfTheModuleAndNothingElse() throws Exception {
        Ended ended = run(
                """
                echo "flags $*"
                echo 'NOTE: Picked up what was set' >&2
                echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
                echo '  its own\\words ' >&2
                echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
                printf 'and no end of line' >&2
                exit 7
                """,
                "run",
                "-c",
                "my file");
        assertThat(ended.exitCode()).isEqualTo(7);
        assertThat(ended.out()).contains("--add-modules jdk.incubator.vector", "io.tidecast.cli.Main run -c my file");
        assertThat(ended.err())
                .isEqualTo("NOTE: Picked up what was set\n  its own\\words \n"
                        + "WARNING: Using incubator modules: jdk.incubator.vector\nand no end of line");
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void shouldHandOverTheErrorStreamItselfAsADescriptor() throws Exception {
        assertThat(run("echo direct >&3; echo \"$*\"", "run"))
                .satisfies(ended -> assertThat(ended.err()).isEqualTo("direct\n"))
                .satisfies(ended -> assertThat(ended.out())
                        .contains("--add-opens java.base/java.io=ALL-UNNAMED -Dtidecast.err=3 "));
        assertThat(run("echo \"$*\"", "watch").out()).doesNotContain("tidecast.err");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"printf 'no line' >&2", "echo a >&2; echo b >&2; echo c >&2; echo d >&2; printf e >&2", ":"})
    void shouldPassOnWhatIsSaidWithoutAnAnnouncement(String java) throws Exception {
        assertThat(run(java, "run").err()).isEqualTo(run(java, "watch").err());
    }

    @Test
    void shouldLeaveTheLineWhereThereIsNoPlaceForAPipe() throws Exception {
        Files.delete(folder.resolve("tmp"));
        assertThat(run("echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2; exit 3", "run"))
                .isEqualTo(new Ended(3, "", "WARNING: Using incubator modules: jdk.incubator.vector\n"));
    }
}
