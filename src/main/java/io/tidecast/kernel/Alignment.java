package io.tidecast.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/**
 * Memory alignment: where a float array lies relative to the processor's cache lines, which the JVM doesn't tell: a
 * vector of 64 bytes that straddles two lines is loaded in twice the time, and a product with one row does little else
 * than load. The reference is read through {@code sun.misc.Unsafe}; where that is not allowed, arrays count as aligned
 * and are merely slower.
 */
final class Alignment {
    private static final int LINE = 64; // bytes
    private static final MethodHandle REFERENCE; // (Object[] box) -> what stands in box[0]
    private static final long BASE; // bytes from an array's beginning to its first float
    private static final long MULTIPLY; // address = reference * MULTIPLY / DIVIDE, up to multiples of a line
    private static final long DIVIDE;

    static {
        MethodHandle reference = null;
        long base = 0;
        long apart = 0;
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            Object unsafe = field.get(null);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle offset =
                    lookup.findVirtual(type, "arrayBaseOffset", MethodType.methodType(int.class, Class.class));
            MethodHandle scale =
                    lookup.findVirtual(type, "arrayIndexScale", MethodType.methodType(int.class, Class.class));
            Class<?> word = (int) scale.invoke(unsafe, Object[].class) == 4 ? int.class : long.class;
            MethodHandle get = lookup.findVirtual(
                    type,
                    word == int.class ? "getInt" : "getLong",
                    MethodType.methodType(word, Object.class, long.class));
            get = MethodHandles.insertArguments(
                    get.bindTo(unsafe), 1, (long) (int) offset.invoke(unsafe, Object[].class));
            reference = MethodHandles.explicitCastArguments(get, MethodType.methodType(long.class, Object[].class));
            base = (int) offset.invoke(unsafe, float[].class);
            apart = leastDistance(reference);
        } catch (Throwable e) {
            reference = null;
        }
        boolean known = reference != null && apart > 0 && Long.bitCount(apart) == 1;
        REFERENCE = known ? reference : null;
        BASE = base;
        MULTIPLY = known ? Math.max(1, LINE / apart) : 1;
        DIVIDE = known ? Math.max(1, apart / LINE) : 1;
    }

    private Alignment() {}

    /**
     * How far apart the references to arrays of 64 bytes are that were made one after another: compressed or coloured,
     * references are addresses times a power of two.
     */
    private static long leastDistance(MethodHandle reference) throws Throwable {
        long least = Long.MAX_VALUE;
        Object[] box = new Object[1];
        Object[] made = new Object[256];
        for (int i = 0; i < made.length; i++) {
            made[i] = new float[12];
        }
        long before = 0;
        for (int i = 0; i < made.length; i++) {
            box[0] = made[i];
            long at = (long) reference.invokeExact(box);
            if (i > 0 && at > before) {
                least = Math.min(least, at - before);
            }
            before = at;
        }
        return least;
    }

    /** Whether it can be told at all. */
    static boolean known() {
        return REFERENCE != null;
    }

    /**
     * The first index of the array in box[0] whose element begins a cache line, 0..15; 0 if it cannot be told. The
     * collector may move the array at any time.
     */
    static int firstAligned(Object[] box) {
        if (REFERENCE == null) {
            return 0;
        }
        try {
            long reference = (long) REFERENCE.invokeExact(box);
            int past = (int) ((reference * MULTIPLY / DIVIDE + BASE) & (LINE - 1));
            return (LINE - past & (LINE - 1)) / Float.BYTES;
        } catch (Throwable e) {
            throw new IllegalStateException("a reference cannot be read", e);
        }
    }
}
