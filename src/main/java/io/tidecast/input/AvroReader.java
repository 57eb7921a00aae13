package io.tidecast.input;

import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Datum reader of one schema, within limits. Data are read by the schema that they were written by: paths ask for
 * fields by name, so a field more or fewer needs no other schema to resolve against. Avro's own reader resolves all the
 * same, and cost more than the whole of a JSON record; its faster one cannot be bounded.
 */
final class AvroReader {
    private final ReadingLimits limits;
    private final AvroType type;
    private BinaryDecoder decoder;
    private int depth;
    private int tokens;

    AvroReader(Schema schema, ReadingLimits limits) {
        this.limits = limits;
        type = AvroType.of(schema);
    }

    /** @throws IOException as Avro's own exceptions, if the bytes are not of the schema or beyond the limits */
    Object read(byte[] bytes, int from) throws IOException {
        depth = 0;
        tokens = 0;
        decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, decoder);
        Object read = read(type);
        if (!decoder.isEnd()) {
            throw new EOFException("there is more behind its end");
        }
        return read;
    }

    /** Reads what is next, which is of this type. */
    Object read(AvroType next) throws IOException {
        if (++tokens > limits.tokens()) {
            throw new AvroRuntimeException("more than readings.max-tokens " + limits.tokens());
        }
        if (!next.isNested()) {
            return next.read(decoder, this);
        }
        if (++depth > limits.depth()) {
            throw new AvroRuntimeException("deeper than readings.max-depth " + limits.depth());
        }
        Object read = next.read(decoder, this);
        depth--;
        return read;
    }

    /** A schema and those it refers to, of which each comes after what it needs itself. */
    static Schema parse(String text, Map<String, String> imports) {
        Schema.Parser parser = new Schema.Parser();
        for (Entry<String, String> referred : imports.entrySet()) {
            if (!parser.getTypes().containsKey(referred.getKey())) {
                parser.parse(referred.getValue());
            }
        }
        return parser.parse(text);
    }
}
