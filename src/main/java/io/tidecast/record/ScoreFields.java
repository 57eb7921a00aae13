package io.tidecast.record;

import static io.tidecast.record.RecordJson.require;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Deserialiser of a score's record: its fields as they are read, one after another. */
final class ScoreFields implements RecordJson.Fields {
    private final boolean withErrors;
    private final Map<String, float[]> errors = new LinkedHashMap<>();
    private final Map<String, Double> mase = new LinkedHashMap<>();
    private final Map<Double, Double> coverage = new TreeMap<>();
    private String device;
    private String model;
    private int version = -1;
    private int[] versions = {};
    private String at;
    private String target;
    private double actual = Double.NaN;
    private double anomaly = Double.NaN;

    /** @param withErrors whether errors are read */
    ScoreFields(boolean withErrors) {
        this.withErrors = withErrors;
    }

    @Override
    public void take(String name, JsonParser json) throws IOException {
        switch (name) {
            case "device" -> device = RecordJson.text(name, json);
            case "model" -> model = RecordJson.text(name, json);
            case "version" -> version = RecordJson.integer(name, json);
            case "versions" -> versions = RecordJson.integers(name, json);
            case "at" -> at = RecordJson.text(name, json);
            case "target" -> target = RecordJson.text(name, json);
            case "actual" -> actual = RecordJson.value(name, json);
            case "anomaly" -> anomaly = RecordJson.precise(name, json);
            case "errors" -> errors(json);
            case "mase" ->
                RecordJson.object(
                        name, json, (naive, value) -> mase.put(naive, RecordJson.precise("mase." + naive, value)));
            case "coverage" ->
                RecordJson.object(
                        name,
                        json,
                        (level, value) -> coverage.put(level(level), RecordJson.precise("coverage." + level, value)));
            default -> json.skipChildren();
        }
    }

    private void errors(JsonParser json) throws IOException {
        if (withErrors) {
            RecordJson.object(
                    "errors",
                    json,
                    (method, value) ->
                            errors.put(MethodNames.method(method), RecordJson.floats("errors." + method, value)));
        } else {
            json.skipChildren();
        }
    }

    private static double level(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw UnreadableRecordException.of("coverage's levels", "be numbers", text);
        }
    }

    boolean hasErrors() {
        return device != null && target != null && !errors.isEmpty();
    }

    ScoreRecord.Errors errors() {
        return new ScoreRecord.Errors(device, target, errors);
    }

    ScoreRecord.Outcome outcome() {
        require(device != null, "device", "be a string", null);
        require(target != null, "target", "be a string", null);
        require(Double.isFinite(actual), "actual", "be a finite number", actual);
        return new ScoreRecord.Outcome(device, RecordJson.timeMs("at", at), target, actual, anomaly, coverage);
    }

    ScoreRecord score() {
        ScoreRecord.Outcome outcome = outcome();
        require(model != null, "model", "be a string", null);
        require(version >= 0, "version", "be a whole number of at least 0", version);
        require(!errors.isEmpty(), "errors", "be there by method", errors);
        return new ScoreRecord(
                device, model, version, versions, outcome.atMs(), target, actual, anomaly, errors, mase, coverage);
    }

    @Override
    public String toString() {
        return device + ", " + target + " and " + errors.keySet();
    }
}
