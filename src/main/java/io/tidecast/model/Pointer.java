package io.tidecast.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Which version of a model serves; the value under the model's id on the models topic.
 *
 * @param schema version of this record's form
 * @param serving the version that serves
 * @param previous the version that served before, or null
 * @param pinned whether the trainer must leave {@code serving} alone
 * @param reason why this version serves
 * @param verdict of the last fine-tune, promoted or not; null before the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pointer(int schema, int serving, Integer previous, boolean pinned, String reason, Verdict verdict) {
    public static final int SCHEMA = 1;

    public Pointer {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("pointer.schema must be " + SCHEMA + ", was " + schema);
        }
        if (serving < 1) {
            throw new IllegalArgumentException("pointer.serving must be at least 1, was " + serving);
        }
    }

    public static Pointer bootstrap(int version, String reason) {
        return new Pointer(SCHEMA, version, null, false, reason, null);
    }

    /** This pointer after a fine-tune: moved to the challenger if it was promoted, in any case with its verdict. */
    public Pointer after(Verdict last) {
        return last.promoted()
                ? new Pointer(SCHEMA, last.version(), serving, pinned, last.reason(), last)
                : new Pointer(SCHEMA, serving, previous, pinned, reason, last);
    }

    /** This pointer after somebody had a version serve; whether it is pinned, and the last verdict, stay. */
    public Pointer published(int version, String why) {
        return new Pointer(SCHEMA, version, serving, pinned, why, verdict);
    }

    /**
     * The outcome of one fine-tune.
     *
     * @param version number the challenger has, or would have had
     * @param trigger what started the fine-tune
     * @param requests ids of the requests it answers
     * @param champion the champion's error on the held-out windows, in units of the devices' change scales; NaN never
     * @param challenger the challenger's, on the same windows
     * @param windows number of held-out windows
     * @param updates weight updates made
     * @param seconds time the training took
     * @param at ISO-8601 time of the verdict
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Verdict(
            int version,
            boolean promoted,
            String reason,
            String trigger,
            List<String> requests,
            Double champion,
            Double challenger,
            int windows,
            int updates,
            double seconds,
            String at) {}
}
