package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;

/** Value in a tree of JSON. */
record JsonValue(JsonNode node) implements FieldValue {
    @Override
    public Kind kind() {
        return switch (node.getNodeType()) {
            case MISSING, NULL -> Kind.MISSING;
            case STRING -> Kind.TEXT;
            case NUMBER -> node.isIntegralNumber() ? Kind.INTEGER : Kind.FRACTION;
            case BOOLEAN -> Kind.TRUTH;
            default -> Kind.OTHER;
        };
    }

    @Override
    public String text() {
        return node.isValueNode() ? node.asText() : node.toString();
    }

    @Override
    public double number() {
        return node.isBoolean() ? (node.booleanValue() ? 1 : 0) : node.doubleValue();
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
