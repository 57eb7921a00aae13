package io.tidecast.input;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;

/** Tree model of Avro's generic data: records and maps are objects, a node that is missing is null. */
record AvroTrees() implements Trees<Object, NamePath> {
    @Override
    public NamePath pointer(FieldPath path) {
        return new NamePath(path.names().stream()
                .map(name -> new NamePath.Step(name, NamePath.index(name), new Utf8(name)))
                .toList());
    }

    @Override
    public Object at(Object root, NamePath pointer) {
        Object node = root;
        for (NamePath.Step step : pointer.steps()) {
            node = child(node, step);
        }
        return node;
    }

    private static Object child(Object node, NamePath.Step step) {
        if (node instanceof IndexedRecord record) {
            Schema.Field field = record.getSchema().getField(step.name());
            return field == null ? null : record.get(field.pos());
        }
        if (node instanceof Map<?, ?> map) {
            return map.get(step.key());
        }
        return node instanceof List<?> list ? step.of(list) : null;
    }

    @Override
    public FieldValue value(Object node) {
        return new JavaValue(node instanceof GenericEnumSymbol<?> symbol ? symbol.toString() : node);
    }

    @Override
    public boolean isObject(Object node) {
        return node instanceof IndexedRecord || node instanceof Map;
    }

    @Override
    public Map<String, Object> fields(Object node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (node instanceof IndexedRecord record) {
            record.getSchema().getFields().forEach(field -> fields.put(field.name(), record.get(field.pos())));
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(name.toString(), value));
        }
        return fields;
    }

    @Override
    public boolean isList(Object node) {
        return node instanceof Collection;
    }

    @Override
    public List<Object> elements(Object node) {
        return node instanceof Collection<?> list ? new ArrayList<>(list) : List.of();
    }

    @Override
    public String noun() {
        return "an Avro record";
    }
}
