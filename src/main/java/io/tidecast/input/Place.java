package io.tidecast.input;

/**
 * Compiled field path: where a part of a reading stands, as a format evaluates it.
 *
 * @param <P> a pointer into a tree of the format
 */
sealed interface Place<P> {
    /** Field of the reading. */
    record InReading<P>(P pointer) implements Place<P> {}

    /** Field of the record around a list of readings. */
    record InRecord<P>(P pointer) implements Place<P> {}

    /** Header of the record. */
    record Header<P>(String name) implements Place<P> {}

    /** Key of the record. */
    record Key<P>() implements Place<P> {}

    /** Metric of this name, where a reading in the record is one metric alone. */
    record Metric<P>(String name) implements Place<P> {}
}
