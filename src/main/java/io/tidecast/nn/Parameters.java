package io.tidecast.nn;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Learnt parameters of a network: one flat array, read through the views of its {@link Layout}. Published parameters
 * never change; training works on a {@link #copy}.
 *
 * <p>Every state of the values has a {@link #version} of its own in this process, so that a workspace knows when to
 * pack its weights again.
 */
public final class Parameters {
    private static final AtomicLong VERSIONS = new AtomicLong();

    private final Layout layout;
    private final float[] values; // [layout.size()]
    private final boolean published;
    private volatile long version;

    private Parameters(Layout layout, float[] values, boolean published) {
        this.layout = layout;
        this.values = values;
        this.published = published;
        this.version = VERSIONS.incrementAndGet();
    }

    /** All zero, to be filled by {@link #edit}. */
    public static Parameters zeros(Layout layout) {
        return new Parameters(layout, new float[layout.size()], false);
    }

    /** Published parameters with a copy of these values. */
    public static Parameters of(Layout layout, float[] values) {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(
                    "parameters must have " + layout.size() + " values, had " + values.length);
        }
        return new Parameters(layout, values.clone(), true);
    }

    /** Names, shapes and places. */
    public Layout layout() {
        return layout;
    }

    /** A private copy that may be edited. */
    public Parameters copy() {
        return new Parameters(layout, values.clone(), false);
    }

    /** A copy that never changes, for others to read. */
    public Parameters publish() {
        return published ? this : new Parameters(layout, values.clone(), true);
    }

    /** Whether these values can never change. */
    public boolean published() {
        return published;
    }

    /**
     * The live array, for the one thread that trains. Call it again for every change: each call starts a new
     * {@link #version}, and a change made later through an array kept from before would not be seen.
     */
    public float[] edit() {
        if (published) {
            throw new IllegalStateException("published parameters never change; edit a copy()");
        }
        version = VERSIONS.incrementAndGet();
        return values;
    }

    /** Unique to this state of the values. */
    public long version() {
        return version;
    }

    /** A copy of all values. */
    public float[] toArray() {
        return values.clone();
    }

    /** A copy of one named parameter. */
    public float[] get(String name) {
        ParameterView view = layout.view(name);
        return Arrays.copyOfRange(values, view.offset(), view.end());
    }

    /** Overwrites one named parameter. */
    public void set(String name, float[] value) {
        ParameterView view = layout.view(name);
        if (value.length != view.size()) {
            throw new IllegalArgumentException(
                    name + " must have shape " + view.shape() + ", had " + value.length + " values");
        }
        System.arraycopy(value, 0, edit(), view.offset(), value.length);
    }

    /** Copies all values into an array of at least the layout's size. */
    public void copyTo(float[] target) {
        System.arraycopy(values, 0, target, 0, values.length);
    }

    /** The values themselves, to read. */
    float[] raw() {
        return values;
    }
}
