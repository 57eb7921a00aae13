package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.StopSignal;
import io.tidecast.faults.Await;
import io.tidecast.kernel.SplitMix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code what-if} and {@code explain} beside an application that runs on a broker. */
@Tag("broker")
@Timeout(300)
class InquiryOnBrokerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final int STEPS = 120;

    @TempDir
    private Path folder;

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Instant at(int step) {
        return START.plus(Duration.ofMinutes(step));
    }

    private static int plan(int step) {
        return new SplitMix(step).nextDouble() < 0.2 ? 1 : 0; // Of no season.
    }

    /** A season of ten minutes, and 10 less where something is planned. */
    private static String reading(int step) {
        int plan = plan(step);
        return "{\"device\":\"pump 1\",\"ts\":\"%s\",\"values\":{\"temp\":%s,\"plan\":%d}}"
                .formatted(at(step), 20 + Math.sin(2 * Math.PI * step / 10) - 10 * plan, plan);
    }

    private static String told(int step, int plan) {
        return "{\"device\":\"*\",\"ts\":\"%s\",\"values\":{\"plan\":%d}}".formatted(at(step), plan);
    }

    private static CommandRun ask(int port, String... command) {
        List<String> args = new ArrayList<>(Arrays.asList(command));
        args.add("--http-port=" + port);
        return CommandRun.of(args.toArray(String[]::new));
    }

    /** The latest forecast, asked for as often as one likes; empty before there is any. */
    private static String newest(int port) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/devices/pump%201/forecast");
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(int port, String device, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/devices/" + device + "/" + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void shouldAnswerFromTheInstanceThatHasTheDevice() throws Exception {
        int port = freePort();
        StopSignal stop = new StopSignal();
        try (CommandBroker broker = CommandBroker.start()) {
            Path yaml = Files.writeString(
                    folder.resolve("tidecast.yaml"),
                    """
                    tidecast:
                      readings: {values: {temp: /values/temp, plan: /values/plan}}
                      series: {step: 1m, idle-close: 0s}
                      forecast: {targets: [temp], season: 10m, window: 12, horizon: 6}
                      covariates: {values: [plan], topic: plans}
                      learning: {enabled: false}
                      http: {port: %d}
                    """
                            .formatted(port));
            assertThat(broker.run("topics", "create", "--partitions", "2", "-c", yaml.toString())
                            .out())
                    .contains("made   plans with 2 partitions");
            for (int step = 0; step < STEPS; step++) {
                broker.send("plans", "any", told(step, plan(step)));
                broker.send("readings", "pump 1", reading(step));
            }
            CompletableFuture<CommandRun> running = CompletableFuture.supplyAsync(() ->
                    CommandRun.in(broker.context(stop), "run", "-c", yaml.toString(), "--kafka=state.dir=" + folder));
            String set = "--set=plan=1@" + at(STEPS) + ".." + at(STEPS + 2);
            Await.until("the newest forecast", () -> newest(port)
                    .contains(at(STEPS - 2).toString()));
            CommandRun whatIf = ask(port, "what-if", "--device", "pump 1", set);
            assertThat(whatIf.err()).isEmpty();
            assertThat(whatIf.out())
                    .startsWith("pump 1 from " + at(STEPS - 2) + ": other values in 2 of 6 steps")
                    .contains("TARGET        AT                           NOW        THEN   DIFFERENCE");
            assertThat(whatIf.out().lines()).hasSize(2 + 6);
            JsonNode json = JSON.readTree(
                    ask(port, "what-if", "--json", "--device", "pump 1", set).out());
            JsonNode temp = json.at("/targets/0");
            double moved = temp.path("changed").get(1).asDouble()
                    - temp.path("present").get(1).asDouble();
            assertThat(moved).as("by what was learnt of the plan").isLessThan(-3);

            CommandRun explained = ask(port, "explain", "--device", "pump 1");
            assertThat(explained.out()).contains("TEMP", "newest value", "  plan", "forecast", "+1", "+3", "+6");

            CommandRun wrong = ask(port, "what-if", "--device", "pump 1", "--set=wind=1@" + at(0) + ".." + at(1));
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("set must name one of covariates.values [plan], was wind");
            CommandRun past = ask(port, "what-if", "--device", "pump 1", "--set=plan=1@" + at(0) + ".." + at(1));
            assertThat(past.exitCode()).isEqualTo(2);
            assertThat(past.err()).contains("set must be of steps that are forecast, " + at(STEPS - 1));
            CommandRun unknown = ask(port, "explain", "--device", "nobody");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err()).contains("nothing is forecast of device nobody; no step of it has closed");
            for (String path : List.of("explanation", "window")) {
                assertThat(status(port, "nobody", path)).as(path).isEqualTo(404);
                assertThat(status(port, "pump%201", path)).as(path).isEqualTo(200);
            }
            stop.request();
            assertThat(running.join().exitCode()).isZero();
        }
        CommandRun nobody = CommandRun.of("explain", "--device", "pump 1", "--http-port=" + port);
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.err()).contains("nothing answers at 127.0.0.1:" + port);
    }
}
