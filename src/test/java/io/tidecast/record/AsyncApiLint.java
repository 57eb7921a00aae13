package io.tidecast.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Linter of AsyncAPI 3 documents: fields that must be there, references that must lead somewhere, parts in use. */
final class AsyncApiLint {
    private static final Set<String> TOP =
            Set.of("asyncapi", "id", "info", "servers", "defaultContentType", "channels", "operations", "components");
    private static final Set<String> MESSAGE =
            Set.of("title", "summary", "description", "name", "headers", "payload", "contentType", "bindings", "tags");

    private final JsonNode document;
    private final Path folder;
    private final List<String> faults = new ArrayList<>();
    private final Set<String> referred = new TreeSet<>();

    private AsyncApiLint(JsonNode document, Path folder) {
        this.document = document;
        this.folder = folder;
    }

    /** What is wrong with a document; empty if nothing is. */
    static List<String> faults(JsonNode document, Path folder) {
        AsyncApiLint lint = new AsyncApiLint(document, folder);
        lint.document();
        return lint.faults;
    }

    private void document() {
        require(document.path("asyncapi").asText().matches("3\\.\\d+\\.\\d+"), "asyncapi", "be 3");
        fields("", document, TOP);
        texts("info", document.path("info"), "title", "version");
        each(document.path("servers"), (name, server) -> texts("servers/" + name, server, "host", "protocol"));
        references(document);
        each(document.path("channels"), this::channel);
        each(document.path("operations"), this::operation);
        each(document.path("components").path("messages"), this::message);
    }

    private void channel(String name, JsonNode channel) {
        String at = "channels/" + name;
        texts(at, channel, "address");
        require(channel.path("messages").size() > 0, at + "/messages", "have a message");
        each(channel.path("messages"), (message, reference) -> {
            String to = reference.path("$ref").asText();
            require(to.startsWith("#/components/messages/"), at + "/messages/" + message, "refer to components");
        });
    }

    private void operation(String name, JsonNode operation) {
        String at = "operations/" + name;
        require(Set.of("send", "receive").contains(operation.path("action").asText()), at + "/action", "be one");
        String channel = operation.path("channel").path("$ref").asText();
        require(channel.startsWith("#/channels/"), at + "/channel", "refer to a channel");
        for (JsonNode message : operation.path("messages")) {
            require(
                    message.path("$ref").asText().startsWith(channel + "/messages/"),
                    at + "/messages",
                    "be of its channel");
        }
    }

    private void message(String name, JsonNode message) {
        String at = "components/messages/" + name;
        texts(at, message, "title");
        fields(at, message, MESSAGE);
        require(referred.contains("#/" + at), at, "be of a channel");
        JsonNode payload = message.path("payload");
        if (payload.has("schemaFormat")) {
            require(payload.path("schema").isObject(), at + "/payload", "have a schema beside its format");
        }
    }

    private void references(JsonNode node) {
        JsonNode reference = node.path("$ref");
        if (reference.isTextual()) {
            String to = reference.textValue();
            referred.add(to);
            require(
                    to.startsWith("#")
                            ? !document.at(to.substring(1)).isMissingNode()
                            : Files.exists(folder.resolve(to)),
                    to,
                    "lead somewhere");
            require(node.size() == 1, "a reference to " + to, "stand alone");
        }
        node.forEach(this::references);
    }

    private void fields(String at, JsonNode node, Set<String> known) {
        each(node, (name, field) -> require(known.contains(name), at + "/" + name, "be a field of AsyncAPI"));
    }

    private void texts(String at, JsonNode node, String... names) {
        for (String name : names) {
            require(node.path(name).isTextual(), at + "/" + name, "be a text");
        }
    }

    private void require(boolean holds, String name, String rule) {
        if (!holds) {
            faults.add(name + " must " + rule);
        }
    }

    private interface Part {
        void check(String name, JsonNode node);
    }

    private static void each(JsonNode node, Part part) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            part.check(field.getKey(), field.getValue());
        }
    }
}
