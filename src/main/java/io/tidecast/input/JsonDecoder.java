package io.tidecast.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** Decoder of the user's JSON, one reading a record; the tree is parsed once, within the limits. */
final class JsonDecoder implements ReadingDecoder {
    private final ReadingLimits limits;
    private final ReadingAssembler<JsonPointer> assembler;
    private final ObjectMapper mapper;

    JsonDecoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        limits = readings.limits();
        assembler = new ReadingAssembler<>(readings, features, groups, path -> JsonPointer.compile(path.text()));
        mapper = new ObjectMapper(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(limits.depth())
                                .maxTokenCount(limits.tokens())
                                .maxStringLength(limits.bytes())
                                .maxNameLength(limits.bytes())
                                .maxNumberLength(FieldNumbers.LONGEST)
                                .build())
                        .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
                        .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
                        .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
                        .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @Override
    public List<Decoded> decode(String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {
        JsonNode root = object(value);
        return List.of(assembler.assemble(pointer -> new JsonValue(root.at(pointer)), key, timestampMs));
    }

    private JsonNode object(byte[] value) {
        if (value == null) {
            throw UnreadableRecordException.of("value", "be a JSON object", null);
        }
        limits.requireBytes(value);
        JsonNode root = tree(value);
        if (!root.isObject()) {
            throw UnreadableRecordException.of(Reason.UNREADABLE, "value", "be a JSON object", root);
        }
        return root;
    }

    private JsonNode tree(byte[] value) {
        try {
            return mapper.readTree(value);
        } catch (JsonProcessingException e) {
            Optional<JsonNode> mended = mended(value);
            if (mended.isPresent()) {
                return mended.get();
            }
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE, "value", "be JSON (" + e.getOriginalMessage() + ")", preview(value));
        } catch (IOException e) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE, "value", "be JSON in UTF-8 (" + e.getMessage() + ")", preview(value));
        }
    }

    /** What is JSON but for words that are no numbers. */
    private Optional<JsonNode> mended(byte[] value) {
        try {
            Optional<String> text = BareWords.asNull(new String(value, StandardCharsets.UTF_8));
            return text.isEmpty() ? Optional.empty() : Optional.of(mapper.readTree(text.get()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String preview(byte[] value) {
        return new String(value, 0, Math.min(value.length, 200), StandardCharsets.UTF_8);
    }
}
