package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGiveCommandSettingsAndDigestButNoSecretWhenTheyAreGiven() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "abc");
        Provenance provenance = new Provenance(
                List.of(
                        "backtest",
                        "a b.csv",
                        "--kafka",
                        "sasl.jaas.config=secret",
                        "--kafka=ssl.key=hush",
                        "--frozen"),
                List.of("series.step = 1h"));
        assertThat(provenance.lines(List.of(data)))
                .contains(
                        "command: tidecast backtest 'a b.csv' --kafka … --kafka=… --frozen",
                        "setting: series.step = 1h")
                .contains("data:    " + data
                        + ", SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .anyMatch(line -> line.startsWith("version: tidecast "))
                .noneMatch(line -> line.contains("secret") || line.contains("hush"));
    }
}
