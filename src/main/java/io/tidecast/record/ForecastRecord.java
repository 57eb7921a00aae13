package io.tidecast.record;

import static io.tidecast.record.RecordJson.require;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidecast.forecast.Forecast;
import java.io.IOException;
import java.util.Map;

/**
 * Codec of a forecast's record value, both ways. Fields it does not know are passed over: newer instances may write
 * more.
 */
public final class ForecastRecord {
    private ForecastRecord() {}

    /**
     * Header of a forecast record, what it begins with.
     *
     * @param originMs start of the last closed step
     * @param source name of the method whose forecast was published
     * @param weights of a combination, in the mean over targets and thirds of the horizon, by the method's name, the
     *     largest first; empty where it is not known
     */
    public record Head(String device, long originMs, String source, Map<String, Double> weights) {}

    public static byte[] bytes(Forecast forecast) {
        return bytes(forecast, MethodNames.NEWEST);
    }

    /**
     * The record of a forecast.
     *
     * @param schema 1 is without weights, and calls the network {@code model}
     */
    public static byte[] bytes(Forecast forecast, int schema) {
        return RecordJson.bytes(schema, json -> {
            json.writeStringField("device", forecast.device());
            json.writeStringField("model", forecast.model());
            json.writeNumberField("version", forecast.version());
            json.writeStringField("source", MethodNames.recorded(forecast.source(), schema));
            if (schema >= MethodNames.WEIGHED && !forecast.weights().isEmpty()) {
                json.writeObjectFieldStart("weights");
                for (var target : forecast.weights().entrySet()) {
                    json.writeObjectFieldStart(target.getKey());
                    weights(json, target.getValue());
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeStringField("status", forecast.status().label());
            json.writeStringField("origin", RecordJson.time(forecast.originMs()));
            json.writeStringField("step", forecast.step().toString());
            if (forecast.timing() != Forecast.Timing.GRID) {
                json.writeStringField("timing", forecast.timing().label());
            }
            json.writeArrayFieldStart("at");
            int horizon = forecast.targets().get(0).mean().length;
            for (int h = 1; h <= horizon; h++) {
                json.writeString(RecordJson.time(forecast.timeMs(h)));
            }
            json.writeEndArray();
            json.writeObjectFieldStart("targets");
            for (Forecast.Target target : forecast.targets()) {
                target(json, target);
            }
            json.writeEndObject();
            json.writeObjectFieldStart("quality");
            json.writeNumberField("observed", forecast.observed());
            json.writeNumberField("filled", forecast.filled());
            if (forecast.ahead().isPresent()) {
                ahead(json, forecast.ahead().get());
            }
            json.writeEndObject();
            json.writeNumberField("skill", rounded(forecast.skill()));
            if (!forecast.crosses().isEmpty()) {
                json.writeArrayFieldStart("crosses");
                for (Forecast.Crossing crossing : forecast.crosses()) {
                    crossing(json, crossing);
                }
                json.writeEndArray();
            }
        });
    }

    private static void ahead(JsonGenerator json, Forecast.Ahead ahead) throws IOException {
        json.writeNumberField("future", rounded(ahead.share()));
        json.writeArrayFieldStart("future-offset");
        for (long offset : ahead.offsets()) {
            json.writeNumber(offset);
        }
        json.writeEndArray();
        if (ahead.own().isPresent()) {
            json.writeArrayFieldStart("future-own");
            json.writeNumber(ahead.own().get().partition());
            json.writeNumber(ahead.own().get().offset());
            json.writeEndArray();
        }
    }

    private static void weights(JsonGenerator json, Map<String, Map<String, Double>> blocks) throws IOException {
        for (var block : blocks.entrySet()) {
            json.writeObjectFieldStart(block.getKey());
            for (var method : block.getValue().entrySet()) {
                double thousandths = Math.rint(1e3 * method.getValue());
                if (thousandths > 0) {
                    json.writeNumberField(method.getKey(), thousandths / 1e3);
                }
            }
            json.writeEndObject();
        }
    }

    private static void target(JsonGenerator json, Forecast.Target target) throws IOException {
        json.writeObjectFieldStart(target.name());
        RecordJson.values(json, "mean", target.mean());
        json.writeArrayFieldStart("intervals");
        for (Forecast.Interval interval : target.intervals()) {
            json.writeStartObject();
            json.writeNumberField("level", interval.level());
            RecordJson.values(json, "lower", interval.lower());
            RecordJson.values(json, "upper", interval.upper());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void crossing(JsonGenerator json, Forecast.Crossing crossing) throws IOException {
        json.writeStartObject();
        json.writeStringField("target", crossing.threshold().target());
        json.writeFieldName("threshold");
        RecordJson.number(json, crossing.threshold().value());
        json.writeStringField("direction", crossing.threshold().direction().label());
        json.writeStringField("at", RecordJson.time(crossing.atMs()));
        json.writeEndObject();
    }

    static double rounded(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1e4) / 1e4 : 0;
    }

    /**
     * Reads a record's value.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public static Forecast of(byte[] value) {
        return of(value, true);
    }

    /**
     * Reads all but the intervals, which are most of a record: for those who follow many devices.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public static Forecast withoutIntervals(byte[] value) {
        return of(value, false);
    }

    private static Forecast of(byte[] value, boolean intervals) {
        ForecastFields fields = new ForecastFields(intervals);
        RecordJson.read(value, fields, () -> false);
        return fields.forecast();
    }

    /**
     * Reads no further than what is in the head, which is a small part of a record: for those who count forecasts
     * beside what makes them.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public static Head head(byte[] value) {
        ForecastFields fields = new ForecastFields(false);
        RecordJson.read(value, fields, fields::hasHead);
        require(fields.hasHead(), "device, origin and source", "be strings", fields);
        return fields.head();
    }
}
