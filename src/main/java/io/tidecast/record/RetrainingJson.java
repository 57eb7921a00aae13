package io.tidecast.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reads records of the retraining topic, which anybody may produce, so every field is checked. */
public final class RetrainingJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_STEPS = 1000;

    private RetrainingJson() {}

    /** The bytes of a request for a fine-tune, to be produced under the model's id as key. */
    public static byte[] write(RetrainingRecord.Request request) {
        ObjectNode json = JSON.createObjectNode();
        json.put("schema", RecordJson.SCHEMA).put("kind", "request").put("model", request.model());
        json.put("reason", request.reason()).put("id", request.id());
        return bytes(json);
    }

    /** The bytes of a summary of scores, to be produced under the model's id as key. */
    public static byte[] write(RetrainingRecord.ScoreSummary summary) {
        ObjectNode json = JSON.createObjectNode();
        json.put("schema", RecordJson.SCHEMA).put("kind", "score-summary").put("model", summary.model());
        json.put("version", summary.version());
        json.put("from", Instant.ofEpochMilli(summary.fromMs()).toString());
        json.put("to", Instant.ofEpochMilli(summary.toMs()).toString());
        json.put("n", summary.n()).put("mae", summary.mae()).put("naiveMae", summary.naiveMae());
        ObjectNode coverage = json.putObject("coverage");
        summary.coverage().forEach((level, share) -> coverage.put(level.toString(), share));
        return bytes(json);
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /**
     * Reads one record.
     *
     * @param forecast what every model is made for; a chunk with other features or another step is refused
     * @throws UnreadableRecordException with name, rule and value
     */
    public static RetrainingRecord read(byte[] value, ForecastSettings forecast) {
        JsonNode json = tree(value);
        String model = model(json);
        return switch (json.path("kind").asText()) {
            case "chunk" -> kept(model, json, forecast).chunk();
            case "request" ->
                new RetrainingRecord.Request(
                        model,
                        json.path("reason").asText("unknown"),
                        json.path("id").asText(""));
            case "score-summary" -> summary(model, json);
            default ->
                throw UnreadableRecordException.of("kind", "be chunk, score-summary or request", json.path("kind"));
        };
    }

    /** A chunk, and what its scale is measured by: that of the settings where it does not say. */
    public record Kept(RetrainingRecord.Chunk chunk, Scaling.Measure measure) {}

    /** Reads a record that is a chunk; see {@link #read}. */
    public static Kept kept(byte[] value, ForecastSettings forecast) {
        JsonNode json = tree(value);
        return kept(model(json), json, forecast);
    }

    private static Kept kept(String model, JsonNode json, ForecastSettings forecast) {
        JsonNode scaling = json.path("scaling");
        Scaling.Measure measure = scaling.isMissingNode()
                ? forecast.scaling().measure()
                : Arrays.stream(Scaling.Measure.values())
                        .filter(known -> known.label().equals(scaling.asText()))
                        .findFirst()
                        .orElseThrow(() -> UnreadableRecordException.of(
                                "scaling", "be standard, min-max or robust, or absent", scaling));
        return new Kept(chunk(model, json, forecast), measure);
    }

    private static JsonNode tree(byte[] value) {
        if (value == null) {
            throw UnreadableRecordException.of("value", "be a JSON object", null);
        }
        JsonNode json;
        try {
            json = JSON.readTree(value);
        } catch (IOException e) {
            throw UnreadableRecordException.of("value", "be JSON", e.getMessage());
        }
        require(
                json.path("schema").asInt() == RecordJson.SCHEMA,
                "schema",
                "be " + RecordJson.SCHEMA,
                json.path("schema"));
        return json;
    }

    private static String model(JsonNode json) {
        String model = json.path("model").asText();
        require(
                ForecastSettings.MODEL_ID.matcher(model).matches(),
                "model",
                "match " + ForecastSettings.MODEL_ID,
                json.path("model"));
        return model;
    }

    private static RetrainingRecord.Chunk chunk(String model, JsonNode json, ForecastSettings forecast) {
        require(
                JSON.valueToTree(forecast.features()).equals(json.path("features")),
                "features",
                "be " + forecast.features(),
                json.path("features"));
        long stepMs = forecast.step().toMillis();
        long fromMs;
        try {
            fromMs = Instant.parse(json.path("from").asText()).toEpochMilli();
            require(
                    Duration.parse(json.path("step").asText()).equals(forecast.step()),
                    "step",
                    "be " + forecast.step(),
                    json.path("step"));
        } catch (DateTimeException e) {
            throw UnreadableRecordException.of("from and step", "be an ISO-8601 time and duration", e.getMessage());
        }
        boolean timed = forecast.steps() == Sampling.READINGS;
        require(
                timed || Math.floorMod(fromMs, stepMs) == 0,
                "from",
                "be on the grid of " + forecast.step(),
                json.path("from"));
        require(timed || json.path("at").isMissingNode(), "at", "be absent where steps are of a grid", json.path("at"));
        long firstIndex = timed ? json.path("first").asLong(fromMs) : fromMs / stepMs;
        String device = json.path("device").asText();
        require(!device.isEmpty(), "device", "be a string", json.path("device"));
        return new RetrainingRecord.Chunk(
                model,
                device,
                stepMs,
                segment(json, forecast, firstIndex, timed ? times(json.path("at"), fromMs) : new long[0]),
                scale(json.path("scale"), forecast));
    }

    private static RetrainingRecord.ScoreSummary summary(String model, JsonNode json) {
        Map<Double, Double> coverage = new HashMap<>();
        try {
            json.path("coverage")
                    .fields()
                    .forEachRemaining(level -> coverage.put(
                            Double.valueOf(level.getKey()), level.getValue().asDouble(Double.NaN)));
            return new RetrainingRecord.ScoreSummary(
                    model,
                    json.path("version").asInt(),
                    Instant.parse(json.path("from").asText()).toEpochMilli(),
                    Instant.parse(json.path("to").asText()).toEpochMilli(),
                    json.path("n").asLong(),
                    json.path("mae").asDouble(Double.NaN),
                    json.path("naiveMae").asDouble(Double.NaN),
                    coverage);
        } catch (DateTimeException e) {
            throw UnreadableRecordException.of("from and to", "be ISO-8601 times", e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException(e.getMessage());
        }
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
        float[] values = new float[steps * features];
        boolean[] observed = new boolean[steps * features];
        for (int t = 0; t < steps; t++) {
            for (int f = 0; f < features; f++) {
                JsonNode cell = rows.path(t).path(f);
                boolean seen = flags.path(t).path(f).asInt() == 1;
                float value = cell.isNumber() ? (float) cell.doubleValue() : Float.NaN;
                boolean absent = cell.isNull() && !seen;
                require(
                        Float.isFinite(value) || absent,
                        "values[" + t + "][" + f + "]",
                        "be a finite number, or null where it was not observed",
                        cell);
                values[t * features + f] = value;
                observed[t * features + f] = seen;
            }
        }
        return new Segment(firstIndex, features, values, observed, times);
    }

    private static Scale scale(JsonNode json, ForecastSettings forecast) {
        int features = forecast.features().size();
        float[] mean = new float[features];
        float[] std = new float[features];
        float[] diff = new float[features];
        for (int f = 0; f < features; f++) {
            JsonNode own = json.path(forecast.features().get(f));
            mean[f] = (float) own.path("mean").asDouble(Double.NaN);
            std[f] = (float) own.path("std").asDouble(Double.NaN);
            diff[f] = (float) own.path("diff").asDouble(Double.NaN);
        }
        try {
            return new Scale(mean, std, diff);
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException(e.getMessage());
        }
    }

    private static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw UnreadableRecordException.of(name, rule, value);
        }
    }
}
