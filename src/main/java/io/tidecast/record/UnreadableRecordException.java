package io.tidecast.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.config.Printable;
import java.io.IOException;

/**
 * Deserialisation error: a record that cannot be used; the message gives name, rule and value, and goes to the dead
 * letters. It is escaped and cut, whatever it was made of.
 */
public final class UnreadableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Of a field that breaks a rule. */
    public UnreadableRecordException(String message) {
        this(Reason.INVALID_FIELD, message);
    }

    public UnreadableRecordException(Reason reason, String message) {
        super(Printable.message(message), null, false, false);
        this.reason = reason;
    }

    /** Of a field that breaks a rule; null stands for one that is not there. */
    public static UnreadableRecordException of(String name, String rule, Object value) {
        boolean missing = value == null || (value instanceof JsonNode json && json.isMissingNode());
        return of(missing ? Reason.MISSING_FIELD : Reason.INVALID_FIELD, name, rule, value);
    }

    public static UnreadableRecordException of(Reason reason, String name, String rule, Object value) {
        return new UnreadableRecordException(reason, name + " must " + rule + ", was " + Printable.value(value));
    }

    /** Of bytes that the JSON parser refuses. */
    static UnreadableRecordException notJson(IOException refusal) {
        return of(Reason.UNREADABLE, "value", "be JSON", refusal.getMessage());
    }

    public Reason reason() {
        return reason;
    }
}
