package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidecast.app.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code tidecast} in a distribution, with a virtual machine in its place that says what one would. */
@Timeout(30)
class LauncherTest {
    /** The launcher as a container has it: its process 1, with no signal ignored, as under nohup it would be. */
    private static final String FIRST_PROCESS = "env --default-signal=INT,HUP unshare --map-root-user --pid --fork sh";

    @TempDir
    private Path folder;

    /** Of a line of {@code tidecast.cmd}: the commands that it is for, of all if there are none, and their flags. */
    private static final Pattern FLAGS =
            Pattern.compile("^(?:for %%c in \\((.*)\\) do if \"%command%\"==\"%%c\" )?set \"flags=([^%]*)\"$");

    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void unpack() throws IOException {
        Files.copy(Path.of("tidecast"), folder.resolve("tidecast"));
        Files.createDirectories(folder.resolve("lib"));
        Files.createDirectories(folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.9\"\n");
    }

    private Map<String, String> environment() {
        return Map.of(
                "JAVA_HOME", folder.resolve("jdk").toString(),
                "TMPDIR", folder.resolve("tmp").toString());
    }

    private void machine(String java) throws IOException {
        Path machine = Files.writeString(folder.resolve("jdk/bin/java"), "#!/bin/sh\n" + java);
        Files.setPosixFilePermissions(machine, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended run(String java, String... args) throws Exception {
        return runBy("sh", java, args);
    }

    /** @param shell the program, with its options, that the launcher is given to */
    private Ended runBy(String shell, String java, String... args) throws Exception {
        machine(java);
        Path out = folder.resolve("out");
        Path code = folder.resolve("code");
        // What passes on the error stream may end after the launcher: the pipe to cat ends with both.
        String whole = "{ " + shell + " \"$0\" \"$@\" >'" + out + "'; echo $? >'" + code + "'; } 2>&1 | cat";
        ProcessBuilder launcher = new ProcessBuilder(Stream.concat(
                        Stream.of("sh", "-c", whole, folder.resolve("tidecast").toString()), Stream.of(args))
                .toList());
        launcher.environment().putAll(environment());
        Process process = launcher.start();
        String err = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Ended(Integer.parseInt(Files.readString(code).strip()), Files.readString(out), err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", FIRST_PROCESS})
    void shouldTakeOutTheAnnouncementOfTheModuleAndNothingElse(String shell) throws Exception {
        assumeAllowed(shell);
        Ended ended = runBy(
                shell,
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

    /** A container's first process passes on what it is told, and gives back what came of it, once all is said. */
    @ParameterizedTest
    @CsvSource({"TERM", "INT", "HUP"})
    void shouldPassSignalsOnAsTheFirstProcess(String signal) throws Exception {
        assumeAllowed(FIRST_PROCESS);
        machine(
                """
                trap 'echo stopped >&2; exit 130' TERM HUP
                echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
                echo ready
                read -r line || true
                while :; do sleep 0.05; done
                """);
        ProcessBuilder first = new ProcessBuilder(Stream.concat(
                        Stream.of(FIRST_PROCESS.split(" ", -1)), Stream.of(folder.resolve("tidecast") + "", "run"))
                .toList());
        first.environment().putAll(environment());
        Process process = first.start();
        process.getOutputStream().close();
        assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("ready");
        ProcessHandle launcher = process.children().findFirst().orElseThrow();
        assertThat(new ProcessBuilder("kill", "-" + signal, "" + launcher.pid())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(process.errorReader(UTF_8).readLine()).isEqualTo("stopped");
    }

    private static void assumeAllowed(String shell) throws Exception {
        List<String> nothing = Stream.concat(Stream.of(shell.split(" ", -1)), Stream.of("-c", ":"))
                .toList();
        assumeTrue(
                shell.equals("sh")
                        || (Files.isExecutable(Path.of("/usr/bin/unshare"))
                                && new ProcessBuilder(nothing).start().waitFor() == 0),
                "processes may be numbered anew here");
    }

    @Test
    void shouldHandOverTheErrorStreamItselfAsADescriptor() throws Exception {
        assertThat(run("echo direct >&3; echo \"$*\"", "run"))
                .satisfies(ended -> assertThat(ended.err()).isEqualTo("direct\n"))
                .satisfies(ended -> assertThat(ended.out())
                        .contains("--add-opens java.base/java.io=ALL-UNNAMED -Dio.tidecast.err=3 "));
        assertThat(run("echo \"$*\"", "watch").out()).doesNotContain("io.tidecast.err");
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

    @ParameterizedTest
    @MethodSource("commands")
    void shouldTakeTheFlagsOnWindowsThatItTakesHere(String command) throws Exception {
        String windows = "";
        for (String line : Files.readAllLines(Path.of("src/release/tidecast.cmd"))) {
            Matcher set = FLAGS.matcher(line);
            if (set.find()
                    && (set.group(1) == null || List.of(set.group(1).split(" ")).contains(command))) {
                windows = set.group(2);
            }
        }
        String here = run("echo \"$*\"", command).out();
        assertThat(here.substring(0, here.indexOf("-cp "))
                        .replaceFirst("--add-opens.*", "")
                        .strip())
                .isEqualTo(windows);
        assertThat(List.of("--add-modules jdk.incubator.vector", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", ""))
                .contains(windows);
        for (List<String> options : List.of(List.of("-v"), List.of("-q"), List.of("-vv"), List.of("-v", "--quiet"))) {
            String[] args =
                    Stream.concat(options.stream(), Stream.of(command, "demo")).toArray(String[]::new);
            assertThat(run("echo \"$*\"", args).out())
                    .isEqualTo(here.replace("cli.Main " + command, "cli.Main " + String.join(" ", args)));
        }
    }

    @Test
    void shouldTakeTheArchiveOfTheDemosClassesWhereAnOptionComesBeforeTheCommand() throws Exception {
        checkout();
        assertThat(run("echo \"$*\"", "-q", "demo").out()).contains("tidecast-demo.jsa");
        assertThat(run("echo \"$*\"", "demo").out()).contains("tidecast-demo.jsa");
        assertThat(run("echo \"$*\"", "-q", "watch", "demo").out()).doesNotContain("tidecast-demo.jsa");
    }

    /** In an image: docker/Dockerfile makes it there, of the jars in this order. */
    @Test
    void shouldTakeTheArchiveOfTheClassesOfRunWhereThereIsOne() throws Exception {
        for (String jar : List.of("b.jar", "a.jar", "c d.jar")) {
            Files.writeString(folder.resolve("lib").resolve(jar), "");
        }
        assertThat(run("echo \"$*\"", "run").out()).doesNotContain("SharedArchiveFile");
        Files.writeString(folder.resolve("run.jsa"), "");
        Path at = folder.toRealPath();
        assertThat(run("echo \"$*\"", "run").out())
                .contains("-XX:SharedArchiveFile=" + at.resolve("run.jsa"))
                .contains("-cp %1$s/a.jar:%1$s/b.jar:%1$s/c d.jar ".formatted(at.resolve("lib")));
        assertThat(run("echo \"$*\"", "doctor").out()).doesNotContain("SharedArchiveFile");
    }

    /** A build of this script's own ends with a demo by it: were that to build, it would never end. */
    @Test
    void shouldNotBuildWithinABuildWhateverTheTimesOfSourcesAre() throws Exception {
        checkout();
        Path source = Files.writeString(folder.resolve("src/main/Later.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(3600)));
        assertThat(runBy("env TIDECAST_BUILDING=yes sh", "echo \"$*\"", "demo").out())
                .contains("cli.Main demo");
    }

    /** A checkout that is built, and newer than its sources. */
    private void checkout() throws IOException {
        Files.createDirectories(folder.resolve("src/main"));
        Files.createDirectories(folder.resolve("src/assembly"));
        Files.writeString(folder.resolve("pom.xml"), "<project>\n  <version>1</version>\n</project>\n");
        Files.createDirectories(folder.resolve("target/tidecast-1/lib"));
        Files.writeString(folder.resolve("target/tidecast-demo.jsa"), "");
        Path jar = Files.writeString(folder.resolve("target/tidecast-1/lib/tidecast-1.jar"), "");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
    }

    /** What the machine does with the arguments is not run here: that they are told apart in the same way is. */
    @Test
    void shouldPassOverOptionsBeforeTheCommandOnWindows() throws Exception {
        assertThat(Files.readAllLines(Path.of("src/release/tidecast.cmd")))
                .containsSequence(
                        "set \"command=%~1\"",
                        ":option",
                        "if not \"%command:~0,1%\"==\"-\" goto command",
                        "shift /1",
                        "set \"command=%~1\"",
                        "goto option",
                        ":command");
    }

    static Stream<String> commands() {
        return Main.commandLine(new CommandContext(Map.of(), new Properties(), new StopSignal()))
                .getSubcommands()
                .keySet()
                .stream();
    }

    @Test
    void shouldHaveNothingOnWindowsThatIsNotPassedOn() throws Exception {
        assertThat(Files.readString(Path.of("src/release/tidecast.cmd")).replace("\r\n", ""))
                .as("the ends of lines are Windows' own")
                .doesNotContain("\n");
        List<String> lines = Files.readAllLines(Path.of("src/release/tidecast.cmd"));
        assertThat(lines)
                .endsWith(
                        "\"%java%\" %flags% %TIDECAST_JAVA_OPTS% -cp"
                                + " \"%tidecast_home%lib\\*;%tidecast_home%demo\\*\" io.tidecast.cli.Main %*",
                        "exit /b %errorlevel%");
        for (String flag : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")) {
            assertThat(Files.readString(Path.of("tidecast"))).contains(flag);
            assertThat(lines).anyMatch(line -> line.startsWith("if %version% geq 24 ") && line.contains(flag));
        }
        assertThat(lines.stream().filter(line -> line.endsWith("(")))
                .hasSameSizeAs(lines.stream().filter(")"::equals).toList());
    }
}
