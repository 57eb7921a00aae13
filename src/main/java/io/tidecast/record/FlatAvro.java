package io.tidecast.record;

import io.tidecast.forecast.Forecast;
import io.tidecast.series.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Avro binary encoding of a forecast's rows, and the schema of it. Fields are written in the schema's order with no
 * datum between, as there is one record a row.
 */
final class FlatAvro {
    private static final int NULL = 0;
    private static final int VALUE = 1;

    private FlatAvro() {}

    /** Levels that come or go keep it readable both ways: their fields have defaults. */
    static Schema schema(List<Double> levels) {
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("ForecastRow").namespace("io.tidecast").fields();
        for (FlatColumn column : FlatColumn.of(levels)) {
            SchemaBuilder.FieldBuilder<Schema> field =
                    fields.name(column.name()).doc(column.description());
            switch (column.kind()) {
                case TEXT -> field.type().stringType().noDefault();
                case TIME -> field.type(time).noDefault();
                case COUNT -> field.type().intType().noDefault();
                case NUMBER -> field.type().doubleType().noDefault();
                case BOUND -> field.type().optional().doubleType();
            }
        }
        return fields.endRecord();
    }

    /**
     * Writes a row.
     *
     * @param levels those that have fields
     * @param schema of the method's name, see {@link MethodNames}
     */
    static byte[] bytes(ForecastRow row, List<Double> levels, int schema) {
        Forecast forecast = row.forecast();
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        BinaryEncoder avro = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            avro.writeString(forecast.device());
            avro.writeString(row.target().name());
            avro.writeLong(row.atMs());
            avro.writeInt(row.stepAhead());
            avro.writeLong(forecast.originMs());
            bound(avro, row.mean());
            for (double level : levels) {
                bound(avro, row.lower(level));
                bound(avro, row.upper(level));
            }
            avro.writeString(forecast.model());
            avro.writeInt(forecast.version());
            avro.writeString(MethodNames.recorded(forecast.source(), schema));
            avro.writeString(forecast.status().label());
            avro.writeString(forecast.step().toString());
            avro.writeString(row.timing());
            avro.writeInt(forecast.observed());
            avro.writeInt(forecast.filled());
            avro.writeDouble(ForecastRecord.rounded(forecast.skill()));
            avro.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void bound(BinaryEncoder avro, double value) throws IOException {
        if (Double.isNaN(value)) {
            avro.writeIndex(NULL);
        } else {
            avro.writeIndex(VALUE);
            avro.writeDouble(decimal(value));
        }
    }

    /** The double that prints as the value does: 71.4 and not 71.4000015. */
    private static double decimal(double value) {
        return Double.parseDouble(Precision.written(value).toString());
    }
}
