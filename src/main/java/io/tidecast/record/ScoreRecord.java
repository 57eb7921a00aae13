package io.tidecast.record;

import static io.tidecast.record.RecordJson.require;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidecast.forecast.Score;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Score of one target's forecasts about one step, as its record has it: the target has its name there. Fields it does
 * not know are passed over: newer instances may write more.
 *
 * @param version of the model the newest of these forecasts came from; 0 where there was none
 * @param versions [horizon] version behind each forecast, 0 where there was none; empty where all are {@code version}
 * @param atMs start of the scored step
 * @param anomaly see {@link Score}; NaN where it is not known
 * @param errors [horizon] absolute errors by method, in the target's unit; NaN where a forecast was not made
 * @param mase running MASE of the network by the naive method it is scaled with; NaN where it is not known
 * @param coverage running share of actuals within the published interval, by its level
 */
public record ScoreRecord(
        String device,
        String model,
        int version,
        int[] versions,
        long atMs,
        String target,
        double actual,
        double anomaly,
        Map<String, float[]> errors,
        Map<String, Double> mase,
        Map<Double, Double> coverage) {
    /** Errors of a score, without the rest of its record. */
    public record Errors(String device, String target, Map<String, float[]> errors) {}

    /** What a score says of its step, without the errors of the methods, which are most of its record. */
    public record Outcome(
            String device, long atMs, String target, double actual, double anomaly, Map<Double, Double> coverage) {}

    /**
     * The record of a score.
     *
     * @param target name of the target
     */
    public static ScoreRecord of(String device, long atMs, String target, Score score) {
        boolean one = Arrays.stream(score.versions()).allMatch(version -> version == 0 || version == score.version());
        return new ScoreRecord(
                device,
                score.model(),
                score.version(),
                one ? new int[0] : score.versions(),
                atMs,
                target,
                score.actual(),
                score.anomaly(),
                score.errors(),
                score.mase(),
                score.coverage());
    }

    public byte[] bytes() {
        return bytes(MethodNames.NEWEST);
    }

    /**
     * The record of this score.
     *
     * @param schema 1 calls the network {@code model}, and has squared errors besides
     */
    public byte[] bytes(int schema) {
        return RecordJson.bytes(schema, json -> {
            json.writeStringField("device", device);
            json.writeStringField("model", model);
            json.writeNumberField("version", version);
            if (versions.length > 0) {
                json.writeFieldName("versions");
                json.writeArray(versions, 0, versions.length);
            }
            json.writeStringField("at", RecordJson.time(atMs));
            json.writeStringField("target", target);
            json.writeFieldName("actual");
            RecordJson.number(json, actual);
            measure(json, "anomaly", anomaly);
            json.writeObjectFieldStart("errors");
            for (var method : errors.entrySet()) {
                RecordJson.floats(json, MethodNames.recorded(method.getKey(), schema), method.getValue());
            }
            json.writeEndObject();
            if (schema == RecordJson.SCHEMA) {
                squares(json);
            }
            json.writeObjectFieldStart("mase");
            for (var naive : mase.entrySet()) {
                measure(json, naive.getKey(), naive.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("coverage");
            for (var level : coverage.entrySet()) {
                measure(json, level.getKey().toString(), level.getValue());
            }
            json.writeEndObject();
        });
    }

    /** A running measure; null where there is none yet. */
    private static void measure(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        RecordJson.number(json, (float) value);
    }

    /** What the first schema says besides; it follows from the errors. */
    private void squares(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("squared");
        for (var method : errors.entrySet()) {
            squares(json, MethodNames.recorded(method.getKey(), RecordJson.SCHEMA), method.getValue());
        }
        json.writeEndObject();
    }

    private static void squares(JsonGenerator json, String name, float[] errors) throws IOException {
        json.writeArrayFieldStart(name);
        for (float error : errors) {
            float square = error * error;
            if (Float.isInfinite(square)) {
                json.writeNumber((double) error * error);
            } else {
                RecordJson.number(json, square);
            }
        }
        json.writeEndArray();
    }

    /**
     * Reads a record's value; squared errors are what they are of the errors.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public static ScoreRecord of(byte[] value) {
        ScoreFields fields = new ScoreFields(true);
        RecordJson.read(value, fields, () -> false);
        return fields.score();
    }

    /**
     * Reads all but the errors: for those who follow many devices.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public static Outcome outcome(byte[] value) {
        ScoreFields fields = new ScoreFields(false);
        RecordJson.read(value, fields, () -> false);
        return fields.outcome();
    }

    /**
     * Reads no further than the errors: for those who sum them up beside what makes them.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public static Errors errors(byte[] value) {
        ScoreFields fields = new ScoreFields(true);
        RecordJson.read(value, fields, fields::hasErrors);
        require(fields.hasErrors(), "device, target and errors", "be there", fields);
        return fields.errors();
    }
}
