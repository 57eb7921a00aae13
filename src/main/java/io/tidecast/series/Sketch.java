package io.tidecast.series;

import java.nio.ByteBuffer;

/** Streaming sketch: what is kept of many values. Written and read back its numbers are single precision. */
sealed interface Sketch permits Range, P2Quantiles {
    void add(double value);

    /** Values taken. */
    int count();

    int bytes();

    void write(ByteBuffer to);

    void read(ByteBuffer from);
}
