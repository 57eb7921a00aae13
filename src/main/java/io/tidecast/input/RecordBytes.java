package io.tidecast.input;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Consumer record as a decoder is given it.
 *
 * @param key may be null
 * @param value may be null
 */
record RecordBytes(String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {
    /** The last header of a name as text; empty if there is none. */
    Optional<String> header(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? Optional.empty() : Optional.of(text(header.value()));
    }

    /** The key as text; empty if there is none. */
    Optional<String> keyText() {
        return key == null ? Optional.empty() : Optional.of(text(key));
    }

    /** UTF-8; bytes that are none as a list of them. */
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Arrays.toString(bytes);
        }
    }
}
