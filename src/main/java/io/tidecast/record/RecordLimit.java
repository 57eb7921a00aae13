package io.tidecast.record;

/**
 * Largest record that can be sent to a topic, in bytes with all that belongs to it.
 *
 * @param setting what says so, for messages
 */
public record RecordLimit(int bytes, String setting) {
    /** What a codec may add to bytes that it cannot compress: a 512th, and a frame's head. */
    private static final int EXPANSION = 512;

    private static final int FRAME_BYTES = 64;

    public RecordLimit {
        if (bytes < 0) {
            throw new IllegalArgumentException(setting + " must not be negative, was " + bytes);
        }
    }

    /**
     * The limit that a topic sets.
     *
     * @param maxMessageBytes its {@code max.message.bytes}, which holds for a batch as it is stored
     * @param compressed whether batches may be stored compressed
     */
    public static RecordLimit ofTopic(String topic, int maxMessageBytes, boolean compressed) {
        String setting = "max.message.bytes of topic " + topic;
        return compressed
                ? new RecordLimit(
                        Math.max(0, maxMessageBytes - maxMessageBytes / EXPANSION - FRAME_BYTES),
                        setting + ", less what compression may add")
                : new RecordLimit(maxMessageBytes, setting);
    }

    RecordLimit smaller(RecordLimit other) {
        return other.bytes < bytes ? other : this;
    }

    @Override
    public String toString() {
        return bytes + " bytes (" + setting + ")";
    }
}
