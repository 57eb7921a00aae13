package io.tidecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The live view in pseudo-terminals. */
@Timeout(60)
class LiveViewTerminalTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    /** All that a terminal of this size has shown at the end, with the size that the run gave it at last. */
    private static List<String> screen(int width, int height, String... resized) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "a program that makes pseudo-terminals");
        // COLUMNS is not what the terminal says; and not the shell's, which would mend it.
        String java = "env COLUMNS=33 TERM=xterm NO_COLOR= " + Path.of(System.getProperty("java.home"), "bin", "java")
                + " -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                + LiveViewRun.class.getName() + " " + String.join(" ", resized);
        String command = "stty cols " + width + " rows " + height + "; exec " + java;
        Process process = new ProcessBuilder(SCRIPT.toString(), "-qec", command, "/dev/null")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String written = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(written).isZero();
        return new EmulatedScreen(width, height).show(written.replace("^D\b\b", ""));
    }

    /** Rates stand for no time. */
    private static List<String> view(int width) {
        return DemoText.screen(LiveViewRun.statistics().live(LiveViewRun.NOW_NANOS), LiveViewRun.TITLE, 0, 0, width)
                .stream()
                .map(String::stripTrailing)
                .toList();
    }

    private static void assertViewBelowLog(List<String> screen, List<String> view, String... log) {
        List<String> all = new ArrayList<>(List.of(log));
        all.addAll(view);
        all.add("");
        assertThat(screen).containsExactlyElementsOf(all);
    }

    @ParameterizedTest
    @CsvSource({"60", "80", "120", "200"})
    void shouldAskTheTerminalForItsWidthAndLetTheLogStandAbove(int width) throws Exception {
        List<String> view = view(width);
        assertThat(view)
                .anyMatch(row -> row.matches("  +combination +0.25  ##+"))
                .anyMatch(row -> row.startsWith("  weights         network 60 %, base 30 %"))
                .anyMatch(row -> row.startsWith("  last fine-tune  v3 rejected: 2.0 % worse"));
        assertViewBelowLog(screen(width, 40), view, "WARN first");
    }

    @Test
    void shouldFollowATerminalThatIsResizedWhileItRuns() throws Exception {
        assertViewBelowLog(
                screen(120, 40, "60x40", "200x40", "80x40"),
                view(80),
                "WARN first",
                "WARN at 60x40",
                "WARN at 200x40",
                "WARN at 80x40");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "10", "11", "12"})
    void shouldShowAsManyRowsAsTheTerminalHasBelowTheLog(int height) throws Exception {
        List<String> view = view(80);
        assertThat(view).hasSize(11);
        assertViewBelowLog(screen(80, height), view.subList(0, Math.min(height - 1, view.size())), "WARN first");
    }

    @Test
    void shouldFollowATerminalThatBecomesLowerThanItsView() throws Exception {
        List<String> screen = screen(80, 40, "80x40", "80x5");
        assertThat(screen).endsWith(view(80).get(0), view(80).get(1), view(80).get(2), view(80).get(3), "");
        assertThat(screen.get(screen.size() - 6)).as("the log").isEqualTo("WARN at 80x5");
    }
}
