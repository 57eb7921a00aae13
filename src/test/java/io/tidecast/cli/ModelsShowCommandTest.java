package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.PoolTensors;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Place;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsShowCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"power-gru, '33,736'", "power-lstm, '44,971'"})
    void shouldPrintThePublishedTotalWhenShownAnExample(String name, String total) {
        CommandRun run = CommandRun.of("models", "show", "docs/examples/" + name + ".yaml");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .hasSize(8)
                .first()
                .asString()
                .containsSubsequence("Layer (type)", "Output Shape", "Param #");
        assertThat(run.out()).contains("(None, None, 75)", "(None, 30)", "(None, 1)");
        assertThat(run.out()).endsWith("Total parameters: " + total + "\n");
    }

    @Test
    void shouldReadJsonWithoutTheTopKeyWhenShownANetwork() throws IOException {
        Path file = write("n.json", "{\"inputs\": 7, \"layers\": [{\"type\": \"gru\", \"units\": 5}]}");
        assertThat(CommandRun.of("models", "show", file.toString()).out()).endsWith("Total parameters: 210\n");
    }

    @Test
    void shouldPrintManifestAndTableWhenShownAModel() throws IOException {
        Path file = folder.resolve("m.safetensors");
        Files.write(file, model());
        CommandRun run = CommandRun.of("models", "show", file.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll(" +", " "))
                .contains(
                        "model pumps/3",
                        "parent pumps/1",
                        "features temp, load",
                        "targets temp",
                        "window 8",
                        "horizon 4")
                .contains(
                        "steps grid",
                        "scaling standard, running (device: diff/std-of-diff, observed, target (level-mean)/std;"
                                + " output: (y[t+h]-y[t])/std-of-diff)")
                .contains(
                        "step PT1H", "calendar hour, weekday in UTC", "reason test", "heldOut champion 2.5, windows 64")
                .containsPattern("sha256 [0-9a-f]{64}")
                .contains("Layer (type)", "Total parameters:");
    }

    @Test
    void shouldTellWhatAVersionBringsForTheOtherMethods() throws IOException {
        Forecaster version = UntrainedModel.untrained(
                        hourly(), NetworkSettings.defaults().withOwnLayers(), 1)
                .with(new PoolTensors(Map.of(
                        "seasonal-regression", new PoolTensors.Tensor("3 thirds\nx 7 terms", 1, new float[21]))));
        Path file = folder.resolve("m.safetensors");
        Files.write(file, ModelFile.write(version));
        assertThat(CommandRun.of("models", "show", file.toString()).out().replaceAll(" +", " "))
                .contains("pool seasonal-regression: 3 thirds")
                .doesNotContain("3 thirds\n");
    }

    @Test
    void shouldSayWhereAModelBeganWithoutLayersOfItsOwn() throws IOException {
        Path file = folder.resolve("m.safetensors");
        Files.write(file, ModelFile.write(UntrainedModel.untrained(hourly(), NetworkSettings.defaults(), 1)));
        assertThat(CommandRun.of("models", "show", file.toString()).out().replaceAll(" +", " "))
                .containsPattern("began as the base network, to whose forecast it adds; a season of [0-9]+ steps");
    }

    @Test
    void shouldPrintScalingAndKindOfStepWhenTheyAreNotTheUsualOnes() throws IOException {
        ForecastSettings forecast = new ForecastSettings(
                        "pumps",
                        List.of("temp"),
                        List.of("temp"),
                        8,
                        4,
                        Duration.ofHours(1),
                        Duration.ofHours(6),
                        List.of())
                .withScaling(new Scaling(Scaling.Measure.MIN_MAX, Scaling.Over.WINDOW))
                .withGrid(GridSettings.of(Sampling.READINGS, Duration.ofHours(1)));
        Forecaster first =
                UntrainedModel.untrained(forecast, NetworkSettings.defaults().withOwnLayers(), 1);
        Path file = folder.resolve("m.safetensors");
        Files.write(file, ModelFile.write(first.manifest(), first.parameters()));
        assertThat(CommandRun.of("models", "show", file.toString()).out().replaceAll(" +", " "))
                .contains("steps readings", "scaling min-max, window (window: diff/largest-diff, ");
    }

    @Test
    void shouldTellOfHolidaysAndSunWhenTheyAreInputs() throws IOException {
        NetworkSettings usual = NetworkSettings.defaults().withOwnLayers();
        CovariateSettings known = new CovariateSettings(
                usual.covariates().calendar(),
                ZoneId.of("Europe/Berlin"),
                new HolidaySettings(List.of("de-by"), List.of("2026-12-24"), 1, 0),
                Optional.of(new Place(48.1, 11.6)));
        Forecaster first =
                UntrainedModel.untrained(hourly(), new NetworkSettings(usual.layers(), usual.highway(), known), 1);
        Path file = folder.resolve("m.safetensors");
        Files.write(file, ModelFile.write(first.manifest(), first.parameters()));
        assertThat(CommandRun.of("models", "show", file.toString()).out().replaceAll(" +", " "))
                .contains(
                        "holidays de-by, own days (1); days before 1, after 0 in Europe/Berlin",
                        "sun seen from 48.1,11.6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {inputs: 7, layers: [{type: gru, units: 0}]}               | layers[0] (gru): units must be 1..65536, was 0
            {inputs: 7, layers: [{type: gru, units: 2}, {type: tree}]} | layers[1].type must be one of
            {inputs: 7, layers: [{type: gru, unit: 2}]}                | layers[0].units is missing
            {layers: [{type: gru, units: 2}]}                          | network.inputs is missing
            {inputs: some, layers: [{type: gru, units: 2}]}            | network.inputs must be a whole number, was some
            gru                                                        | a network must be a map with inputs and layers
            {inputs: 7                                                 | line
            """)
    void shouldNameLayerRuleAndValueWhenANetworkIsWrong(String yaml, String message) throws IOException {
        CommandRun run = CommandRun.of("models", "show", write("n.yaml", yaml).toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("n.yaml").contains(message).containsOnlyOnce("\n");
    }

    @Test
    void shouldEndWithOneWhenAModelIsDamaged() throws IOException {
        byte[] damaged = model();
        damaged[damaged.length - 1] ^= 1;
        Path file = folder.resolve("m.safetensors");
        Files.write(file, damaged);
        CommandRun run = CommandRun.of("models", "show", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("m.safetensors: sha256 of the weights must be ")
                .containsOnlyOnce("\n");
    }

    private static ForecastSettings hourly() {
        return new ForecastSettings(
                "pumps", List.of("temp"), List.of("temp"), 8, 4, Duration.ofHours(1), Duration.ofHours(6), List.of());
    }

    private static byte[] model() {
        ForecastSettings forecast = new ForecastSettings(
                "pumps",
                List.of("temp", "load"),
                List.of("temp"),
                8,
                4,
                Duration.ofHours(1),
                Duration.ofHours(6),
                List.of());
        Forecaster first =
                UntrainedModel.untrained(forecast, NetworkSettings.defaults().withOwnLayers(), 1);
        Map<String, Object> heldOut = Map.of("windows", 64, "champion", 2.5);
        return ModelFile.write(
                first.manifest().child(3, Map.of("reason", "test", "heldOut", heldOut)), first.parameters());
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(UTF_8));
    }
}
