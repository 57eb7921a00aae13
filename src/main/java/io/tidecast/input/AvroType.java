package io.tidecast.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryDecoder;

/**
 * Type of an Avro schema, compiled once for all records: how the next datum is read, and what its schema says of times
 * and decimals is what it is.
 */
final class AvroType {
    private static final GenericData DATA = data();

    private final boolean nested;
    private Read read;

    /** Reads a datum; what is in it is read by the reader, which counts. */
    private interface Read {
        Object from(BinaryDecoder in, AvroReader reader) throws IOException;
    }

    private AvroType(boolean nested) {
        this.nested = nested;
    }

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
        return data;
    }

    static AvroType of(Schema schema) {
        return of(schema, new IdentityHashMap<>());
    }

    /** A record may hold itself: its type is there before those of its fields are. */
    private static AvroType of(Schema schema, Map<Schema, AvroType> known) {
        AvroType there = known.get(schema);
        if (there != null) {
            return there;
        }
        AvroType type = new AvroType(
                switch (schema.getType()) {
                    case RECORD, ARRAY, MAP -> true;
                    default -> false;
                });
        known.put(schema, type);
        type.read = converted(schema, plain(schema, known));
        return type;
    }

    /** Whether it is a level of its own. */
    boolean isNested() {
        return nested;
    }

    Object read(BinaryDecoder in, AvroReader reader) throws IOException {
        return read.from(in, reader);
    }

    private static Read converted(Schema schema, Read plain) {
        LogicalType logical = schema.getLogicalType();
        Conversion<?> conversion = logical == null ? null : DATA.getConversionFor(logical);
        return conversion == null
                ? plain
                : (in, reader) -> Conversions.convertToLogicalType(plain.from(in, reader), schema, logical, conversion);
    }

    private static Read plain(Schema schema, Map<Schema, AvroType> known) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, known);
            case ARRAY -> array(of(schema.getElementType(), known));
            case MAP -> map(of(schema.getValueType(), known));
            case UNION -> union(schema, known);
            case ENUM -> {
                List<String> symbols = schema.getEnumSymbols();
                yield (in, reader) -> new GenericData.EnumSymbol(schema, symbols.get(in.readEnum()));
            }
            case FIXED ->
                (in, reader) -> {
                    byte[] bytes = new byte[schema.getFixedSize()];
                    in.readFixed(bytes, 0, bytes.length);
                    return new GenericData.Fixed(schema, bytes);
                };
            case STRING -> (in, reader) -> in.readString(null);
            case BYTES -> (in, reader) -> in.readBytes(null);
            case INT -> (in, reader) -> in.readInt();
            case LONG -> (in, reader) -> in.readLong();
            case FLOAT -> (in, reader) -> in.readFloat();
            case DOUBLE -> (in, reader) -> in.readDouble();
            case BOOLEAN -> (in, reader) -> in.readBoolean();
            case NULL -> (in, reader) -> null;
        };
    }

    private static Read record(Schema schema, Map<Schema, AvroType> known) {
        AvroType[] fields =
                types(schema.getFields().stream().map(Schema.Field::schema).toList(), known);
        return (in, reader) -> {
            GenericData.Record record = new GenericData.Record(schema);
            for (int field = 0; field < fields.length; field++) {
                record.put(field, reader.read(fields[field]));
            }
            return record;
        };
    }

    private static Read union(Schema schema, Map<Schema, AvroType> known) {
        AvroType[] branches = types(schema.getTypes(), known);
        return (in, reader) -> {
            int index = in.readIndex();
            if (index < 0 || index >= branches.length) {
                throw new AvroRuntimeException("no type " + index + " in a union of " + branches.length);
            }
            return reader.read(branches[index]);
        };
    }

    private static AvroType[] types(List<Schema> schemas, Map<Schema, AvroType> known) {
        return schemas.stream().map(schema -> of(schema, known)).toArray(AvroType[]::new);
    }

    /** Its size is only said, so it grows by what is there. */
    private static Read array(AvroType element) {
        return (in, reader) -> {
            List<Object> all = new ArrayList<>();
            for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
                for (long i = 0; i < left; i++) {
                    all.add(reader.read(element));
                }
            }
            return all;
        };
    }

    private static Read map(AvroType value) {
        return (in, reader) -> {
            Map<Object, Object> all = new HashMap<>();
            for (long left = in.readMapStart(); left > 0; left = in.mapNext()) {
                for (long i = 0; i < left; i++) {
                    all.put(in.readString(null), reader.read(value));
                }
            }
            return all;
        };
    }
}
