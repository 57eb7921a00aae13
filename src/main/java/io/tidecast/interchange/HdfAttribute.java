package io.tidecast.interchange;

import java.util.ArrayList;
import java.util.List;

/**
 * Attribute of an HDF5 object: texts of one length each, or of their own in a global heap; others are there and say
 * nothing.
 *
 * @param name of the attribute
 * @param texts in its order
 */
record HdfAttribute(String name, List<String> texts) {
    private static final int STRING = 3;
    private static final int VARIABLE = 9;
    private static final int HEAP_ID = 16;

    static HdfAttribute read(HdfBytes bytes, long at, int size) {
        int version = bytes.unsigned(at, 1);
        Refused.unless(version >= 1 && version <= 3, "HDF5 attributes must be of version 1..3, was " + version);
        Refused.unless(
                version == 1 || bytes.unsigned(at + 1, 1) == 0, "HDF5 attributes must not share types and shapes");
        int nameLength = bytes.unsigned(at + 2, 2);
        int typeLength = bytes.unsigned(at + 4, 2);
        int spaceLength = bytes.unsigned(at + 6, 2);
        long next = at + (version == 3 ? 9 : 8);
        String name = HdfFile.text(bytes.raw(next, nameLength));
        long type = next + padded(nameLength, version);
        long space = type + padded(typeLength, version);
        long data = space + padded(spaceLength, version);
        return new HdfAttribute(name, texts(bytes, name, type, space, data, at + size));
    }

    private static int padded(int length, int version) {
        return version == 1 ? (length + 7) / 8 * 8 : length;
    }

    private static List<String> texts(HdfBytes bytes, String name, long type, long space, long data, long end) {
        int kind = bytes.unsigned(type, 1) & 0xf;
        boolean fixed = kind == STRING;
        if (!fixed && (kind != VARIABLE || (bytes.unsigned(type + 1, 1) & 0xf) != 1)) {
            return List.of();
        }
        int width = fixed ? bytes.unsigned(type + 4, 4) : HEAP_ID;
        int count = WeightArray.size(name, HdfArray.extents(bytes, space));
        Refused.unless(
                count <= Limits.PARTS && (long) count * width <= end - data,
                name + " must have room for " + count + " texts of " + width + " bytes, had " + (end - data));
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = data + (long) i * width;
            texts.add(HdfFile.text(fixed ? bytes.raw(at, width) : inHeap(bytes, name, at)));
        }
        return texts;
    }

    /** A text in a global heap: length, address of the collection, number of the object in it. */
    private static byte[] inHeap(HdfBytes bytes, String name, long at) {
        int length = bytes.unsigned(at, 4);
        long heap = bytes.address(at + 4);
        int wanted = bytes.unsigned(at + 12, 4);
        Refused.unless(bytes.begins(heap, "GCOL"), name + " must lie in a heap");
        Refused.unless(length <= Json.MOST, name + " must have at most " + Json.MOST + " bytes, had " + length);
        long end = heap + bytes.length(heap + 8);
        long object = heap + 16;
        while (object + 16 <= end) {
            int index = bytes.unsigned(object, 2);
            int size = bytes.length(object + 8);
            if (index == wanted) {
                Refused.unless(length <= size, name + " must have at most " + size + " bytes, had " + length);
                return bytes.raw(object + 16, length);
            }
            object += 16 + (size + 7) / 8 * 8;
        }
        throw new IllegalArgumentException(name + " must be text " + wanted + " of its heap, which has none such");
    }
}
