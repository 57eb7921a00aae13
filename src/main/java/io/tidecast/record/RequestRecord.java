package io.tidecast.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.config.Printable;
import io.tidecast.learn.RetrainingRecord;

/** Codec of a request for a fine-tune, to be produced under the model's id as key. */
public final class RequestRecord {
    static final String KIND = "request";
    /** The trainer keeps the ids of a hundred requests that wait. */
    private static final int LONGEST_ID = 200;

    private RequestRecord() {}

    public static byte[] bytes(RetrainingRecord.Request request) {
        ObjectNode json = RetrainingRecords.object(KIND, request.model());
        json.put("reason", request.reason()).put("id", request.id());
        return RetrainingRecords.bytes(json);
    }

    /**
     * Reads a record's value.
     *
     * @throws UnreadableRecordException with name, rule and value
     */
    public static RetrainingRecord.Request of(byte[] value) {
        return of(RetrainingRecords.tree(value, KIND));
    }

    static RetrainingRecord.Request of(JsonNode json) {
        String id = json.path("id").asText("");
        RecordJson.require(id.length() <= LONGEST_ID, "id", "have at most " + LONGEST_ID + " characters", id);
        return new RetrainingRecord.Request(
                RetrainingRecords.model(json),
                Printable.message(json.path("reason").asText("unknown")),
                id);
    }
}
