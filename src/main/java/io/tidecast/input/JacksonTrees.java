package io.tidecast.input;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tree model of what Jackson reads: JSON, CBOR and MessagePack, and what is made into such a tree. */
record JacksonTrees(String noun) implements Trees<JsonNode, JsonPointer> {
    @Override
    public JsonPointer pointer(FieldPath path) {
        return JsonPointer.compile(path.pointer());
    }

    @Override
    public JsonNode at(JsonNode root, JsonPointer pointer) {
        return root.at(pointer);
    }

    @Override
    public FieldValue value(JsonNode node) {
        return new JsonValue(node);
    }

    @Override
    public boolean isObject(JsonNode node) {
        return node.isObject();
    }

    @Override
    public Map<String, JsonNode> fields(JsonNode node) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    @Override
    public boolean isList(JsonNode node) {
        return node.isArray();
    }

    @Override
    public List<JsonNode> elements(JsonNode node) {
        List<JsonNode> elements = new ArrayList<>(node.size());
        node.forEach(elements::add);
        return elements;
    }
}
