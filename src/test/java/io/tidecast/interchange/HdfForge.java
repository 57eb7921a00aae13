package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jhdf.checksum.ChecksumUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** HDF5 file put together piece by piece, each as wrong as it is wanted; checksums are right. */
final class HdfForge {
    static final int SPACE = 1;
    static final int LINK_INFO = 2;
    static final int TYPE = 3;
    static final int LINK = 6;
    static final int LAYOUT = 8;
    static final int ATTRIBUTE = 12;
    static final int CONTINUATION = 16;
    static final int SYMBOLS = 17;
    static final byte[] FLOAT = bytes(0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0);

    private static final int SUPERBLOCK = 48;

    private final ByteBuffer file;

    HdfForge(int capacity) {
        file = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).position(SUPERBLOCK);
    }

    /** Address of the next piece. */
    long next() {
        return file.position();
    }

    long put(byte[] piece) {
        long at = next();
        file.put(piece);
        return at;
    }

    /** File of superblock version 2 that begins at a group. */
    byte[] toByteArray(long root) {
        file.put(0, "\u0089HDF\r\n\u001a\n".getBytes(ISO_8859_1));
        file.put(8, bytes(2, 8, 8, 0)).putLong(12, 0).putLong(20, -1).putLong(28, file.position());
        file.putLong(36, root);
        byte[] head = new byte[SUPERBLOCK - Integer.BYTES];
        file.get(0, head);
        file.putInt(head.length, ChecksumUtils.checksum(head));
        byte[] whole = new byte[file.position()];
        file.get(0, whole);
        return whole;
    }

    /** Header of version 2. */
    static byte[] header(byte[]... messages) {
        byte[] all = concat(messages);
        return sealed(concat("OHDR".getBytes(US_ASCII), bytes(2, 2), ints(all.length), all));
    }

    static byte[] sealed(byte[] piece) {
        return concat(piece, ints(ChecksumUtils.checksum(piece)));
    }

    static byte[] message(int kind, byte[]... parts) {
        byte[] data = concat(parts);
        return concat(bytes(kind, data.length & 0xff, data.length >> 8, 0), data);
    }

    static byte[] link(String name, long header) {
        return message(LINK, bytes(1, 0, name.length()), name.getBytes(US_ASCII), longs(header));
    }

    static byte[] space(long... extents) {
        return concat(bytes(2, extents.length, 0, 1), longs(extents));
    }

    /** Header of an array whose numbers lie at an address. */
    static byte[] array(byte[] space, byte[] type, long address, long length) {
        return header(message(SPACE, space), message(TYPE, type), message(LAYOUT, bytes(3, 1), longs(address, length)));
    }

    static byte[] attribute(String name, byte[] type, byte[] space, byte[] data) {
        return message(
                ATTRIBUTE,
                bytes(3, 0, name.length() + 1, 0, type.length & 0xff, type.length >> 8, space.length, 0, 0),
                (name + "\0").getBytes(US_ASCII),
                type,
                space,
                data);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** A piece again and again. */
    static byte[] times(int count, byte[] piece) {
        ByteBuffer all = ByteBuffer.allocate(count * piece.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            all.put(piece);
        }
        return all.array();
    }
}
