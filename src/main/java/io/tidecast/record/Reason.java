package io.tidecast.record;

/**
 * Category of a dead letter. There are so few that metrics and the log can go by them; what exactly was wrong stands in
 * the letter's message.
 */
public enum Reason {
    /** It is not of the format that its topic has. */
    UNREADABLE("unreadable"),
    /** A field that must be there is not, or the record has no value. */
    MISSING_FIELD("missing-field"),
    /** A field breaks its rule. */
    INVALID_FIELD("invalid-field"),
    /** It is larger than what is read, sent or stored. */
    TOO_LARGE("too-large"),
    /** Its step has closed. */
    LATE("late"),
    /** Its time is too far past the clock. */
    AHEAD("ahead"),
    /** It is of one model more than there may be. */
    TOO_MANY_MODELS("too-many-models"),
    /** It is of one device more than there may be. */
    TOO_MANY_DEVICES("too-many-devices"),
    /** It is in another partition than its model's, and may not be sent there. */
    MISPLACED("misplaced"),
    /** It led to an exception that nothing here foresees. */
    UNEXPECTED("unexpected");

    private final String label;

    Reason(String label) {
        this.label = label;
    }

    /** The category of an exception. */
    static Reason of(Exception refusal) {
        return refusal instanceof UnreadableRecordException known ? known.reason() : UNEXPECTED;
    }

    /** Its name in metrics, headers and the log. */
    public String label() {
        return label;
    }
}
