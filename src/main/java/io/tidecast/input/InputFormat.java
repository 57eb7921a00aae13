package io.tidecast.input;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Format of the records of the readings topic. A new one is its own file and one line in {@link InputFormats#ALL}; what
 * is a device, a time, a value or a group is {@link ReadingAssembler}'s to say, so that it is the same in all.
 */
public interface InputFormat {
    /** The name in {@code readings.format}. */
    String name();

    /**
     * A decoder of readings whose parts stand where {@code readings} and {@code groups} say.
     *
     * @param features names of the values, for messages
     */
    ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups);

    /** An encoder of readings whose parts stand where {@code readings} says. */
    ReadingEncoder encoder(ReadingFormat readings);

    /** Whether readings can be written in it; not where a registry gives the ids of schemas. */
    default boolean isWritten() {
        return true;
    }

    /** Values of records of this format, one of each kind; the tests of all formats damage them. */
    List<byte[]> samples();

    /** The key of these records. */
    default byte[] sampleKey() {
        return "key".getBytes(StandardCharsets.UTF_8);
    }

    /** The shape of these records. */
    default RecordShape sampleShape() {
        return RecordShape.usual();
    }
}
