package io.tidecast.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML flow form (so also JSON) as plain lists, maps in their order, and texts. Scalars keep the text they were written
 * with: {@code off} is no {@code false}, and {@code 0.90} keeps its zero.
 */
public final class Flow {
    private final BiFunction<Node, String, ? extends RuntimeException> wrong;

    private Flow(BiFunction<Node, String, ? extends RuntimeException> wrong) {
        this.wrong = wrong;
    }

    /**
     * Reads a text on one line.
     *
     * @param rule what the text must be
     * @return a list, a map or a text
     * @throws IllegalArgumentException with the rule
     */
    public static Object read(String text, String rule) {
        LoaderOptions options = new LoaderOptions();
        try {
            Node node = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options)
                    .getSingleNode();
            if (node == null) {
                throw new IllegalArgumentException(rule);
            }
            return of(node, (where, what) -> new IllegalArgumentException(rule));
        } catch (YAMLException e) {
            throw new IllegalArgumentException(rule, e);
        }
    }

    /**
     * A node of a document.
     *
     * @param wrong what is thrown of a node that cannot be taken, from what is wrong with it
     */
    public static Object of(Node node, BiFunction<Node, String, ? extends RuntimeException> wrong) {
        return new Flow(wrong).plain(node);
    }

    /**
     * The text of a scalar.
     *
     * @throws IllegalArgumentException with the rule if it is none
     */
    public static String scalar(Object plain, String rule) {
        if (plain instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(rule);
    }

    private Object plain(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(element -> list.add(plain(element)));
            return list;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw wrong.apply(tuple.getKeyNode(), "a key must be a text");
            }
            if (map.containsKey(key.getValue())) {
                throw wrong.apply(key, key.getValue() + " must be named once, is named twice");
            }
            boolean isNull = tuple.getValueNode().getTag().equals(Tag.NULL);
            map.put(key.getValue(), isNull ? null : plain(tuple.getValueNode()));
        }
        return map;
    }
}
