package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.record.LoggedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands that learn from CSV files say of their settings. */
class CsvOptionsTest {
    @TempDir
    private Path folder;

    @RegisterExtension
    private final LoggedLines log = new LoggedLines(CsvOptions.class);

    /** Of a file that is too short to learn anything from. */
    private List<String> warnings(String command, String... more) throws IOException {
        log.clear();
        Path data = Files.writeString(folder.resolve("pump.csv"), "time,temp\n2026-01-01T00:00:00Z,1\n");
        List<String> args = new ArrayList<>(List.of(command, data.toString(), "--values=temp", "--series-step=1h"));
        args.addAll(List.of(more));
        if (command.equals("train")) {
            args.add("--output=" + folder.resolve("m.safetensors"));
        }
        CommandRun run = CommandRun.of(args.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        return log.warnings();
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "backtest"})
    void shouldWarnWhenNothingIsToldOfAnyDeviceOrWhatIsToldIsNotRead(String command) throws IOException {
        String file =
                "--covariates-static-file=" + Files.writeString(folder.resolve("pumps.csv"), "device,kind\npump,a\n");
        assertThat(warnings(command)).isEmpty();
        assertThat(warnings(command, "--covariates-static=kind=a|b", file)).isEmpty();
        assertThat(warnings(command, "--covariates-static=kind=a|b"))
                .containsExactly("static covariates [kind] should go with covariates.static-file, which is none:"
                        + " nothing is told of any device");
        assertThat(warnings(command, file)).singleElement().asString().endsWith("what is told is not read");
    }
}
