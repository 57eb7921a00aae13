package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Protocol buffer message being read, field by field; {@link Protobuf} is one being written.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class ProtobufFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final String name;
    private final ByteBuffer in;
    private int type;
    private long number;
    private ByteBuffer body = ByteBuffer.allocate(0);

    /** @param name of the message, for what is said of it */
    ProtobufFields(String name, ByteBuffer bytes) {
        this.name = name;
        in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Goes on to the next field and gives its number; 0 at the end. */
    int next() {
        if (!in.hasRemaining()) {
            return 0;
        }
        try {
            long tag = varint();
            type = (int) tag & 7;
            switch (type) {
                case VARINT -> number = varint();
                case FIXED64 -> number = in.getLong();
                case FIXED32 -> number = in.getInt();
                case BYTES -> {
                    long length = varint();
                    Refused.unless(
                            length >= 0 && length <= in.remaining(),
                            name + " must have fields of at most " + in.remaining() + " bytes, had " + length);
                    body = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
                    in.position(in.position() + (int) length);
                }
                default ->
                    throw new IllegalArgumentException(
                            name + " must have fields of wire type 0, 1, 2 or 5, had " + type);
            }
            long field = tag >>> 3;
            Refused.unless(field >= 1 && field < 1 << 29, name + " must have fields from 1 on, had " + field);
            return (int) field;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(name + " must be whole, ends within a field", e);
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException(name + " must have whole numbers of at most ten bytes, had a longer one");
    }

    private void require(int due, String kind) {
        Refused.unless(type == due, name + " must have " + kind + " there, had wire type " + type);
    }

    long integer() {
        require(VARINT, "a whole number");
        return number;
    }

    float decimal() {
        require(FIXED32, "a float");
        return Float.intBitsToFloat((int) number);
    }

    ByteBuffer bytes() {
        require(BYTES, "bytes");
        return body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    String text() {
        return UTF_8.decode(bytes()).toString();
    }

    ProtobufFields message(String what) {
        return new ProtobufFields(name + "." + what, bytes());
    }

    /** Whole numbers of a repeated field, one alone or several packed. */
    List<Long> integers() {
        if (type == VARINT) {
            return List.of(number);
        }
        List<Long> all = new ArrayList<>();
        ProtobufFields packed = new ProtobufFields(name, bytes());
        try {
            while (packed.in.hasRemaining()) {
                all.add(packed.varint());
                Refused.unless(all.size() <= Limits.PARTS, name + " must have lists of at most " + Limits.PARTS);
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(name + " must be whole, ends within a list", e);
        }
        return all;
    }
}
