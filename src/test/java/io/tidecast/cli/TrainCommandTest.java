package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.app.StopSignal;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.series.Reading;
import io.tidecast.train.Fit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class TrainCommandTest {
    @TempDir
    private Path folder;

    @Test
    void shouldWriteAModelThatBeatsPersistenceAndItsCurveWhenGivenASine() throws Exception {
        CommandRun run = train(sine(300), "--epochs=6");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        Forecaster model = ModelFile.read(Files.readAllBytes(folder.resolve("m.safetensors")));
        assertThat(model.manifest().version()).isEqualTo(1);
        assertThat(model.manifest().features()).containsExactly("temp");
        assertThat(model.manifest().provenance())
                .containsEntry("reason", "offline training")
                .containsEntry("epochs", 6)
                .containsEntry("steps", 600);
        Map<?, ?> heldOut = (Map<?, ?>) model.manifest().provenance().get("heldOut");
        assertThat((double) heldOut.get("network")).isLessThan(0.3 * (double) heldOut.get("persistence"));
        assertThat((double) heldOut.get("persistence")).isGreaterThan((double) heldOut.get("seasonalNaive"));
        assertThat(run.out())
                .contains("read 600 readings of 2 devices: 600 steps of 1h")
                .containsPattern("epoch 1/6 {2}loss [0-9.]+ {2}held-out error [0-9.]+ \\(best\\)")
                .contains("epoch 6/6 ", "held-out error of ", "persistence", "seasonal naive")
                .contains("wrote " + folder.resolve("m.safetensors"));
        assertCurve(folder.resolve("m-curve"), 6);
    }

    @Test
    void shouldSayBeforeItTrainsThatAFileOfTheCurveCannotBeWritten() throws IOException {
        for (String file : List.of("c.csv", "c.png", "c.svg")) {
            Path taken = Files.createDirectory(folder.resolve(file));
            CommandRun run = train(sine(80), "--epochs=1", "--curve=" + folder.resolve("c"));
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains(taken + " must be a file in a folder that exists");
            assertThat(run.out()).doesNotContain("epoch");
            Files.delete(taken);
        }
        assertThat(folder.resolve("m.safetensors")).doesNotExist();
    }

    @Test
    void shouldTrainTheNetworkOfAFileWhenGivenASpec() throws IOException {
        Path spec = write("n.yaml", "layers: [{type: lstm, units: 5}]\nhighway: false\n");
        CommandRun run =
                train(sine(80), "--epochs=1", "--spec=" + spec, "--model-version=7", "--curve=" + folder.resolve("c"));
        assertThat(run.err()).isEmpty();
        Forecaster model = ModelFile.read(Files.readAllBytes(folder.resolve("m.safetensors")));
        assertThat(model.manifest().version()).isEqualTo(7);
        assertThat(model.network().spec().layers().get(0).kind()).isEqualTo("lstm");
        assertThat(model.network().spec().highway()).isEmpty();
        assertThat(folder.resolve("c.png")).exists();
    }

    @Test
    void shouldEndAtOnceAndWriteTheBestSoFarWhenStopped() throws IOException {
        CommandRun run = CommandRun.stoppedAt("epoch 1/50", arguments(sine(80), "--epochs=50"));
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.out()).contains("epoch 1/50").doesNotContain("epoch 2/50");
        assertThat(run.err())
                .contains("tidecast train: stopped after epoch 1; the best weights so far are written")
                .containsOnlyOnce("\n");
        assertThat(folder.resolve("m.safetensors")).exists();
    }

    @Test
    void shouldEndAtOnceAndWriteNothingWhenStoppedWhileReading() throws IOException {
        StopSignal stop = new StopSignal();
        stop.request();
        CommandRun run = CommandRun.in(new CommandContext(Map.of(), new Properties(), stop), arguments(sine(80)));
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("tidecast train: stopped while reading, after 0 readings");
        assertThat(folder.resolve("m.safetensors")).doesNotExist();
    }

    @Test
    void shouldSayHowMuchIsReadWhereThereIsNoTerminal() {
        StringWriter out = new StringWriter();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Reading> given = List.of(new Reading("a", 1, new float[1]), new Reading("a", 2, new float[1]));
        try (ReadingProgress progress = new ReadingProgress(Optional.empty(), new PrintWriter(out), 2, stopped::get)) {
            Iterator<Reading> readings = progress.over(given.iterator());
            readings.next();
            assertThat(out.toString()).isEmpty();
            readings.next();
            assertThat(out.toString().strip()).isEqualTo("reading: 2 so far");
            stopped.set(true);
            assertThatThrownBy(readings::hasNext)
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("stopped while reading, after 2 readings");
        }
    }

    @Test
    void shouldTakeColumnsOfOtherNamesWhetherOrNotAFileNamesTheValues() throws IOException {
        String rows = Files.readString(sine(80)).replace("time,device,temp", "time,device,T1");
        Path csv = write("renamed.csv", rows);
        Path settings = write("t.yaml", "tidecast: {readings: {values: {temp: /data/temp}}}\n");
        List<String> args = new ArrayList<>(List.of(arguments(csv, "--epochs=1")));
        args.remove("--values=temp");
        args.add("--values=temp=T1");
        assertThat(CommandRun.of(args.toArray(String[]::new)).err()).isEmpty();
        args.addAll(List.of("-c", settings.toString()));
        CommandRun run = CommandRun.of(args.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(ModelFile.read(Files.readAllBytes(folder.resolve("m.safetensors")))
                        .manifest()
                        .features())
                .containsExactly("temp");
    }

    @Test
    void shouldTakeSeveralColumnsOfOtherNames() throws IOException {
        String rows = Files.readString(sine(80)).replace("time,device,temp", "time,device,T1,L1");
        Path csv = write(
                "two.csv",
                rows.lines()
                        .map(line -> line.endsWith(",T1,L1") ? line : line + ",1")
                        .collect(Collectors.joining("\n")));
        List<String> args = new ArrayList<>(List.of(arguments(csv, "--epochs=1")));
        args.remove("--values=temp");
        args.add("--values=temp=T1,load=L1");
        assertThat(CommandRun.of(args.toArray(String[]::new)).err()).isEmpty();
        assertThat(ModelFile.read(Files.readAllBytes(folder.resolve("m.safetensors")))
                        .manifest()
                        .features())
                .containsExactly("temp", "load");
    }

    @Test
    void shouldTrainTheModelOfTheSettingsFileWhenSomeOfItsValuesAreNamedInAnyOrder() throws IOException {
        Path csv = write(
                "renamed.csv",
                Files.readString(sine(80))
                        .replace("time,device,temp", "time,device,T1")
                        .lines()
                        .map(line -> line.endsWith(",T1") ? line + ",L1" : line + ",1")
                        .collect(Collectors.joining("\n")));
        Path settings = write(
                "t.yaml",
                "tidecast: {readings: {values: {flow: /f, temp: /data/temp, load: /l}}, forecast: {targets: [temp]}}\n");
        CommandRun some = train(csv, "--values=load=L1,temp=T1", "--epochs=1", "-c", settings.toString());
        assertThat(some.err()).isEmpty();
        assertThat(some.out()).contains("none of them has a value of flow\n");
        assertThat(features()).containsExactly("flow", "temp", "load");
        CommandRun one = train(csv, "--values=temp=T1", "--epochs=1", "-c", settings.toString());
        assertThat(one.err()).isEmpty();
        assertThat(one.out()).contains("none of them has a value of flow, load\n");
        assertThat(features()).containsExactly("flow", "temp", "load");
    }

    private List<String> features() throws IOException {
        return ModelFile.read(Files.readAllBytes(folder.resolve("m.safetensors")))
                .manifest()
                .features();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --values=temp,wind=temp | --values must be among readings.values [temp, load], was wind; NAME=COLUMN
            --values=load=temp      | --values must have every target, [temp], was [load]; --forecast-targets names
            --values=temp,temp      | --values must name each value once, was [temp, temp]
            """)
    void shouldSayWhatIsWrongWhenTheNamedValuesAreNotThoseOfTheSettingsFile(String option, String message)
            throws IOException {
        Path settings = write("t.yaml", "tidecast: {readings: {values: [temp, load]}, forecast: {targets: [temp]}}\n");
        CommandRun run = train(sine(80), option, "-c", settings.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).containsOnlyOnce("\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldNameAnEmptyFileBeforeAnythingElse() throws IOException {
        CommandRun run = CommandRun.of("train", write("empty.csv", "").toString(), "-o", "m");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("empty.csv is empty; its first line must name the columns");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --values=wind                    | 2 | has no column 'wind', it has [time, device, temp]
            --device-column=pump             | 2 | has no column 'pump'
            --forecast-horizon=0             | 2 | forecast.horizon must be 1..512, was 0
            --epochs=0                       | 2 | --epochs must be at least 1, was 0
            --readings-values=a              | 2 | --values must be among readings.values [a], was temp
            --network-layers=[{type: dense, units: 3}] | 2 | network.layers[0] (dense) must give one vector
            --network-layers=[{type: gru, units: 900}] | 2 | must be at most 921600 bytes
            --output=none/m.safetensors      | 2 | must be a file in a folder that exists
            --spec=docs/examples/power-gru.yaml | 2 | network.inputs must be left out
            --forecast-window=100            | 1 | no device has a stretch of 101 steps to train on yet
            """)
    void shouldSayOneLineWhenSomethingIsWrong(String option, int exitCode, String message) throws IOException {
        List<String> args = new ArrayList<>(List.of(arguments(sine(80))));
        args.removeIf(arg -> arg.startsWith(option.substring(0, option.indexOf('='))));
        args.add(option);
        CommandRun run = CommandRun.of(args.toArray(String[]::new));
        assertThat(run.err()).startsWith("tidecast train: ").contains(message).containsOnlyOnce("\n");
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(folder.resolve("m.safetensors")).doesNotExist();
    }

    @Test
    void shouldSayOneLineWhenThereIsNoRowOrABadOne() throws IOException {
        CommandRun none = train(write("none.csv", "time,device,temp\n"));
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("there is no row to train on in ").containsOnlyOnce("\n");
        CommandRun bad = train(write("bad.csv", "time,device,temp\n2026-01-01,a,1\n2026-01-02,a,warm\n"));
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.err())
                .contains("bad.csv line 3, column temp: must be a finite number")
                .containsOnlyOnce("\n");
    }

    @Test
    void shouldRefuseToTrainWhenATargetHasNoValueAndCountDuplicates() throws IOException {
        StringBuilder csv = new StringBuilder("time,device,temp,hum\n");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int t = 0; t < 200; t++) {
            csv.append((start.plusSeconds(3600L * t) + ",a," + t % 12 + ",\n").repeat(2));
        }
        Path file = write("temp-alone.csv", csv.toString());
        CommandRun run = train(file, "--values=temp,hum", "--forecast-targets=hum");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("none of them has a value of hum", "200 of them repeat a value of their device and time");
        assertThat(run.err()).contains("every target must have values to train on, hum has none");
        assertThat(folder.resolve("m.safetensors")).doesNotExist();
    }

    @Test
    void shouldDrawLossAndBestWhenThereIsATerminal() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        EpochBar bar = new EpochBar(new PrintStream(terminal, true, UTF_8), 4, () -> true);
        bar.progressed(0, 0.5, 2.5);
        bar.finished(new Fit.Epoch(0, 1e-3, 1.5, 0.75, true));
        bar.finished(new Fit.Epoch(1, 1e-3, 1.25, 0.875, false));
        assertThat(bar.enough()).isTrue();
        bar.close();
        assertThat(terminal.toString(UTF_8)).contains("epoch", "2/4", "loss 1.25", "held out 0.875", "best 0.750");
    }

    private static void assertCurve(Path base, int epochs) throws Exception {
        List<String> rows = Files.readAllLines(Path.of(base + ".csv"));
        assertThat(rows).hasSize(epochs + 1);
        assertThat(rows.get(0)).isEqualTo("epoch,learning_rate,training_loss,held_out_error,best");
        assertThat(rows.get(epochs)).startsWith(epochs + ",");
        BufferedImage image = ImageIO.read(Path.of(base + ".png").toFile());
        assertThat(image.getWidth()).isEqualTo(800);
        DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
        xml.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        assertThat(xml.newDocumentBuilder()
                        .parse(Path.of(base + ".svg").toFile())
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }

    private CommandRun train(Path csv, String... more) {
        return CommandRun.of(arguments(csv, more));
    }

    private String[] arguments(Path csv, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "train",
                csv.toString(),
                "--device-column=device",
                more.length > 0 && more[0].startsWith("--values") ? more[0] : "--values=temp",
                "--series-step=1h",
                "--forecast-window=12",
                "--forecast-horizon=4",
                "--forecast-season=12h",
                "--learning-lanes=8",
                "--output=" + folder.resolve("m.safetensors")));
        Arrays.stream(more).filter(option -> !option.startsWith("--values")).forEach(args::add);
        return args.toArray(String[]::new);
    }

    /** Two devices with a period of 12 hourly steps. */
    private Path sine(int steps) throws IOException {
        StringBuilder csv = new StringBuilder("time,device,temp\n");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int t = 0; t < steps; t++) {
            for (int d = 0; d < 2; d++) {
                double value = 20 * (d + 1) + 5 * Math.sin(2 * Math.PI * t / 12 + d);
                csv.append(start.plusSeconds(3600L * t) + ",pump-" + d + "," + (float) value + "\n");
            }
        }
        return write("sine.csv", csv.toString());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
