package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code docs/man} against the commands; after a change: {@code ./tidecast man-pages docs/man}. */
class ManPagesDocsTest {
    private static final Path PAGES = Path.of("docs/man");

    private static CommandLine commands() {
        return Main.commandLine(new CommandContext(Map.of(), new Properties(), new StopSignal()));
    }

    @Test
    void shouldHaveAPageOfEachCommandAsItIs() throws IOException {
        Map<String, String> pages = ManPages.of(commands());
        assertThat(pages).containsKeys("tidecast.1", "tidecast-run.1", "tidecast-models-list.1");
        try (Stream<Path> there = Files.list(PAGES)) {
            assertThat(there.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".1")))
                    .containsExactlyInAnyOrderElementsOf(pages.keySet());
        }
        pages.forEach((name, text) -> assertThat(PAGES.resolve(name)).content().isEqualTo(text));
    }

    @Test
    void shouldCompleteCommandsAndOptionsInAShell() throws Exception {
        String script = CompletionCommand.script(commands());
        assertThat(PAGES.resolve(ManPagesCommand.COMPLETION)).content().isEqualTo(script);
        assertThat(CommandRun.of("completion").out()).isEqualTo(script);
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "compopt() { :; }; source " + PAGES.resolve(ManPagesCommand.COMPLETION)
                                + "; COMP_WORDS=(tidecast wat); COMP_CWORD=1; COMP_LINE='tidecast wat'; COMP_POINT=12;"
                                + " _complete_tidecast; echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), UTF_8).strip())
                .isEqualTo("watch");
    }

    /** Of the calendar's steps, which are typed as ISO-8601, a day's is P1D. */
    @Test
    void shouldHaveTimesAsTheyAreTyped() {
        ManPages.of(commands())
                .forEach((name, text) -> assertThat(text).as(name).doesNotContainPattern("\\bP(T[0-9]|[0-9]{2,}D)"));
    }

    @Test
    void shouldEscapeWhatRoffWouldTakeForItsOwn() {
        String page = ManPages.of(commands()).get("tidecast-watch.1");
        assertThat(page).startsWith(".TH TIDECAST-WATCH 1\n.SH NAME\n.nf\ntidecast\\-watch \\- Follows the forecasts");
        assertThat(page.lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|nf|fi).*"));
    }
}
