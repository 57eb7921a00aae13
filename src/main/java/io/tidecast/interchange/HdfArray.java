package io.tidecast.interchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Dataset of an HDF5 file: floating-point numbers that lie in one piece. */
final class HdfArray {
    private static final int FLOAT = 1;
    private static final int COMPACT = 0;
    private static final int CONTIGUOUS = 1;

    private HdfArray() {}

    /**
     * The numbers; empty where it holds no floating-point ones, as an optimiser's count of steps.
     *
     * @param space address of the message that says the shape
     * @param type and of the element type
     * @param layout and of where the numbers lie
     */
    static Optional<WeightArray> read(HdfBytes bytes, String path, long space, long type, long layout) {
        if ((bytes.unsigned(type, 1) & 0xf) != FLOAT) {
            return Optional.empty();
        }
        List<Integer> shape = new ArrayList<>();
        long[] extents = extents(bytes, space);
        int count = WeightArray.size(path, extents);
        for (long extent : extents) {
            shape.add((int) extent);
        }
        int width = bytes.unsigned(type + 4, 4);
        Numbers numbers =
                switch (width) {
                    case 8 -> Numbers.F64;
                    case 4 -> Numbers.F32;
                    case 2 -> bytes.unsigned(type + 13, 1) == 5 ? Numbers.F16 : Numbers.BF16;
                    default ->
                        throw new IllegalArgumentException(
                                path + " must have numbers of 2, 4 or 8 bytes, had " + width);
                };
        requireIeee(bytes, path, type, width);
        ByteBuffer data = data(bytes, path, layout, count * numbers.bytes());
        return Optional.of(new WeightArray(path, shape, numbers.read(data, count)));
    }

    /** Where sign, exponent and mantissa are must be as IEEE 754 has them: a flipped bit there is another number. */
    private static void requireIeee(HdfBytes bytes, String path, long type, int width) {
        int sign = bytes.unsigned(type + 2, 1);
        int precision = bytes.unsigned(type + 10, 2);
        boolean bfloat = width == 2 && bytes.unsigned(type + 13, 1) == 8;
        int exponent = width == 8 ? 11 : width == 4 || bfloat ? 8 : 5;
        int mantissa = 8 * width - 1 - exponent;
        boolean ieee = bytes.unsigned(type, 1) >> 4 >= 1
                && bytes.unsigned(type + 1, 1) == 0x20
                && sign == 8 * width - 1
                && bytes.unsigned(type + 8, 2) == 0
                && precision == 8 * width
                && bytes.unsigned(type + 12, 1) == mantissa
                && bytes.unsigned(type + 13, 1) == exponent
                && bytes.unsigned(type + 14, 1) == 0
                && bytes.unsigned(type + 15, 1) == mantissa
                && bytes.unsigned(type + 16, 4) == (1 << (exponent - 1)) - 1;
        Refused.unless(ieee, path + " must have numbers as IEEE 754 has them, little-endian");
    }

    static long[] extents(HdfBytes bytes, long space) {
        int version = bytes.unsigned(space, 1);
        int rank = bytes.unsigned(space + 1, 1);
        Refused.unless(
                (version == 1 || version == 2) && rank <= Limits.DEPTH,
                "HDF5 shapes must be of version 1 or 2 and have at most " + Limits.DEPTH + " axes, had " + version
                        + " and " + rank);
        long[] extents = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            extents[axis] = bytes.whole(space + (version == 1 ? 8 : 4) + 8L * axis);
        }
        return extents;
    }

    private static ByteBuffer data(HdfBytes bytes, String path, long layout, int length) {
        int version = bytes.unsigned(layout, 1);
        int kind = bytes.unsigned(layout + 1, 1);
        Refused.unless(
                (version == 3 || version == 4) && (kind == COMPACT || kind == CONTIGUOUS),
                path + " must lie in one piece, was of layout " + kind + " of version " + version);
        boolean compact = kind == COMPACT;
        int there = compact ? bytes.unsigned(layout + 2, 2) : bytes.length(layout + 10);
        Refused.unless(there == length, path + " must have " + length + " bytes, had " + there);
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        return bytes.buffer(compact ? layout + 4 : bytes.address(layout + 2), length)
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
