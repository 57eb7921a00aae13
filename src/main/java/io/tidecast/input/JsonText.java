package io.tidecast.input;

import com.fasterxml.jackson.core.JsonFactory;
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
import java.util.Optional;

/** Parser of the user's JSON: a record's tree is read once, within the limits. */
final class JsonText {
    static final JacksonTrees TREES = new JacksonTrees("a JSON object");

    private final ObjectMapper mapper;

    JsonText(ReadingLimits limits) {
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

    /** @throws UnreadableRecordException if the bytes are no JSON */
    JsonNode read(byte[] value) {
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
