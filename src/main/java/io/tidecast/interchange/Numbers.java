package io.tidecast.interchange;

import java.nio.ByteBuffer;
import java.util.Locale;

/** Number format of a tensor's elements; each is read as the float32 nearest to it. */
enum Numbers {
    F64(8) {
        @Override
        float read(ByteBuffer from) {
            return (float) from.getDouble();
        }
    },
    F32(4) {
        @Override
        float read(ByteBuffer from) {
            return from.getFloat();
        }
    },
    F16(2) {
        @Override
        float read(ByteBuffer from) {
            int bits = from.getShort();
            int exponent = bits >> 10 & 0x1f;
            int fraction = bits & 0x3ff;
            float size = exponent == 0
                    ? fraction * 0x1p-24f
                    : exponent == 0x1f
                            ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                            : (1 + fraction * 0x1p-10f) * (float) Math.pow(2, exponent - 15);
            return bits < 0 ? -size : size;
        }
    },
    BF16(2) {
        @Override
        float read(ByteBuffer from) {
            return Float.intBitsToFloat(from.getShort() << 16);
        }
    };

    private final int bytes;

    Numbers(int bytes) {
        this.bytes = bytes;
    }

    abstract float read(ByteBuffer from);

    int bytes() {
        return bytes;
    }

    /** By its name in safetensors. */
    static Numbers of(String name, String dtype) {
        for (Numbers each : values()) {
            if (each.name().equals(dtype.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new IllegalArgumentException(name + ".dtype must be F64, F32, F16 or BF16, was " + dtype);
    }

    /**
     * Reads an array.
     *
     * @param from holds at least as many
     */
    float[] read(ByteBuffer from, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = read(from);
        }
        return values;
    }
}
