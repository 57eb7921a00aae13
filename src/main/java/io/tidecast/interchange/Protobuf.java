package io.tidecast.interchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Protocol buffer message being written, as much of the format as an ONNX model takes; {@link ProtobufFields} is one
 * being read.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class Protobuf {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A varint field. */
    Protobuf integer(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    /** A field of bytes. */
    Protobuf bytes(int field, byte[] value) {
        varint((long) field << 3 | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    /** A string field. */
    Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A field that is a message. */
    Protobuf message(int field, Protobuf value) {
        return bytes(field, value.toByteArray());
    }

    /** The fields of another after these. */
    Protobuf append(Protobuf other) {
        bytes.writeBytes(other.toByteArray());
        return this;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }
}
