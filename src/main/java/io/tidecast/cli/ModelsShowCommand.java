package io.tidecast.cli;

import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.nn.NetworkSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidecast models show}: what a model or a network is, as text. */
@Command(
        name = "show",
        abbreviateSynopsis = true,
        description = "Prints a model's manifest and its network as a table of layers, shapes and parameters.",
        footer = {"", "Example:", "  tidecast models show docs/examples/power-gru.yaml"})
final class ModelsShowCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "A model (.safetensors), or a network as data (.yaml, .yml or .json): inputs, layers and perhaps"
                            + " a highway, at the top or under `network:`.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors")) {
            Forecaster model = ModelOnDisk.read(file);
            out.println(manifest(model.manifest()));
            out.print(NetworkSummary.of(model.network().spec()));
        } else if (name.matches(".*\\.(yaml|yml|json)")) {
            out.print(NetworkSummary.of(NetworkFile.spec(file)));
        } else {
            throw new WrongUsage("FILE must end in .safetensors, .yaml, .yml or .json, was " + file);
        }
        return 0;
    }

    private static String manifest(Manifest manifest) {
        StringBuilder text = new StringBuilder();
        line(text, "model", manifest.model() + "/" + manifest.version());
        line(text, "parent", manifest.parent() == null ? "none" : manifest.parent());
        line(text, "features", String.join(", ", manifest.features()));
        line(text, "targets", String.join(", ", manifest.targets()));
        line(text, "window", manifest.window());
        line(text, "horizon", manifest.horizon());
        line(text, "step", manifest.step());
        line(text, "calendar", manifest.calendar() ? manifest.zone() : "none");
        manifest.provenance().forEach((key, value) -> line(text, key, shown(value)));
        line(text, "sha256", manifest.sha256());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(String.format(Locale.ROOT, "%-16s %s%n", name, value));
    }

    private static String shown(Object value) {
        return value instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + shown(entry.getValue()))
                        .sorted()
                        .collect(Collectors.joining(", "))
                : String.valueOf(value);
    }
}
