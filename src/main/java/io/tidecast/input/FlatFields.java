package io.tidecast.input;

import io.tidecast.input.FieldValue.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Flattening of a tree: its values by their paths. Worked example: of <code>
 * {"id":"a","values":{"temp":1},"parts":[{"n":1}]}</code> there are {@code /id}, {@code /values/temp} and
 * {@code /parts}, which is a list of objects and so {@link Kind#OTHER}.
 *
 * @param scope what comes before a pointer: nothing, or {@code record:}
 */
record FlatFields<N, P>(Trees<N, P> trees, String scope) {
    /** Fields of a reading at most: more are no reading's. */
    private static final int MOST = 500;

    private static final int DEEPEST = 8;

    Map<FieldPath, FieldValue> of(N object) {
        Map<FieldPath, FieldValue> fields = new LinkedHashMap<>();
        collect(object, List.of(), fields);
        return fields;
    }

    private void collect(N object, List<String> outer, Map<FieldPath, FieldValue> fields) {
        for (Map.Entry<String, N> field : trees.fields(object).entrySet()) {
            if (fields.size() >= MOST) {
                return;
            }
            List<String> names = new ArrayList<>(outer);
            names.add(field.getKey());
            N node = field.getValue();
            if (trees.isObject(node)) {
                if (names.size() < DEEPEST) {
                    collect(node, names, fields);
                }
                continue;
            }
            FieldValue value = trees.value(node);
            boolean list = trees.isList(node) && trees.elements(node).stream().anyMatch(trees::isObject);
            if (list || (value.kind() != Kind.MISSING && value.kind() != Kind.OTHER)) {
                fields.put(path(names), value);
            }
        }
    }

    private FieldPath path(List<String> names) {
        return new FieldPath(scope + FieldPath.of(names.toArray(String[]::new)).text());
    }
}
