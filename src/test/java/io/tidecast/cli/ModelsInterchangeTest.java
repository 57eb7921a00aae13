package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.Forecaster;
import io.tidecast.model.LevelScale;
import io.tidecast.model.Manifest;
import io.tidecast.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tidecast models import} and {@code models export}. */
class ModelsInterchangeTest {
    private static final Path FIXTURES = Path.of("src/test/resources/interchange");

    @TempDir
    private Path folder;

    private CommandRun weather(String... more) {
        List<String> args =
                new ArrayList<>(List.of("--values", "temp", "--forecast-window", "18", "--forecast-horizon", "18"));
        args.addAll(List.of(more));
        return imported("weather-seq2seq.keras", args.toArray(String[]::new));
    }

    private CommandRun imported(String file, String... more) {
        List<String> args = new ArrayList<>(
                List.of("models", "import", FIXTURES.resolve(file).toString()));
        args.addAll(List.of("-o", folder.resolve("m.safetensors").toString(), "--series-step", "1h"));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private Forecaster model(String name) throws IOException {
        return ModelFile.read(Files.readAllBytes(folder.resolve(name)));
    }

    @Test
    void shouldWriteAModelThatSaysWhereItCameFrom() throws IOException {
        CommandRun run = weather("--scaling", "{type: min-max, low: -1, high: 1, min: [5], max: [25]}");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("read Keras 3.", "Total parameters: 25,601", "wrote ");
        Forecaster model = model("m.safetensors");
        assertThat(model.manifest().levels())
                .isEqualTo(new LevelScale(List.of(15.0), List.of(10.0), LevelScale.Order.STEPS));
        assertThat(model.manifest().provenance())
                .containsEntry("reason", "imported")
                .containsEntry("file", "weather-seq2seq.keras")
                .hasEntrySatisfying(
                        "library", library -> assertThat(library.toString()).startsWith("Keras 3."))
                .hasEntrySatisfying(
                        "file-sha256", digest -> assertThat(digest.toString()).matches("[0-9a-f]{64}"));
        CommandRun shown =
                CommandRun.of("models", "show", folder.resolve("m.safetensors").toString());
        assertThat(shown.out()).contains("fixed: (level-centre)/spread, centre [15.0], spread [10.0]", "file-sha256");
    }

    @Test
    void shouldTakeTheNumbersOfTheScalingFromData() throws IOException {
        Path data = folder.resolve("a.csv");
        Files.writeString(
                data, "time,temp\n2026-01-01T00:00:00Z,10\n2026-01-01T01:00:00Z,20\n2026-01-01T02:00:00Z,15\n");
        CommandRun run = weather("--scaling", "{type: standard}", "--fit", data.toString());
        assertThat(run.err()).isEmpty();
        LevelScale levels = model("m.safetensors").manifest().levels();
        assertThat(levels.centre()).containsExactly(15.0);
        assertThat(levels.spread().get(0)).isEqualTo(Math.sqrt(50 / 3.0));
    }

    @Test
    void shouldTakeANetworkFromASpecWhereTheFileHasWeightsAlone() throws IOException {
        Path spec = folder.resolve("n.yaml");
        Files.writeString(
                spec,
                """
                inputs: 3
                layers:
                  - {type: gru, units: 5}
                  - {type: dense, units: 2, activation: tanh}
                """);
        CommandRun run = imported(
                "gru-dense.weights.h5",
                "--values",
                "temp,load,wind",
                "--forecast-targets",
                "load",
                "--forecast-window",
                "7",
                "--forecast-horizon",
                "2",
                "--spec",
                spec.toString());
        assertThat(run.err()).isEmpty();
        assertThat(model("m.safetensors").manifest().network().toString()).contains("activation=tanh");
    }

    @Test
    void shouldTakeWindowAndHorizonOfTheFileWhenNobodySetsThem() throws IOException {
        CommandRun run = imported("weather-seq2seq.keras", "--values", "temp");
        assertThat(run.err()).isEmpty();
        Manifest manifest = model("m.safetensors").manifest();
        assertThat(manifest.window()).isEqualTo(18);
        assertThat(manifest.horizon()).isEqualTo(18);
    }

    @Test
    void shouldRefuseWhatDoesNotFitWithTheReason() {
        CommandRun window = imported(
                "weather-seq2seq.keras", "--values", "temp", "--forecast-window", "20", "--forecast-horizon", "18");
        assertThat(window.exitCode()).isEqualTo(1);
        assertThat(window.err()).contains("weather-seq2seq.keras: forecast.window must be 18 as the file says, was 20");
        CommandRun horizon = imported(
                "weather-seq2seq.keras", "--values", "temp", "--forecast-window", "18", "--forecast-horizon", "6");
        assertThat(horizon.err()).contains("forecast.horizon times the targets must be the 18 numbers");
        assertThat(imported("make.py").err()).contains("make.py: file must have fields of");
        assertThat(weather("--scaling", "{type: log}").err())
                .contains("scaling.type must be none, min-max or standard, was log");
        assertThat(weather("--scaling", "{type: min-max}").err())
                .contains("--scaling must have its numbers, or --fit data to take them of");
        assertThat(imported("no-such.keras").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "keras", "pytorch"})
    void shouldBringBackTheWeightsWhenWhatWasExportedIsImported(String library) throws IOException {
        weather();
        Forecaster model = model("m.safetensors");
        Path file = folder.resolve("out." + library);
        CommandRun run = CommandRun.of(
                "models", "export", folder.resolve("m.safetensors").toString(), "--to", library, "-o", file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("wrote " + file);
        assertThat(Files.exists(folder.resolve("module.py"))).isEqualTo(library.equals("pytorch"));
        CommandRun back = CommandRun.of(
                "models",
                "import",
                file.toString(),
                "-o",
                folder.resolve("back.safetensors").toString());
        assertThat(back.err()).isEmpty();
        Forecaster returned = model("back.safetensors");
        assertThat(returned.parameters().toArray())
                .containsExactly(model.parameters().toArray());
        assertThat(returned.manifest().parent()).isEqualTo("default/1");
        assertThat(returned.manifest().levels()).isEqualTo(model.manifest().levels());
    }

    @Test
    void shouldNameTheLibrariesWhenAnotherIsAsked() {
        CommandRun run = CommandRun.of("models", "export", "m.safetensors", "--to", "caffe");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("onnx", "pytorch", "keras", "caffe");
    }
}
