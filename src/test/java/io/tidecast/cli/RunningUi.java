package io.tidecast.cli;

import io.tidecast.app.StopSignal;
import io.tidecast.faults.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;

/** {@code tidecast ui} on a free port, asked at the address that it prints. */
final class RunningUi {
    private static final String SAID = "The dashboard is at ";

    private final StopSignal stop = new StopSignal();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> code;

    private RunningUi(Function<StopSignal, CommandContext> context, String... args) {
        CommandLine commands = Main.commandLine(context.apply(stop));
        commands.setOut(new PrintWriter(out));
        commands.setErr(new PrintWriter(err));
        String[] all =
                Stream.concat(Stream.of("ui", "--http-port=0"), Stream.of(args)).toArray(String[]::new);
        code = CompletableFuture.supplyAsync(() -> commands.execute(all));
    }

    /** Waits until it has said where it is. */
    static RunningUi start(Function<StopSignal, CommandContext> context, String... args) {
        RunningUi ui = new RunningUi(context, args);
        Await.until(
                "the address, after " + List.of(args),
                () -> ui.code.isDone() || ui.out.toString().endsWith("\n"));
        return ui;
    }

    /** Status and body, with a blank between them. */
    String get(String path) throws Exception {
        String address = out.toString().strip().substring(SAID.length());
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    String err() {
        return err.toString();
    }

    /** The exit code. */
    int stop() throws Exception {
        stop.request();
        return code.get(30, TimeUnit.SECONDS);
    }
}
