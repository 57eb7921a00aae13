package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What bash completes by the script. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class CompletionTest {
    private String completed(Path folder, String words) throws IOException, InterruptedException {
        Path script = folder.resolve("completion");
        Files.writeString(script, CommandRun.of("completion").out());
        String bash = "source " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                + " _complete_tidecast 2>/dev/null; echo ${COMPREPLY[*]}";
        Process process = new ProcessBuilder("bash", "-c", bash).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return out.strip();
    }

    @Test
    void shouldCompleteCommandsWhenTheWordBeforeIsAnOptionWithoutAValue(@TempDir Path folder) throws Exception {
        assertThat(completed(folder, "tidecast ini")).isEqualTo("init");
        assertThat(completed(folder, "tidecast -v ini")).isEqualTo("init");
        assertThat(completed(folder, "tidecast --verbose doc")).isEqualTo("doctor");
        assertThat(completed(folder, "tidecast -v topics ''")).isEqualTo("create grow");
    }
}
