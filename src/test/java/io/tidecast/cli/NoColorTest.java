package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process writes to a pseudo-terminal, with colours and without. */
@Timeout(60)
class NoColorTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String ESCAPE = "\u001b[";

    private static String help(String environment) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "a program that makes pseudo-terminals");
        String java = "exec env " + environment + " TERM=xterm "
                + Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("java.class.path") + "' " + Main.class.getName() + " watch --help";
        Process process = new ProcessBuilder(SCRIPT.toString(), "-qec", java, "/dev/null")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String written = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(written).isZero();
        assertThat(written).contains("--from-beginning");
        return written;
    }

    @Test
    void shouldWriteColoursToATerminalUnlessTheEnvironmentForbidsThem() throws Exception {
        assertThat(help("-u NO_COLOR")).contains(ESCAPE);
        assertThat(help("NO_COLOR=1")).doesNotContain(ESCAPE);
    }
}
