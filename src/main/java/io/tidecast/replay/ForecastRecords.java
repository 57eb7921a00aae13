package io.tidecast.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.backtest.Backtest;
import io.tidecast.series.GridSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/** Tells a backtest what the forecaster's records say: published forecasts, and the errors of the network's. */
final class ForecastRecords {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Backtest backtest;
    private final GridSettings grid;

    ForecastRecords(Backtest backtest, GridSettings grid) {
        this.backtest = backtest;
        this.grid = grid;
    }

    void forecast(byte[] value) {
        JsonNode json = parse(value);
        String device = json.path("device").textValue();
        long origin = index(json.path("origin"));
        Iterator<Map.Entry<String, JsonNode>> targets = json.path("targets").fields();
        while (targets.hasNext()) {
            Map.Entry<String, JsonNode> target = targets.next();
            JsonNode intervals = target.getValue().path("intervals");
            float[][] lower = new float[intervals.size()][];
            float[][] upper = new float[intervals.size()][];
            for (int l = 0; l < lower.length; l++) {
                lower[l] = floats(intervals.get(l).path("lower"));
                upper[l] = floats(intervals.get(l).path("upper"));
            }
            float[] mean = floats(target.getValue().path("mean"));
            backtest.published(device, target.getKey(), origin, mean, lower, upper);
        }
    }

    void score(byte[] value) {
        JsonNode json = parse(value);
        backtest.network(
                json.path("device").textValue(),
                json.path("target").textValue(),
                index(json.path("at")),
                floats(json.path("errors").path("model")));
    }

    private long index(JsonNode time) {
        return grid.indexOf(Instant.parse(time.textValue()).toEpochMilli());
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        Arrays.fill(values, Float.NaN);
        for (int i = 0; i < values.length; i++) {
            if (array.get(i).isNumber()) {
                values[i] = array.get(i).floatValue();
            }
        }
        return values;
    }

    private static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
