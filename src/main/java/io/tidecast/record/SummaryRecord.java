package io.tidecast.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.learn.RetrainingRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Codec of a summary of scores, to be produced under the model's id as key. */
public final class SummaryRecord {
    static final String KIND = "score-summary";

    private SummaryRecord() {}

    public static byte[] bytes(RetrainingRecord.ScoreSummary summary) {
        ObjectNode json = RetrainingRecords.object(KIND, summary.model());
        json.put("version", summary.version());
        json.put("from", RecordJson.time(summary.fromMs()));
        json.put("to", RecordJson.time(summary.toMs()));
        json.put("n", summary.n()).put("mae", summary.mae()).put("naiveMae", summary.naiveMae());
        ObjectNode coverage = json.putObject("coverage");
        summary.coverage().forEach((level, share) -> coverage.put(level.toString(), share));
        return RetrainingRecords.bytes(json);
    }

    /**
     * Reads a record's value.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public static RetrainingRecord.ScoreSummary of(byte[] value) {
        return of(RetrainingRecords.tree(value, KIND));
    }

    static RetrainingRecord.ScoreSummary of(JsonNode json) {
        Map<Double, Double> coverage = new HashMap<>();
        try {
            json.path("coverage")
                    .fields()
                    .forEachRemaining(level -> coverage.put(
                            Double.valueOf(level.getKey()), level.getValue().asDouble(Double.NaN)));
            return new RetrainingRecord.ScoreSummary(
                    RetrainingRecords.model(json),
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
}
