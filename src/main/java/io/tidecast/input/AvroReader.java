package io.tidecast.input;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.ResolvingDecoder;

/**
 * Datum reader of one schema, within limits. Data are read by the schema that they were written by: paths ask for
 * fields by name, so a field more or fewer needs no other schema to resolve against.
 */
final class AvroReader extends GenericDatumReader<Object> {
    private final ReadingLimits limits;
    private BinaryDecoder decoder;
    private int depth;
    private int tokens;

    AvroReader(Schema schema, ReadingLimits limits) {
        super(schema, schema, data());
        this.limits = limits;
    }

    /** What a schema says of times and decimals is what they are; the faster reader of Avro's cannot be bounded. */
    private static GenericData data() {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampNanosConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampNanosConversion());
        data.setFastReaderEnabled(false);
        return data;
    }

    /** @throws IOException as Avro's own exceptions, if the bytes are not of the schema or beyond the limits */
    Object read(byte[] bytes, int from) throws IOException {
        depth = 0;
        tokens = 0;
        decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, decoder);
        Object read = read(null, decoder);
        if (!decoder.isEnd()) {
            throw new EOFException("there is more behind its end");
        }
        return read;
    }

    @Override
    protected Object read(Object old, Schema expected, ResolvingDecoder in) throws IOException {
        if (++tokens > limits.tokens()) {
            throw new AvroRuntimeException("more than readings.max-tokens " + limits.tokens());
        }
        Schema.Type type = expected.getType();
        boolean nested = type == Schema.Type.RECORD || type == Schema.Type.ARRAY || type == Schema.Type.MAP;
        if (nested && ++depth > limits.depth()) {
            throw new AvroRuntimeException("deeper than readings.max-depth " + limits.depth());
        }
        Object read = super.read(old, expected, in);
        depth -= nested ? 1 : 0;
        return read;
    }

    /** Its size is only said. */
    @Override
    protected Object newArray(Object old, int size, Schema schema) {
        return new ArrayList<>();
    }

    /** Its size is only said. */
    @Override
    protected Object newMap(Object old, int size) {
        return new HashMap<>();
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
