package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Standard output of processes in a pseudo-terminal and in none. */
@Timeout(60)
class StandardOutputTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    /** Process that says what its standard output is. */
    public static final class Run {
        private Run() {}

        public static void main(String[] args) {
            System.out.println("terminal: " + StandardOutput.isTerminal(System.getenv()));
        }
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName());
    }

    private static String said(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @CsvSource({"TERM=xterm, true", "TERM=xterm NO_COLOR=1, true", "TERM=dumb, false"})
    void shouldBeDrawnOnWithoutColorsTooUnlessTheTerminalIsDumb(String environment, boolean terminal) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "a program that makes pseudo-terminals");
        String command = "env " + environment + " '" + String.join("' '", java()) + "'";
        assertThat(said(List.of(SCRIPT.toString(), "-qec", command, "/dev/null")))
                .contains("terminal: " + terminal);
    }

    @Test
    void shouldNotBeDrawnOnWhenItIsAPipe() throws Exception {
        assertThat(said(java())).contains("terminal: false");
    }
}
