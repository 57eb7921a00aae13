package io.tidecast.interchange;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dataset of an HDF5 file: floating-point numbers that lie in one piece. */
final class HdfArray {
    private HdfArray() {}

    /**
     * The numbers; empty where the object holds no floating-point ones, as a group or an optimiser's count of steps.
     */
    static Optional<WeightArray> of(HdfStorage storage, String path, HdfObject object) {
        Optional<ByteBuffer> space = object.message(HdfObject.DATASPACE);
        Optional<ByteBuffer> type = object.message(HdfObject.DATATYPE);
        Optional<ByteBuffer> layout = object.message(HdfObject.LAYOUT);
        boolean numbers = space.isPresent()
                && layout.isPresent()
                && type.isPresent()
                && (type.get().get(0) & 0xf) == FloatingPoint.CLASS_ID;
        return numbers ? Optional.of(read(storage, path, space.get(), type.get(), layout.get())) : Optional.empty();
    }

    private static WeightArray read(
            HdfStorage storage, String path, ByteBuffer space, ByteBuffer type, ByteBuffer layout) {
        long[] extents = HdfStorage.parse(
                        path + " shape", () -> DataSpace.readDataSpace(space, storage.getSuperblock()))
                .getDimensionsAsLong();
        Refused.unless(
                extents.length <= Limits.DEPTH,
                path + " must have at most " + Limits.DEPTH + " axes, had " + extents.length);
        int count = WeightArray.size(path, extents);
        List<Integer> shape = new ArrayList<>();
        for (long extent : extents) {
            shape.add((int) extent);
        }
        Numbers numbers =
                numbers(path, HdfStorage.parse(path + " type", () -> (FloatingPoint) DataType.readDataType(type)));
        DataLayoutMessage place = HdfStorage.parse(
                path + " layout",
                () -> DataLayoutMessage.createDataLayoutMessage(layout, storage.getSuperblock(), new BitSet()));
        ByteBuffer data = data(storage, path, place, (long) count * numbers.bytes());
        return new WeightArray(path, shape, numbers.read(data, count));
    }

    /** Where sign, exponent and mantissa are must be as IEEE 754 has them: a flipped bit there is another number. */
    private static Numbers numbers(String path, FloatingPoint type) {
        int width = type.getSize();
        Numbers numbers =
                switch (width) {
                    case 8 -> Numbers.F64;
                    case 4 -> Numbers.F32;
                    case 2 -> type.getExponentSize() == 5 ? Numbers.F16 : Numbers.BF16;
                    default ->
                        throw new IllegalArgumentException(
                                path + " must have numbers of 2, 4 or 8 bytes, had " + width);
                };
        int exponent = width == 8 ? 11 : numbers == Numbers.F16 ? 5 : 8;
        int mantissa = 8 * width - 1 - exponent;
        boolean ieee = type.getVersion() >= 1
                && type.getByteOrder() == ByteOrder.LITTLE_ENDIAN
                && !type.isLowPadding()
                && !type.isHighPadding()
                && !type.isInternalPadding()
                && type.getMantissaNormalization() == 2
                && type.getSignLocation() == 8 * width - 1
                && type.getBitOffset() == 0
                && type.getBitPrecision() == 8 * width
                && type.getExponentLocation() == mantissa
                && type.getExponentSize() == exponent
                && type.getMantissaLocation() == 0
                && type.getMantissaSize() == mantissa
                && type.getExponentBias() == (1 << (exponent - 1)) - 1;
        Refused.unless(ieee, path + " must have numbers as IEEE 754 has them, little-endian");
        return numbers;
    }

    private static ByteBuffer data(HdfStorage storage, String path, DataLayoutMessage place, long length) {
        if (place instanceof CompactDataLayoutMessage compact) {
            ByteBuffer data = compact.getDataBuffer().order(ByteOrder.LITTLE_ENDIAN);
            requireLength(path, length, data.remaining());
            return data;
        }
        if (place instanceof ContiguousDataLayoutMessage contiguous) {
            requireLength(path, length, contiguous.getSize());
            return length == 0 ? ByteBuffer.allocate(0) : storage.array(contiguous.getAddress(), length);
        }
        throw new IllegalArgumentException(path + " must lie in one piece, was "
                + place.getDataLayout().name().toLowerCase(Locale.ROOT));
    }

    private static void requireLength(String path, long length, long there) {
        Refused.unless(there == length, path + " must have " + length + " bytes, had " + there);
    }
}
