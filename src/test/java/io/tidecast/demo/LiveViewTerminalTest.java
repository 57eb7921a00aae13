package io.tidecast.demo;

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

/** The live view in pseudo-terminals. */
@Timeout(60)
class LiveViewTerminalTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final int VIEW = 10; // Rows.

    /** What stands on a terminal of this width at the end. */
    private static List<String> screen(int width, String... resized) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "a program that makes pseudo-terminals");
        String java = Path.of(System.getProperty("java.home"), "bin", "java")
                + " -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                + LiveViewRun.class.getName() + " " + String.join(" ", resized);
        Process process = new ProcessBuilder(
                        SCRIPT.toString(), "-qec", "stty cols " + width + " rows 40; exec " + java, "/dev/null")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String written = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(written).isZero();
        return new EmulatedScreen(width).show(written.replace("^D\b\b", ""));
    }

    private static void assertViewBelowLog(List<String> screen, int width, String... log) {
        assertThat(screen).allMatch(row -> row.length() <= width);
        assertThat(screen.subList(0, log.length)).containsExactly(log);
        List<String> view = screen.subList(log.length, screen.size());
        assertThat(view.get(0)).startsWith("00:00  40 simulated machines").hasSizeLessThan(width);
        assertThat(view.get(VIEW - 1)).isEqualTo("  last fine-tune  none yet");
        assertThat(view.subList(VIEW, view.size())).allMatch(String::isEmpty);
    }

    @ParameterizedTest
    @CsvSource({"60", "80", "120", "200"})
    void shouldAskTheTerminalForItsWidthAndLetTheLogStandAbove(int width) throws Exception {
        List<String> screen = screen(width);
        assertViewBelowLog(screen, width, "WARN first");
        String title = "00:00  " + LiveViewRun.TITLE;
        assertThat(screen.get(1))
                .isEqualTo(
                        title.substring(0, Math.min(title.length(), width - 1)).stripTrailing());
    }

    @Test
    void shouldFollowATerminalThatIsResizedWhileItRuns() throws Exception {
        assertViewBelowLog(screen(120, "60", "200", "80"), 80, "WARN first", "WARN at 60", "WARN at 200", "WARN at 80");
    }
}
