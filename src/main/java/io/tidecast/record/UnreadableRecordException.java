package io.tidecast.record;

/** A record that cannot be used; the message gives name, rule and value, and goes to the dead letters. */
public final class UnreadableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 80;

    public UnreadableRecordException(String message) {
        super(message, null, false, false);
    }

    public static UnreadableRecordException of(String name, String rule, Object value) {
        String text = String.valueOf(value);
        return new UnreadableRecordException(name + " must " + rule + ", was "
                + (text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…"));
    }
}
