package io.tidecast.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.nn.NetworkSpec;
import java.nio.file.Path;
import java.util.Map;

/** A network as data in a file of its own, YAML or JSON: at the top, or under {@code network:}. */
final class NetworkFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NetworkFile() {}

    /**
     * Reads a whole network: {@code inputs}, {@code layers} and perhaps a {@code highway}.
     *
     * @throws WrongUsage with file, layer, rule and value
     */
    static NetworkSpec spec(Path path) {
        JsonNode form = form(path);
        try {
            return NetworkSpec.fromMap(JSON.convertValue(form, new TypeReference<Map<String, Object>>() {}));
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(path + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode form(Path path) {
        JsonNode root = YamlFile.tree(path);
        JsonNode form = root.has("network") ? root.get("network") : root;
        if (!form.isObject()) {
            throw new WrongUsage(path + ": a network must be a map with inputs and layers");
        }
        return form;
    }
}
