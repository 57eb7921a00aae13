package io.tidecast.kernel;

/**
 * Aligned float array: it begins on a cache line of the processor, wherever the collector puts it: from index
 * {@link #first()} of {@link #array()} on. Vectors that straddle two lines take twice the time, and loops that
 * HotSpot's compiler turns into vectors run their first elements one by one until they meet such a boundary. Belongs to
 * one thread.
 */
public final class AlignedArray {
    /** Floats of a cache line. */
    private static final int LINE = 16;

    /** Calls between looks at where the collector has put the array. */
    private static final int LOOK = 64;

    private final Object[] box = new Object[1]; // the array, for Alignment
    private float[] array = {};
    private int first = LINE; // so that a loop may begin a little before it
    private int length;
    private int calls;

    /** Makes room for so many; what was there is lost if there was less. */
    public void reserve(int atLeast) {
        if (atLeast > length) {
            length = atLeast;
            array = new float[2 * LINE + atLeast];
            box[0] = array;
            first = LINE;
            calls = 0;
        }
    }

    /**
     * Looks now and then whether the collector has moved the array, and moves what is in it onto a cache line again.
     */
    public void align() {
        if (calls++ % LOOK == 0) {
            move();
        }
    }

    /** Apart from {@link #align}, so that no more than the question is inlined into every product. */
    private void move() {
        int aligned = LINE + Alignment.firstAligned(box);
        if (aligned != first) {
            System.arraycopy(array, first, array, aligned, length);
            first = aligned;
        }
    }

    /** The array; another one after {@link #reserve}. */
    public float[] array() {
        return array;
    }

    /** Where the first float stands, at least 16; another place after {@link #align}. */
    public int first() {
        return first;
    }
}
