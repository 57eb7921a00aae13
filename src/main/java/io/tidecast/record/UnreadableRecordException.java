package io.tidecast.record;

import java.io.IOException;

/**
 * Deserialisation error: a record that cannot be used; the message gives name, rule and value, and goes to the dead
 * letters.
 */
public final class UnreadableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 80;

    private final boolean json;

    public UnreadableRecordException(String message) {
        this(message, true);
    }

    private UnreadableRecordException(String message, boolean json) {
        super(message, null, false, false);
        this.json = json;
    }

    public static UnreadableRecordException of(String name, String rule, Object value) {
        return new UnreadableRecordException(message(name, rule, value), true);
    }

    /** Of bytes that the JSON parser refuses. */
    static UnreadableRecordException notJson(IOException refusal) {
        return new UnreadableRecordException(message("value", "be JSON", refusal.getMessage()), false);
    }

    private static String message(String name, String rule, Object value) {
        String text = String.valueOf(value);
        return name + " must " + rule + ", was "
                + (text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…");
    }

    /** Whether the record is JSON at all. */
    public boolean isJson() {
        return json;
    }
}
