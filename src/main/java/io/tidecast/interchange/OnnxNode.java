package io.tidecast.interchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Node of an ONNX graph.
 *
 * @param name as the file has it, or its first output
 * @param operator of the standard domain
 * @param inputs names of values; empty where an optional one is left out
 * @param outputs names of values
 */
record OnnxNode(
        String name, String operator, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
    /** Attribute: whichever of these it has. */
    record Attribute(
            float decimal,
            long integer,
            String text,
            List<Long> integers,
            List<String> texts,
            Optional<OnnxTensor> tensor) {}

    static OnnxNode read(ProtobufFields fields, Beside beside) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Attribute> attributes = new HashMap<>();
        String name = "";
        String operator = "";
        String domain = "";
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> inputs.add(fields.text());
                case 2 -> outputs.add(fields.text());
                case 3 -> name = fields.text();
                case 4 -> operator = fields.text();
                case 5 -> attribute(fields.message("attribute"), attributes, beside);
                case 7 -> domain = fields.text();
                default -> {} // What it is documented by.
            }
        }
        String known = name.isEmpty() ? outputs.stream().findFirst().orElse("") : name;
        Refused.unless(
                domain.isEmpty() || domain.equals("ai.onnx"),
                "node " + known + " must be of the standard operators, was " + domain + "." + operator);
        return new OnnxNode(known, operator, inputs, outputs, attributes);
    }

    private static void attribute(ProtobufFields fields, Map<String, Attribute> all, Beside beside) {
        String name = "";
        float decimal = 0;
        long integer = 0;
        String text = "";
        List<Long> integers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        Optional<OnnxTensor> tensor = Optional.empty();
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> name = fields.text();
                case 2 -> decimal = fields.decimal();
                case 3 -> integer = fields.integer();
                case 4 -> text = fields.text();
                case 5 -> tensor = Optional.of(OnnxTensor.read(fields.message("t"), beside));
                case 6, 11 -> throw new IllegalArgumentException("nodes must have no graphs of their own");
                case 8 -> integers.addAll(fields.integers());
                case 9 -> texts.add(fields.text());
                default -> {} // Lists of floats are parameters of activations that no layer here has.
            }
        }
        all.put(name, new Attribute(decimal, integer, text, integers, texts, tensor));
    }

    /** What a Cast gives; one to whole numbers would cut off what is behind the point. */
    <T> T castToNumbers(T value) {
        if (!OnnxTensor.isOfNumbers(integer("to", 0))) {
            throw refused("it casts to other than floating-point numbers, type " + integer("to", 0));
        }
        return value;
    }

    /** As it is named in messages. */
    String place() {
        return "node " + name + " (" + operator + ")";
    }

    String input(int i) {
        return i < inputs.size() ? inputs.get(i) : "";
    }

    long integer(String key, long otherwise) {
        return attributes.containsKey(key) ? attributes.get(key).integer() : otherwise;
    }

    float decimal(String key, float otherwise) {
        return attributes.containsKey(key) ? attributes.get(key).decimal() : otherwise;
    }

    String text(String key, String otherwise) {
        return attributes.containsKey(key) ? attributes.get(key).text() : otherwise;
    }

    Optional<List<Long>> integers(String key) {
        return Optional.ofNullable(attributes.get(key)).map(Attribute::integers);
    }

    List<String> texts(String key) {
        return attributes.containsKey(key) ? attributes.get(key).texts() : List.of();
    }

    Optional<OnnxTensor> tensor(String key) {
        return Optional.ofNullable(attributes.get(key)).flatMap(Attribute::tensor);
    }

    IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(place() + " must be of a network that can be imported: " + why);
    }
}
