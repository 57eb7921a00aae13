package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodesDocsTest {
    @Test
    void shouldHaveEachExitCodeInOneTable() throws IOException {
        List<String> rows = ExitStatus.table().entrySet().stream()
                .map(status -> "| " + status.getKey() + " | " + status.getValue() + " |")
                .toList();
        assertThat(Files.readAllLines(Path.of("docs/exit-codes.md")))
                .filteredOn(line -> line.matches("\\| [0-9].*"))
                .containsExactlyElementsOf(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "backtest", "retrain", "models list"})
    void shouldHaveThemInTheHelpOfEachCommand(String command) {
        String help =
                CommandRun.of((command + " --help").strip().split(" ")).out().replaceAll("\\s+", " ");
        assertThat(ExitStatus.table())
                .allSatisfy((code, meaning) -> assertThat(help).contains(code + " " + meaning));
    }
}
