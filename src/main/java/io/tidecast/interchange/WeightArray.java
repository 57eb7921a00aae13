package io.tidecast.interchange;

import java.util.Arrays;
import java.util.List;

/**
 * Weight tensor of a file: row-major float32, every number finite.
 *
 * @param name as the file has it
 * @param shape of the array, empty for a single number
 * @param values as many as the shape says; not to be changed
 */
record WeightArray(String name, List<Integer> shape, float[] values) {
    WeightArray {
        shape = List.copyOf(shape);
        Refused.unless(
                size(name, shape.stream().mapToLong(Integer::longValue).toArray()) == values.length,
                name + " must have as many values as its shape " + shape + " says, had " + values.length);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(name + " must be finite, had " + value);
            }
        }
    }

    /**
     * Elements of a shape.
     *
     * @throws IllegalArgumentException if there are more than a model may have, whatever an int or a long can count
     */
    static int size(String name, long... shape) {
        long size = 1;
        for (long extent : shape) {
            boolean fits = extent >= 0 && extent <= Limits.WEIGHTS && size * extent <= Limits.WEIGHTS;
            Refused.unless(
                    fits,
                    name + " must have at most " + Limits.WEIGHTS + " elements, had shape " + Arrays.toString(shape));
            size *= extent;
        }
        return (int) size;
    }

    /** The same numbers under another name or in another shape. */
    WeightArray as(String other, Integer... extents) {
        return new WeightArray(other, List.of(extents), values);
    }

    int rank() {
        return shape.size();
    }

    int extent(int axis) {
        return shape.get(axis);
    }

    boolean isZero() {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Refuses another shape. */
    WeightArray requireShape(Integer... expected) {
        Refused.unless(
                shape.equals(List.of(expected)), name + " must have shape " + List.of(expected) + ", had " + shape);
        return this;
    }
}
