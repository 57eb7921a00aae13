package io.tidecast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.app.ModelsTopic;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.model.Manifest;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.Verdict;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast models list}: every model and version on the models topic, and what serves. */
@Command(
        name = "list",
        abbreviateSynopsis = true,
        description =
                "Lists the models on the models topic: what serves and why, every version, and what was rejected last.",
        footer = {"", "Example:", "  tidecast models list -c tidecast.yaml"})
final class ModelsListCommand extends SettingsCommand {
    private static final String ROW = "  %7s  %-11s %-12s %14s  %-20s  %-20s  %s";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    ModelsListCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return ModelsTopic.SETTINGS;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings = settings();
        String topic = settings.topics().models();
        Map<String, PublishedModels<PublishedFile>> models =
                PublishedModels.read(new KafkaClients(settings.kafka()), topic, settings.modelKeys());
        PrintWriter out = out();
        if (json) {
            out.print(Printable.lines(JSON.writeValueAsString(tree(models))));
        } else if (models.isEmpty()) {
            out.println("topic " + topic + " holds no model");
        } else {
            models.forEach((model, published) -> print(model, published, line -> out.println(Printable.line(line))));
            out.println(
                    "HELD-OUT ERROR is the mean absolute error on the windows that were held out when the version was"
                            + " trained, in units of the usual change from step to step.");
        }
        return 0;
    }

    private static void print(String model, PublishedModels<PublishedFile> published, Consumer<String> out) {
        out.accept(published
                .pointer()
                .map(pointer -> ModelsTopic.line(model, pointer))
                .orElse("model " + model + ": nothing serves"));
        published.pointer().ifPresent(pointer -> movedAt(pointer)
                .ifPresent(at -> out.accept("  last moved at " + at + ": " + pointer.reason())));
        published.signing().refused().ifPresent(reason -> out.accept("  its last pointer is not used: " + reason));
        out.accept(String.format(
                ROW, "VERSION", "STATE", "PARENT", "HELD-OUT ERROR", "LEARNT TO", "WRITTEN", "WHY IT WAS MADE"));
        published.files().forEach((version, file) -> {
            ObjectNode row = row(version, file, published);
            out.accept(String.format(
                    Locale.ROOT,
                    ROW,
                    version,
                    row.path("state").asText(),
                    row.path("parent").asText("-"),
                    row.path("error").isNumber()
                            ? String.format(
                                    Locale.ROOT, "%.4f", row.path("error").asDouble())
                            : "-",
                    row.path("learntTo").asText("-"),
                    row.path("written").asText(),
                    row.path("reason").asText("")));
        });
        published
                .pointer()
                .map(Pointer::shadow)
                .ifPresent(shadow -> out.accept("  in the shadow: " + ModelsTopic.line(shadow)));
        published
                .pointer()
                .map(Pointer::rejected)
                .orElse(List.of())
                .forEach(verdict -> out.accept("  " + verdict.at() + "  " + verdict.version() + " (" + verdict.trigger()
                        + "): " + verdict.reason()));
    }

    /** When the pointer came to where it is; one of before says it by the verdict that moved it, if at all. */
    private static Optional<String> movedAt(Pointer pointer) {
        return Optional.ofNullable(pointer.movedAt()).or(() -> byVerdict(pointer));
    }

    private static Optional<String> byVerdict(Pointer pointer) {
        return Stream.concat(Stream.ofNullable(pointer.verdict()), pointer.rejected().stream())
                .filter(verdict -> verdict.promoted() ? verdict.version() == pointer.serving() : verdict.rolledBack())
                .filter(verdict -> verdict.reason().equals(pointer.reason()))
                .map(Verdict::at)
                .filter(Objects::nonNull)
                .reduce((first, second) -> second);
    }

    private static String state(int version, Pointer pointer) {
        boolean back =
                pointer.rejected().stream().anyMatch(verdict -> verdict.version() == version && verdict.rolledBack());
        String state = pointer.state(version);
        return state.isEmpty() && back ? "rolled back" : state;
    }

    private static ArrayNode tree(Map<String, PublishedModels<PublishedFile>> models) {
        ArrayNode all = JSON.createArrayNode();
        models.forEach((model, published) -> {
            ObjectNode one = all.addObject();
            one.put("model", model);
            published.pointer().ifPresent(pointer -> one.set("pointer", JSON.valueToTree(pointer)));
            published.signing().refused().ifPresent(reason -> one.put("refused", reason));
            ArrayNode versions = one.putArray("versions");
            published.files().forEach((version, file) -> versions.add(row(version, file, published)));
        });
        return all;
    }

    private static ObjectNode row(int version, PublishedFile file, PublishedModels<PublishedFile> published) {
        ObjectNode row = JSON.createObjectNode();
        row.put("version", version).put("bytes", file.bytes().length);
        Pointer pointer = published.pointer().orElseGet(Pointer::unserved);
        row.put("state", state(version, pointer));
        row.put("written", file.written().truncatedTo(ChronoUnit.SECONDS).toString());
        try {
            Manifest manifest = ModelFile.read(file.accepted()).manifest();
            row.put("parent", manifest.parent());
            manifest.learntTo()
                    .ifPresent(to -> row.put(
                            "learntTo", to.truncatedTo(ChronoUnit.SECONDS).toString()));
            row.put("reason", String.valueOf(manifest.provenance().getOrDefault("reason", "")));
            // What a fine-tune, or offline training, reached on its held-out windows.
            if (manifest.provenance().get("heldOut") instanceof Map<?, ?> heldOut) {
                Object error = heldOut.containsKey("challenger") ? heldOut.get("challenger") : heldOut.get("network");
                row.set("error", JSON.valueToTree(error));
            }
        } catch (IllegalArgumentException e) {
            row.put("reason", "cannot be used: " + e.getMessage());
        }
        return row;
    }
}
