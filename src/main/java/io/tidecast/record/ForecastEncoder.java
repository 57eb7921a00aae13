package io.tidecast.record;

import io.tidecast.forecast.Forecast;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Serializer of forecasts: the values and headers of the records that one is in a format. Of one thread. */
public final class ForecastEncoder {
    /** A zero and the schema's id in four bytes. */
    private static final int WIRE_PREFIX = 5;

    private final ForecastFormat format;
    private final int naming;
    private final List<Double> levels;
    private final Optional<String> eventSource;
    private final String subject;
    private final SchemaIds registry;
    private OptionalInt schemaId = OptionalInt.empty();

    /** Value and headers of a record. */
    public record Encoded(byte[] value, Headers headers) {}

    /**
     * An encoder for a topic.
     *
     * @param naming schema of the records, and of the methods' names in flat ones
     * @param levels of the intervals, which have columns of their own in flat formats
     * @param eventSource the source that CloudEvents headers name; none without them
     * @param registry asked with the first record, and only in formats that are registered
     */
    public ForecastEncoder(
            ForecastFormat format,
            int naming,
            List<Double> levels,
            Optional<String> eventSource,
            String topic,
            SchemaIds registry) {
        this.format = format;
        this.naming = naming;
        this.levels = levels.stream().distinct().toList();
        this.eventSource = eventSource;
        this.subject = topic + "-value";
        this.registry = registry;
    }

    /** The records of a forecast, in order. */
    public List<Encoded> encode(Forecast forecast) {
        if (!format.isFlat()) {
            return List.of(
                    new Encoded(ForecastRecord.bytes(forecast, naming), headers(forecast, "io.tidecast.forecast", "")));
        }
        List<Encoded> records = new ArrayList<>();
        for (ForecastRow row : ForecastRow.of(forecast)) {
            String part = "/" + row.target().name() + "/" + row.stepAhead();
            records.add(new Encoded(value(row), headers(forecast, "io.tidecast.forecast.row", part)));
        }
        return records;
    }

    private byte[] value(ForecastRow row) {
        return switch (format) {
            case AVRO -> framed(FlatAvro.bytes(row, levels, naming));
            case JSON_SCHEMA -> framed(FlatJson.bytes(row, levels, naming));
            case JSON, FLAT_JSON -> FlatJson.bytes(row, levels, naming);
        };
    }

    private byte[] framed(byte[] body) {
        if (schemaId.isEmpty()) {
            schemaId = OptionalInt.of(registry.idOf(subject, format.schemaType(), schema()));
        }
        return ByteBuffer.allocate(WIRE_PREFIX + body.length)
                .put((byte) 0)
                .putInt(schemaId.getAsInt())
                .put(body)
                .array();
    }

    private String schema() {
        return format == ForecastFormat.AVRO ? FlatAvro.schema(levels).toString() : FlatJson.schema(levels);
    }

    private Headers headers(Forecast forecast, String type, String part) {
        if (eventSource.isEmpty()) {
            return new RecordHeaders();
        }
        String id = forecast.device() + "/" + IsoTime.of(forecast.originMs()) + part;
        return new CloudEvent(id, eventSource.get(), type, forecast.device(), forecast.originMs(), format.contentType())
                .headers();
    }
}
