package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, as a terminal sends it, to a process of its own. */
@Tag("broker")
@Timeout(120)
class InterruptTest {
    /** Far below the grace of a command that is cut off, and far above what a busy machine takes to end one. */
    private static final long SOON_SECONDS = 20;

    @TempDir
    private Path folder;

    private Process process;
    private final StringBuilder output = new StringBuilder();
    private Thread reader;

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    /** A command whose output of both kinds is read as it comes. */
    private void start(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            command.addAll(
                    List.of("env", "--default-signal=INT")); // A background job would pass on that it ignores it.
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = new Thread(() -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (int next = lines.read(); next >= 0; next = lines.read()) {
                    synchronized (output) {
                        output.append((char) next);
                        output.notifyAll();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        reader.start();
    }

    private void await(String text) throws InterruptedException {
        synchronized (output) {
            while (output.indexOf(text) < 0) {
                assertThat(process.isAlive() || reader.isAlive())
                        .as("has not said %s: %s", text, output)
                        .isTrue();
                output.wait(1_000);
            }
        }
    }

    private void interrupt() throws Exception {
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void assertInterrupted() throws InterruptedException {
        assertThat(process.waitFor(SOON_SECONDS, TimeUnit.SECONDS))
                .as("has ended soon: %s", output)
                .isTrue();
        reader.join();
        assertThat(process.exitValue()).as(output.toString()).isEqualTo(130);
    }

    private String data(int steps) throws IOException {
        StringBuilder csv = new StringBuilder("time,device,temp\n");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int t = 0; t < steps; t++) {
            csv.append(start.plusSeconds(3600L * t) + ",p," + Math.sin(t / 3.8) + "\n");
        }
        return Files.writeString(folder.resolve("data.csv"), csv).toString();
    }

    private String[] onData(String command, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(command, data(300), "--values=temp", "--series-step=1h"));
        args.addAll(List.of(
                "--device-column=device", "--forecast-window=6", "--forecast-horizon=4", "--forecast-season=12h"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    @Test
    void shouldEndInitAtItsPromptAndWriteNothing() throws Exception {
        Path settings = folder.resolve("tidecast.yaml");
        start("init", data(100), "-o", settings.toString());
        await("? [y/n] ");
        interrupt();
        assertInterrupted();
        assertThat(settings).doesNotExist();
    }

    @Test
    void shouldEndACommandAtOnceThatWaitsForABrokerWhichSaysNothing() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            start("doctor", "--bootstrap=127.0.0.1:" + mute.getLocalPort(), "--readings-values=temp");
            mute.accept();
            interrupt();
            assertInterrupted();
        }
    }

    @Test
    void shouldEndTrainAfterTheEpochAndKeepTheBestWeights() throws Exception {
        Path model = folder.resolve("m.safetensors");
        start(onData("train", "--epochs=1000000", "--patience=0", "-o", model.toString()));
        await("epoch 1/1000000");
        interrupt();
        assertInterrupted();
        assertThat(output).contains("; the best weights so far are written");
        assertThat(model).exists();
    }

    @Test
    void shouldEndBacktestWithAReportWhoseFirstLineSaysThatItIsPartial() throws Exception {
        Path pipe = folder.resolve("forecasts.csv");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path report = folder.resolve("r.html");
        start(onData("backtest", "--epochs=1", "--train=20%", "--forecasts=" + pipe, "--report=" + report));
        // The replay waits for whoever reads its forecasts, so that the signal comes within it.
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread forecasts = new Thread(() -> drain(pipe, begun, interrupted));
        forecasts.setDaemon(true); // It waits for ever where nobody writes.
        forecasts.start();
        assertThat(begun.await(60, TimeUnit.SECONDS)).as(output.toString()).isTrue();
        interrupt();
        interrupted.countDown();
        assertInterrupted();
        assertThat(output.toString().lines()).anyMatch(line -> line.startsWith("PARTIAL: stopped after "));
        assertThat(Files.readString(report)).contains("<pre>PARTIAL: stopped after ");
    }

    private static void drain(Path pipe, CountDownLatch begun, CountDownLatch interrupted) {
        try (InputStream forecasts = Files.newInputStream(pipe)) {
            forecasts.read();
            begun.countDown();
            interrupted.await();
            forecasts.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldEndReproduceWithWhatItHasDone() throws Exception {
        start("reproduce", "airline", "--seeds=100000", "--threads=1", "--out=" + folder);
        await(", seed 1: ");
        interrupt();
        assertInterrupted();
        assertThat(output).contains("stopped after 0 of 1 experiments");
    }
}
