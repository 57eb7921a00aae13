package io.tidecast.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tidecast.series.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Streaming JSON, token by token, both ways: what the codecs of this package have in common. Forecasts and scores are
 * written for each step of each device, and read beside what writes them, so no tree is built of either.
 */
final class RecordJson {
    static final int SCHEMA = 1;
    private static final String RULE = "be " + SCHEMA + ".." + MethodNames.NEWEST;
    /** The fast writer prints the shortest decimal that reads back as the same float. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private RecordJson() {}

    /** Fields of a JSON object that is written. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** Fields of a JSON object that is read. */
    interface Fields {
        /**
         * Takes one field.
         *
         * @param json at the first token of its value, of which the children are skipped if they are not wanted
         */
        void take(String name, JsonParser json) throws IOException;
    }

    /** Element of a JSON array that is read. */
    interface Element<E> {
        E read(JsonParser json) throws IOException;
    }

    static byte[] bytes(Body body) {
        return bytes(SCHEMA, body);
    }

    static byte[] bytes(int schema, Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("schema", schema);
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a record of forecasts or scores, of any schema of theirs.
     *
     * @param enough whether all that is wanted is there, so that the rest need not be read
     * @throws UnreadableRecordException where it is no object, or of another schema
     */
    static void read(byte[] value, Fields fields, BooleanSupplier enough) {
        require(value != null, "value", "be a JSON object", null);
        try (JsonParser json = JSON.createParser(value)) {
            requireToken("value", json, json.nextToken(), JsonToken.START_OBJECT, "be a JSON object");
            boolean known = false;
            while (!enough.getAsBoolean() && json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("schema")) {
                    int schema = json.getValueAsInt();
                    require(schema >= SCHEMA && schema <= MethodNames.NEWEST, name, RULE, json.getText());
                    known = true;
                } else {
                    fields.take(name, json);
                }
            }
            require(known || enough.getAsBoolean(), "schema", RULE, null);
        } catch (IOException e) {
            throw UnreadableRecordException.notJson(e);
        }
    }

    /** Reads an object within a record. */
    static void object(String name, JsonParser json, Fields fields) throws IOException {
        requireToken(name, json, json.currentToken(), JsonToken.START_OBJECT, "be an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            fields.take(field, json);
        }
    }

    /** Reads an array within a record; each of its values as {@code element} does. */
    static <E> List<E> list(String name, JsonParser json, Element<E> element) throws IOException {
        requireToken(name, json, json.currentToken(), JsonToken.START_ARRAY, "be an array");
        List<E> all = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            all.add(element.read(json));
        }
        return all;
    }

    static String text(String name, JsonParser json) throws IOException {
        requireToken(name, json, json.currentToken(), JsonToken.VALUE_STRING, "be a string");
        return json.getText();
    }

    static int integer(String name, JsonParser json) throws IOException {
        requireToken(name, json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, "be a whole number");
        return json.getIntValue();
    }

    /** A value in its {@link Precision}; NaN where there is null. */
    static double value(String name, JsonParser json) throws IOException {
        return Precision.read(precise(name, json));
    }

    /** A number at its full precision; NaN where there is null. */
    static double precise(String name, JsonParser json) throws IOException {
        return isNumber(name, json) ? json.getDoubleValue() : Double.NaN;
    }

    private static boolean isNumber(String name, JsonParser json) throws IOException {
        boolean number = json.currentToken().isNumeric();
        if (!number && json.currentToken() != JsonToken.VALUE_NULL) {
            throw UnreadableRecordException.of(name, "be a number or null", json.getText());
        }
        return number;
    }

    static float[] floats(String name, JsonParser json) throws IOException {
        double[] numbers = values(name, json);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    static double[] values(String name, JsonParser json) throws IOException {
        requireToken(name, json, json.currentToken(), JsonToken.START_ARRAY, "be an array");
        double[] values = new double[24];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value(name, json);
        }
        return Arrays.copyOf(values, count);
    }

    static int[] integers(String name, JsonParser json) throws IOException {
        return list(name, json, at -> integer(name, at)).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    static long timeMs(String name, String text) {
        require(text != null, name, "be an ISO-8601 time", null);
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException e) {
            throw UnreadableRecordException.of(name, "be an ISO-8601 time", text);
        }
    }

    /** The constant that has a label in records. */
    static <E> E labelled(String name, E[] constants, Function<E, String> label, String text) {
        return Arrays.stream(constants)
                .filter(constant -> label.apply(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> UnreadableRecordException.of(
                        name, "be one of " + Arrays.stream(constants).map(label).toList(), text));
    }

    private static void requireToken(String name, JsonParser json, JsonToken is, JsonToken must, String rule)
            throws IOException {
        if (is != must) { // The text of a token is made when it is asked for.
            throw UnreadableRecordException.of(name, rule, json.getText());
        }
    }

    static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw UnreadableRecordException.of(name, rule, value);
        }
    }

    static void floats(JsonGenerator json, String name, float[] values) throws IOException {
        json.writeArrayFieldStart(name);
        for (float value : values) {
            number(json, value);
        }
        json.writeEndArray();
    }

    /** A number; null where it is not known. */
    static void number(JsonGenerator json, float value) throws IOException {
        if (Float.isNaN(value)) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    static void values(JsonGenerator json, String name, double[] values) throws IOException {
        json.writeArrayFieldStart(name);
        for (double value : values) {
            number(json, value);
        }
        json.writeEndArray();
    }

    /** A value in the digits of its {@link Precision}; null where it is not known. */
    static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isNaN(value) || Precision.isWrittenSingle(value)) {
            number(json, (float) value);
        } else {
            json.writeNumber(value);
        }
    }

    static String time(long ms) {
        return IsoTime.of(ms);
    }
}
