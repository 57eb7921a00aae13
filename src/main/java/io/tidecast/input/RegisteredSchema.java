package io.tidecast.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Schema as a registry holds it.
 *
 * @param type {@code AVRO}, {@code PROTOBUF} or {@code JSON}
 * @param references what it imports
 */
public record RegisteredSchema(String type, String text, List<Reference> references) {
    /**
     * Schema that another one refers to.
     *
     * @param name what it is called there: a type's name in Avro, an imported file in Protobuf
     */
    public record Reference(String name, RegisteredSchema schema) {}

    /** Texts by name of all that it refers to, each after what it refers to itself. */
    Map<String, String> imports() {
        Map<String, String> imports = new LinkedHashMap<>();
        for (Reference reference : references) {
            imports.putAll(reference.schema().imports());
            imports.put(reference.name(), reference.schema().text());
        }
        return imports;
    }
}
