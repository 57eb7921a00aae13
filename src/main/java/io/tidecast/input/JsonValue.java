package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;

/** Value in a tree that Jackson has read; a {@link Moment} in it is a moment. */
record JsonValue(JsonNode node) implements FieldValue {
    @Override
    public Kind kind() {
        return switch (node.getNodeType()) {
            case MISSING, NULL -> Kind.MISSING;
            case STRING -> Kind.TEXT;
            case NUMBER -> number(node);
            case BOOLEAN -> Kind.TRUTH;
            case POJO -> node instanceof POJONode held && held.getPojo() instanceof Moment ? Kind.MOMENT : Kind.OTHER;
            default -> Kind.OTHER;
        };
    }

    /** CBOR and MessagePack have NaN among their numbers: no value, as the word is in JSON. */
    private static Kind number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return Kind.INTEGER;
        }
        return Double.isNaN(node.doubleValue()) ? Kind.MISSING : Kind.FRACTION;
    }

    @Override
    public String text() {
        return node.isValueNode() && !node.isPojo() ? node.asText() : node.toString();
    }

    @Override
    public double number() {
        if (node instanceof POJONode held && held.getPojo() instanceof Moment moment) {
            return Moment.millis(moment.at());
        }
        return node.isBoolean() ? (node.booleanValue() ? 1 : 0) : node.doubleValue();
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
