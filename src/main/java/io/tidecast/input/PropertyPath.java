package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Property path of a tree that is written: the names of the objects it is in, and its own. */
record PropertyPath(List<String> parents, String name) {
    /** @throws IllegalArgumentException if it leads to what is beside the reading */
    static PropertyPath of(FieldPath path) {
        if (path.scope() != FieldPath.Scope.READING) {
            throw new IllegalArgumentException(
                    "readings that are written must have all parts at JSON pointers such as /values/temp, was " + path);
        }
        List<String> names = path.names();
        int last = names.size() - 1;
        return new PropertyPath(names.subList(0, last), names.get(last));
    }

    /** The object that the property belongs to, made where it is not there. */
    ObjectNode parent(ObjectNode root) {
        ObjectNode node = root;
        for (String property : parents) {
            node = node.get(property) instanceof ObjectNode child ? child : node.putObject(property);
        }
        return node;
    }

    /** Sets the property. */
    void put(ObjectNode root, JsonNode value) {
        parent(root).set(name, value);
    }
}
