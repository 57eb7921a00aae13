package io.tidecast.settings;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.config.SettingException;
import io.tidecast.model.NetworkSettings;
import io.tidecast.nn.NetworkSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Network architecture as data, in a file of its own, YAML or JSON: at the top, or under {@code network:}. */
public final class NetworkFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NetworkFile() {}

    /**
     * Reads a whole network: {@code inputs}, {@code layers} and perhaps a {@code highway}.
     *
     * @throws SettingException with file, layer, rule and value
     */
    public static NetworkSpec spec(Path path) {
        JsonNode form = form(path);
        try {
            return NetworkSpec.fromMap(JSON.convertValue(form, new TypeReference<Map<String, Object>>() {}));
        } catch (IllegalArgumentException e) {
            throw new SettingException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the part of a network that training can choose, as settings: the recurrent {@code layers}, and
     * {@code highway: true} or {@code false}.
     *
     * @throws SettingException with file and rule
     */
    static Map<String, String> settings(Path path) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : form(path).properties()) {
            String key = NetworkSettings.LAYERS.group() + "." + entry.getKey();
            if (!key.equals(NetworkSettings.LAYERS.key()) && !key.equals(NetworkSettings.HIGHWAY.key())) {
                throw new SettingException(path + ": " + key + " must be left out, for a network to be trained"
                        + " has layers and highway only: its inputs and its head follow from the settings");
            }
            JsonNode value = entry.getValue();
            settings.put(key, value.isValueNode() ? value.asText() : value.toString());
        }
        return settings;
    }

    private static JsonNode form(Path path) {
        JsonNode root = YamlFile.tree(path);
        JsonNode form = root.has("network") ? root.get("network") : root;
        if (!form.isObject()) {
            throw new SettingException(path + ": a network must be a map with inputs and layers");
        }
        return form;
    }
}
