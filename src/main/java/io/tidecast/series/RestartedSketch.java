package io.tidecast.series;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * Streaming sketch of the newest values, where sketches cannot forget: two of them, the younger begun when the elder
 * had {@code memory} values, and in its place when it has as many itself. What is read is the elder, so it stands for
 * all values up to {@code 2 * memory}, then for the newest {@code memory} to {@code 2 * memory}.
 *
 * <p>Worked example, memory 100: the value of step 1 counts up to step 199. At step 200 the younger, begun with step
 * 101, has 100 values and takes over.
 */
final class RestartedSketch<S extends Sketch> {
    private final int memory;
    private final Supplier<S> begin;
    private S elder;
    private S younger;

    RestartedSketch(int memory, Supplier<S> begin) {
        this.memory = memory;
        this.begin = begin;
        elder = begin.get();
        younger = begin.get();
    }

    void add(double value) {
        if (elder.count() >= memory) {
            younger.add(value);
        }
        elder.add(value);
        if (younger.count() >= memory) {
            elder = younger;
            younger = begin.get();
        }
    }

    /** The summary of the newest values. */
    S get() {
        return elder;
    }

    int bytes() {
        return elder.bytes() + younger.bytes();
    }

    void write(ByteBuffer to) {
        elder.write(to);
        younger.write(to);
    }

    void read(ByteBuffer from) {
        elder.read(from);
        younger.read(from);
    }
}
