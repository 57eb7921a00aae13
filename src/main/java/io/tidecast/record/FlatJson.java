package io.tidecast.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tidecast.forecast.Forecast;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** JSON of a forecast's rows, and the JSON Schema of it: an object of scalars, with every column in every row. */
final class FlatJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();
    /** Draft 7 is what registries and their converters read. */
    private static final String DRAFT = "http://json-schema.org/draft-07/schema#";

    private FlatJson() {}

    /**
     * Writes a row.
     *
     * @param levels those that have columns
     * @param schema of the method's name, see {@link MethodNames}
     */
    static byte[] bytes(ForecastRow row, List<Double> levels, int schema) {
        Forecast forecast = row.forecast();
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("device", forecast.device());
            json.writeStringField("target", row.target().name());
            json.writeStringField("at", IsoTime.of(row.atMs()));
            json.writeNumberField("step_ahead", row.stepAhead());
            json.writeStringField("origin", IsoTime.of(forecast.originMs()));
            number(json, "mean", row.mean());
            for (double level : levels) {
                number(json, ForecastRow.column("lower", level), row.lower(level));
                number(json, ForecastRow.column("upper", level), row.upper(level));
            }
            json.writeStringField("model", forecast.model());
            json.writeNumberField("version", forecast.version());
            json.writeStringField("source", MethodNames.recorded(forecast.source(), schema));
            json.writeStringField("status", forecast.status().label());
            json.writeStringField("step", forecast.step().toString());
            json.writeStringField("timing", row.timing());
            json.writeNumberField("observed", forecast.observed());
            json.writeNumberField("filled", forecast.filled());
            json.writeNumberField("skill", ForecastRecord.rounded(forecast.skill()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        RecordJson.number(json, value);
    }

    /** The schema of these rows; one of fewer levels can be followed by one of more, and the other way round. */
    static String schema(List<Double> levels) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            List<String> required = new ArrayList<>();
            json.writeStartObject();
            json.writeStringField("$schema", DRAFT);
            json.writeStringField("title", "ForecastRow");
            json.writeStringField("type", "object");
            json.writeObjectFieldStart("properties");
            for (FlatColumn column : FlatColumn.of(levels)) {
                json.writeObjectFieldStart(column.name());
                json.writeStringField("description", column.description());
                type(json, column);
                json.writeEndObject();
                if (!column.isNullable()) {
                    required.add(column.name());
                }
            }
            json.writeEndObject();
            json.writeArrayFieldStart("required");
            for (String name : required) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void type(JsonGenerator json, FlatColumn column) throws IOException {
        String type = column.kind().jsonType();
        if (!column.isNullable()) {
            json.writeStringField("type", type);
        } else {
            // Converters to tables take a union in this form, and not in that of a list of types.
            json.writeArrayFieldStart("oneOf");
            for (String either : List.of("null", type)) {
                json.writeStartObject();
                json.writeStringField("type", either);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (column.kind() == FlatColumn.Kind.TIME) {
            json.writeStringField("format", "date-time");
        }
    }
}
