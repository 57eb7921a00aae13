package io.tidecast.input;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Example records as trees that a schema with a recursive record has a place for. */
final class SchemaExamples {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Deeper than {@code readings.max-depth} lets a record be by default. */
    private static final int LEVELS = 59;

    private SchemaExamples() {}

    /** The example of JSON; what is deep in it are records in records, where JSON has lists in lists. */
    static ObjectNode tree(ExampleRecord example) {
        try {
            ObjectNode tree = (ObjectNode) JSON.readTree(InputFormats.JSON.example(example));
            if (tree.remove("deep") != null) {
                ObjectNode deep = tree.putObject("deep");
                for (int level = 1; level < LEVELS; level++) {
                    deep = deep.putObject("in");
                }
            }
            return tree;
        } catch (IOException e) {
            throw new IllegalStateException("an example must be JSON", e);
        }
    }
}
