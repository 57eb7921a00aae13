package io.tidecast.record;

import static io.tidecast.record.RecordJson.require;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Precision;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Statics;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Codec of a piece of one device's history, and what its record says beyond it.
 *
 * @param measure what its scale is measured by
 */
public record ChunkRecord(Chunk chunk, Scaling.Measure measure) {
    static final String KIND = "chunk";
    private static final int MOST_STEPS = 1000;

    public static byte[] bytes(Chunk chunk, List<String> features, Scaling.Measure measure) {
        return RecordJson.bytes(json -> {
            Segment segment = chunk.segment();
            json.writeStringField("kind", KIND);
            json.writeStringField("model", chunk.model());
            json.writeStringField("device", chunk.device());
            if (!segment.statics().isEmpty()) {
                json.writeObjectFieldStart("static");
                for (Map.Entry<String, String> told : segment.statics().told().entrySet()) {
                    json.writeStringField(told.getKey(), told.getValue());
                }
                json.writeEndObject();
            }
            json.writeStringField("from", RecordJson.time(segment.timeMs(0, chunk.step())));
            json.writeStringField("step", chunk.step().toString());
            if (segment.isTimed()) {
                json.writeNumberField("first", segment.firstIndex());
                json.writeArrayFieldStart("at");
                for (long timeMs : segment.timesMs()) {
                    json.writeString(RecordJson.time(timeMs));
                }
                json.writeEndArray();
            }
            json.writeArrayFieldStart("features");
            for (String feature : features) {
                json.writeString(feature);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("values");
            for (int t = 0; t < segment.steps(); t++) {
                json.writeStartArray();
                for (int f = 0; f < segment.features(); f++) {
                    RecordJson.number(json, segment.value(t, f));
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("observed");
            for (int t = 0; t < segment.steps(); t++) {
                json.writeStartArray();
                for (int f = 0; f < segment.features(); f++) {
                    json.writeNumber(segment.observed(t, f) ? 1 : 0);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeStringField("scaling", measure.label());
            scale(json, chunk.scale(), features);
        });
    }

    private static void scale(JsonGenerator json, Scale scale, List<String> features) throws IOException {
        json.writeObjectFieldStart("scale");
        for (int f = 0; f < features.size(); f++) {
            json.writeObjectFieldStart(features.get(f));
            json.writeFieldName("mean");
            RecordJson.number(json, scale.mean()[f]);
            json.writeNumberField("std", scale.std()[f]);
            json.writeNumberField("diff", scale.diff()[f]);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /**
     * Reads a record's value.
     *
     * @param forecast what every model is made for; a chunk with other features or another step is refused. Where the
     *     record does not say what its scale is measured by, it is as these settings have it
     * @throws UnreadableRecordException with name, rule and value
     */
    public static ChunkRecord of(byte[] value, ForecastSettings forecast) {
        return of(RetrainingRecords.tree(value, KIND), forecast);
    }

    static ChunkRecord of(JsonNode json, ForecastSettings forecast) {
        JsonNode scaling = json.path("scaling");
        Scaling.Measure measure = scaling.isMissingNode()
                ? forecast.scaling().measure()
                : RecordJson.labelled("scaling", Scaling.Measure.values(), Scaling.Measure::label, scaling.asText());
        return new ChunkRecord(chunk(RetrainingRecords.model(json), json, forecast), measure);
    }

    private static Chunk chunk(String model, JsonNode json, ForecastSettings forecast) {
        require(
                RetrainingRecords.array(forecast.features()).equals(json.path("features")),
                "features",
                "be " + forecast.features(),
                json.path("features"));
        TimeStep step = forecast.timeStep();
        long fromMs;
        try {
            fromMs = Instant.parse(json.path("from").asText()).toEpochMilli();
            require(TimeStep.read(json.path("step").asText()).equals(step), "step", "be " + step, json.path("step"));
        } catch (DateTimeException | ArithmeticException e) {
            throw UnreadableRecordException.of("from and step", "be an ISO-8601 time and duration", e.getMessage());
        }
        boolean timed = forecast.steps() == Sampling.READINGS;
        require(
                timed || step.startOf(step.indexOf(fromMs)) == fromMs,
                "from",
                "be on the grid of " + step,
                json.path("from"));
        require(timed || json.path("at").isMissingNode(), "at", "be absent where steps are of a grid", json.path("at"));
        long firstIndex = timed ? json.path("first").asLong(fromMs) : step.indexOf(fromMs);
        String device = json.path("device").asText();
        require(!device.isEmpty(), "device", "be a string", json.path("device"));
        return new Chunk(
                model,
                device,
                step,
                segment(json, forecast, firstIndex, timed ? times(json.path("at"), fromMs) : new long[0]),
                scale(json.path("scale"), forecast));
    }

    /** Times of steps that are readings: one after another, the first of them the chunk's own. */
    private static long[] times(JsonNode json, long fromMs) {
        long[] times = new long[json.size()];
        for (int t = 0; t < times.length; t++) {
            try {
                times[t] = Instant.parse(json.path(t).asText()).toEpochMilli();
            } catch (DateTimeException e) {
                throw UnreadableRecordException.of("at[" + t + "]", "be an ISO-8601 time", json.path(t));
            }
            require(
                    t == 0 ? times[t] == fromMs : times[t] > times[t - 1],
                    "at[" + t + "]",
                    t == 0 ? "be from" : "be after the one before",
                    json.path(t));
        }
        return times;
    }

    private static Segment segment(JsonNode json, ForecastSettings forecast, long firstIndex, long[] times) {
        int features = forecast.features().size();
        JsonNode rows = json.path("values");
        JsonNode flags = json.path("observed");
        int steps = rows.size();
        require(steps >= 1 && steps <= MOST_STEPS, "values", "have 1.." + MOST_STEPS + " rows", steps);
        require(
                forecast.steps() == Sampling.GRID || times.length == steps,
                "at",
                "have a time for each row of values, " + steps,
                times.length);
        require(flags.size() == steps, "observed", "have as many rows as values, " + steps, flags.size());
        double[] values = new double[steps * features];
        boolean[] observed = new boolean[steps * features];
        for (int t = 0; t < steps; t++) {
            for (int f = 0; f < features; f++) {
                JsonNode cell = rows.path(t).path(f);
                boolean seen = flags.path(t).path(f).asInt() == 1;
                double value = cell.isNumber() ? Precision.read(cell.doubleValue()) : Double.NaN;
                boolean absent = cell.isNull() && !seen;
                require(
                        Double.isFinite(value) || absent,
                        "values[" + t + "][" + f + "]",
                        "be a finite number, or null where it was not observed",
                        cell);
                values[t * features + f] = value;
                observed[t * features + f] = seen;
            }
        }
        return new Segment(firstIndex, features, values, observed, times, statics(json.path("static")));
    }

    private static Statics statics(JsonNode json) {
        require(json.isMissingNode() || json.isObject(), "static", "be an object", json);
        Map<String, String> texts = new HashMap<>();
        json.properties().forEach(told -> {
            require(told.getValue().isTextual(), "static." + told.getKey(), "be a string", told.getValue());
            texts.put(told.getKey(), told.getValue().asText());
        });
        return Statics.of(texts);
    }

    private static Scale scale(JsonNode json, ForecastSettings forecast) {
        int features = forecast.features().size();
        double[] mean = new double[features];
        float[] std = new float[features];
        float[] diff = new float[features];
        for (int f = 0; f < features; f++) {
            JsonNode own = json.path(forecast.features().get(f));
            mean[f] = Precision.of(own.path("mean").asDouble(Double.NaN));
            std[f] = (float) own.path("std").asDouble(Double.NaN);
            diff[f] = (float) own.path("diff").asDouble(Double.NaN);
        }
        try {
            return new Scale(mean, std, diff);
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException(e.getMessage());
        }
    }
}
