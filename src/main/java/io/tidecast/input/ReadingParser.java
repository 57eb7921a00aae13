package io.tidecast.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Reads a {@link Reading} out of the user's JSON, or says by name, rule and value why it cannot. */
public final class ReadingParser {
    private static final int LONGEST_DEVICE = 200;
    /** A JSON number, or one with a plus or without a digit on one side of its point. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    private static final int LONGEST_NUMBER = 100;

    /** Beyond it squares, as in a variance, are no floats any more. */
    private static final double LARGEST = 1e18;

    private final ReadingFormat format;
    private final String[] features;
    private final JsonPointer[] pointers;
    private final ObjectMapper mapper;

    public ReadingParser(ReadingFormat format) {
        this.format = format;
        features = format.values().keySet().toArray(String[]::new);
        pointers = format.values().values().toArray(JsonPointer[]::new);
        JsonLimits limits = format.limits();
        mapper = new ObjectMapper(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(limits.depth())
                                .maxTokenCount(limits.tokens())
                                .maxStringLength(limits.bytes())
                                .maxNameLength(limits.bytes())
                                .maxNumberLength(LONGEST_NUMBER)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * @param timestampMs the record's timestamp, the event time where the JSON has none
     * @throws UnreadableRecordException with name, rule and value
     */
    Reading parse(byte[] key, byte[] value, long timestampMs) {
        return reading(json(value), key, timestampMs);
    }

    /**
     * The JSON of a record, within the limits.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public JsonNode json(byte[] value) {
        if (value == null) {
            throw UnreadableRecordException.of("value", "be a JSON object", null);
        }
        if (value.length > format.limits().bytes()) {
            throw UnreadableRecordException.of(
                    "value",
                    "have at most readings.max-bytes " + format.limits().bytes() + " bytes",
                    value.length);
        }
        JsonNode root = tree(value);
        if (!root.isObject()) {
            throw UnreadableRecordException.of("value", "be a JSON object", root);
        }
        return root;
    }

    /** The reading in a record's JSON, see {@link #parse}. */
    public Reading reading(JsonNode root, byte[] key, long timestampMs) {
        return new Reading(device(root, key), time(root.at(format.time()), timestampMs), values(root));
    }

    private JsonNode tree(byte[] value) {
        try {
            return mapper.readTree(value);
        } catch (JsonProcessingException e) {
            throw UnreadableRecordException.of("value", "be JSON (" + e.getOriginalMessage() + ")", preview(value));
        } catch (IOException e) {
            throw UnreadableRecordException.of("value", "be JSON in UTF-8 (" + e.getMessage() + ")", preview(value));
        }
    }

    private static String preview(byte[] value) {
        return new String(value, 0, Math.min(value.length, 200), StandardCharsets.UTF_8);
    }

    private String device(JsonNode root, byte[] key) {
        JsonNode node = root.at(format.device());
        String device;
        if (node.isTextual() || node.isIntegralNumber()) {
            device = node.asText();
        } else if (node.isMissingNode() || node.isNull()) {
            device = keyText(key);
        } else {
            throw UnreadableRecordException.of("device at " + format.device(), "be a string", node);
        }
        if (device.isEmpty() || device.length() > LONGEST_DEVICE || device.indexOf('\0') >= 0) {
            throw UnreadableRecordException.of(
                    "device at " + format.device(), "have 1.." + LONGEST_DEVICE + " characters and no NUL", device);
        }
        return device;
    }

    private String keyText(byte[] key) {
        if (key == null) {
            throw UnreadableRecordException.of(
                    "device at " + format.device(), "be there, or be the record's key", "neither");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            throw UnreadableRecordException.of("key", "be a device in UTF-8", Arrays.toString(key));
        }
    }

    private long time(JsonNode node, long timestampMs) {
        if (node.isMissingNode() || node.isNull()) {
            return checked((double) timestampMs, "record timestamp", timestampMs);
        }
        String name = "time at " + format.time();
        if (format.timeUnit() == ReadingFormat.TimeUnit.ISO) {
            if (!node.isTextual()) {
                throw UnreadableRecordException.of(name, "be an ISO-8601 string (readings.time-unit is iso)", node);
            }
            return checked((double) iso(node.textValue(), name), name, node);
        }
        double number = number(node, name, "be a number (readings.time-unit is " + format.timeUnit() + ")");
        double ms =
                switch (format.timeUnit()) {
                    case EPOCH_S -> Math.rint(number * 1000);
                    case EPOCH_US -> Math.floor(number / 1000);
                    default -> number;
                };
        return checked(ms, name, node);
    }

    private static long checked(double ms, String name, Object value) {
        if (!(ms >= 0 && ms <= 253_402_300_799_999.0)) {
            throw UnreadableRecordException.of(name, "be from 1970 to 9999", value);
        }
        return (long) ms;
    }

    private static long iso(String text, String name) {
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text).toEpochMilli();
            }
            boolean offset = text.indexOf('+') > 0 || text.lastIndexOf('-') > 10;
            String joined = text.length() > 10 && text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
            return offset
                    ? OffsetDateTime.parse(joined).toInstant().toEpochMilli()
                    : LocalDateTime.parse(joined).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw UnreadableRecordException.of(name, "be an ISO-8601 time", text);
        }
    }

    private float[] values(JsonNode root) {
        float[] values = new float[pointers.length];
        for (int f = 0; f < values.length; f++) {
            values[f] = value(root.at(pointers[f]), f);
        }
        return values;
    }

    private float value(JsonNode node, int feature) {
        if (node.isMissingNode() || node.isNull() || isMissing(node)) {
            return Float.NaN;
        }
        String name = features[feature] + " at " + pointers[feature];
        String rule = "be a number within ±1e18";
        float value = (float) number(node, name, rule);
        if (!(Math.abs(value) <= LARGEST)) {
            throw UnreadableRecordException.of(name, rule, node);
        }
        return value;
    }

    private boolean isMissing(JsonNode node) {
        return node.isTextual()
                && (node.textValue().equalsIgnoreCase("nan")
                        || (format.numbersInStrings() && node.textValue().isBlank()));
    }

    private double number(JsonNode node, String name, String rule) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (format.numbersInStrings() && node.isTextual() && node.textValue().length() <= LONGEST_NUMBER) {
            String text = node.textValue().strip();
            if (NUMBER.matcher(text).matches()) {
                return Double.parseDouble(text);
            }
        }
        boolean asked = !format.numbersInStrings() && node.isTextual();
        throw UnreadableRecordException.of(
                name, rule + (asked ? ", not a string (readings.numbers-in-strings is false)" : ""), node);
    }
}
