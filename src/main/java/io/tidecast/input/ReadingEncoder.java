package io.tidecast.input;

import io.tidecast.series.Reading;

/** Serializer of readings: writes the value of a record that a decoder of the same format and paths reads back. */
@FunctionalInterface
public interface ReadingEncoder {
    /** The value of a record that holds this reading alone; a value that is NaN is missing in it. */
    byte[] encode(Reading reading);
}
