package io.tidecast.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;

/** Parser within limits, whether or not the format's own parser keeps any. */
final class BoundedParser extends JsonParserDelegate {
    private final ReadingLimits limits;
    private int depth;
    private int tokens;

    BoundedParser(JsonParser parser, ReadingLimits limits) {
        super(parser);
        this.limits = limits;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token != null && ++tokens > limits.tokens()) {
            throw UnreadableRecordException.of(
                    Reason.TOO_LARGE, "value", "be of at most readings.max-tokens " + limits.tokens(), "more");
        }
        if (token != null && token.isStructStart() && ++depth > limits.depth()) {
            throw UnreadableRecordException.of(
                    Reason.TOO_LARGE, "value", "be at most readings.max-depth " + limits.depth() + " deep", "deeper");
        }
        if (token != null && token.isStructEnd()) {
            depth--;
        }
        return token;
    }

    @Override
    public JsonToken nextValue() throws IOException {
        JsonToken token = nextToken();
        return token == JsonToken.FIELD_NAME ? nextToken() : token;
    }

    @Override
    public String nextFieldName() throws IOException {
        return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
    }

    @Override
    public JsonParser skipChildren() {
        throw new UnsupportedOperationException("a tree is read whole");
    }
}
