package io.tidecast.input;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Binary encoding of what JSON is a text of: CBOR (RFC 8949) and MessagePack. */
final class BinaryJsonFormat implements TreeFormat {
    private final String name;
    private final JacksonTrees trees;
    private final Function<ReadingLimits, ObjectMapper> mappers;

    /**
     * A format of Jackson's.
     *
     * @param noun what one of its objects is called
     * @param mappers make what reads records within limits
     */
    BinaryJsonFormat(String name, String noun, Function<ReadingLimits, ObjectMapper> mappers) {
        this.name = name;
        this.mappers = mappers;
        trees = new JacksonTrees(noun);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        ReadingLimits limits = readings.limits();
        ObjectMapper mapper = mappers.apply(limits);
        return TreeDecoder.ofReadings(
                trees, record -> read(mapper, limits, record.value()), readings, features, groups);
    }

    /** What Jackson's readers of binary forms throw of damaged records is not all of one kind. */
    private JsonNode read(ObjectMapper mapper, ReadingLimits limits, byte[] value) {
        try (BoundedParser parser = new BoundedParser(mapper.createParser(value), limits)) {
            JsonNode root = mapper.readTree(parser);
            if (!isAtEnd(parser, value.length)) {
                throw UnreadableRecordException.of(
                        Reason.UNREADABLE, "value", "be " + trees.noun() + " and nothing more", preview(value));
            }
            return root == null ? mapper.missingNode() : root;
        } catch (UnreadableRecordException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            String why = e instanceof JsonProcessingException known ? known.getOriginalMessage() : e.toString();
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE, "value", "be " + trees.noun() + " (" + why + ")", preview(value));
        }
    }

    /** MessagePack's parser throws at the end, where others have no token, and counts bytes as characters. */
    private static boolean isAtEnd(BoundedParser parser, int length) throws IOException {
        try {
            return parser.nextToken() == null;
        } catch (JsonEOFException e) {
            JsonLocation at = parser.currentTokenLocation();
            return Math.max(at.getByteOffset(), at.getCharOffset()) >= length;
        }
    }

    private static String preview(byte[] value) {
        return Arrays.toString(Arrays.copyOf(value, Math.min(value.length, 20)));
    }

    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        return new JsonEncoder(readings, mappers.apply(readings.limits()));
    }

    /** The example of JSON in this encoding. */
    @Override
    public byte[] example(ExampleRecord example) {
        try {
            JsonNode tree = new ObjectMapper().readTree(InputFormats.JSON.example(example));
            return mappers.apply(ReadingLimits.defaults()).writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name;
    }
}
