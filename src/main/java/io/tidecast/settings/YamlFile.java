package io.tidecast.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidecast.config.Flow;
import io.tidecast.config.Setting;
import io.tidecast.config.SettingException;
import io.tidecast.stream.KafkaClients;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML configuration file as flat keys and texts. It reads the tree of the file itself, so that scalars keep the text
 * they were written with ({@code off} is no {@code false}, {@code 0.90} keeps its zero), maps keep their order (that of
 * features is the network's) and names may hold dots ({@code PM2.5}). Where a setting is a list or a map, its text is
 * JSON.
 */
final class YamlFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Map<String, String> values = new LinkedHashMap<>();

    private YamlFile(String name) {
        this.name = name;
    }

    /**
     * Reads the settings under {@code tidecast:}.
     *
     * @return keys without the root, in the order of the file; unknown ones too
     * @throws SettingException with file, line and rule
     */
    static Map<String, String> read(Path path) {
        YamlFile file = new YamlFile(path.toString());
        compose(path).ifPresent(file::readRoot);
        return file.values;
    }

    /**
     * A file as YAML (so also as JSON), with every scalar a text.
     *
     * @throws SettingException with file, line and rule
     */
    static JsonNode tree(Path path) {
        return compose(path)
                .<JsonNode>map(node -> JSON.valueToTree(new YamlFile(path.toString()).plain(node)))
                .orElseGet(MissingNode::getInstance);
    }

    private static Optional<Node> compose(Path path) {
        try (Reader reader = Files.newBufferedReader(path)) {
            return Optional.ofNullable(new Yaml(new LoaderOptions()).compose(reader));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new SettingException(path + " line " + line + ": " + e.getProblem(), e);
        } catch (IOException | YAMLException e) {
            throw new SettingException(
                    path + (Files.isRegularFile(path) ? " cannot be read: " + e.getMessage() : ": no such file"), e);
        }
    }

    private void readRoot(Node root) {
        for (NodeTuple tuple : mapping(root, "the file").getValue()) {
            String key = key(tuple);
            if (key.equals(Setting.ROOT)) {
                if (!isNull(tuple.getValueNode())) {
                    flatten("", mapping(tuple.getValueNode(), Setting.ROOT));
                }
            } else if (key.startsWith(Setting.ROOT + ".")) {
                put(key.substring(Setting.ROOT.length() + 1), tuple.getValueNode());
            } else {
                throw wrong(tuple.getKeyNode(), "settings must stand under `" + Setting.ROOT + ":`, found " + key);
            }
        }
    }

    private void flatten(String prefix, MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
            put(prefix + key(tuple), tuple.getValueNode());
        }
    }

    private void put(String key, Node node) {
        if (isNull(node)) {
            return;
        }
        if (node instanceof MappingNode mapping && Catalogue.find(key).isEmpty()) {
            flatten(key + ".", mapping);
            return;
        }
        boolean forKafka = key.startsWith(KafkaClients.PREFIX);
        String text = forKafka && node instanceof SequenceNode list ? joined(list) : text(node);
        if (values.put(key, text) != null) {
            throw wrong(node, key + " must be set once, is set twice");
        }
    }

    /** Kafka's own form of a list. */
    private String joined(SequenceNode list) {
        return String.join(",", list.getValue().stream().map(this::text).toList());
    }

    private String text(Node node) {
        return node instanceof ScalarNode scalar
                ? scalar.getValue()
                : JSON.valueToTree(plain(node)).toString();
    }

    private Object plain(Node node) {
        return Flow.of(node, this::wrong);
    }

    private String key(NodeTuple tuple) {
        if (tuple.getKeyNode() instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(tuple.getKeyNode(), "a key must be a text");
    }

    private MappingNode mapping(Node node, String what) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw wrong(node, what + " must be a map of names to values");
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private SettingException wrong(Node node, String message) {
        return new SettingException(name + " line " + (node.getStartMark().getLine() + 1) + ": " + message);
    }
}
