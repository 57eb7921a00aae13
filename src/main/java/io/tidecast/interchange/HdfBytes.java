package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes of an HDF5 file by their addresses; a place outside the file throws {@link IndexOutOfBoundsException}. */
final class HdfBytes {
    /** Things that are looked at, more than a model has: what refers to the same again and again ends here. */
    private static final int MOST_READS = 1_000_000;

    private final ByteBuffer file;
    private int reads;
    private long copied;

    HdfBytes(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int size() {
        return file.capacity();
    }

    /** A whole number of 1, 2 or 4 bytes without sign; one beyond an int is no length of anything here. */
    int unsigned(long at, int bytes) {
        int place = place(at, bytes);
        return switch (bytes) {
            case 1 -> file.get(place) & 0xff;
            case 2 -> file.getShort(place) & 0xffff;
            default -> {
                int value = file.getInt(place);
                if (value < 0) {
                    throw new IndexOutOfBoundsException("length " + Integer.toUnsignedString(value));
                }
                yield value;
            }
        };
    }

    long whole(long at) {
        return file.getLong(place(at, Long.BYTES));
    }

    /** A length of 8 bytes, which must not be more than the file. */
    int length(long at) {
        long length = whole(at);
        if (length < 0 || length > size()) {
            throw new IndexOutOfBoundsException("length " + length);
        }
        return (int) length;
    }

    /** An address of something that lies in the file. */
    long address(long at) {
        long address = whole(at);
        place(address, 1);
        return address;
    }

    byte[] raw(long at, int length) {
        copied += Math.max(0, length);
        Refused.unless(copied <= Limits.FILE, "texts of an HDF5 file must have at most " + Limits.FILE + " bytes");
        byte[] raw = new byte[length < 0 ? 0 : Math.min(length, size())];
        file.get(place(at, length), raw);
        return raw;
    }

    ByteBuffer buffer(long at, int length) {
        return file.slice(place(at, length), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean begins(long at, String signature) {
        return new String(raw(at, signature.length()), US_ASCII).equals(signature);
    }

    /** A text up to its zero byte, of at most 255. */
    String text(long at) {
        int end = place(at, 1);
        int most = Math.min(size(), end + 256);
        while (end < most && file.get(end) != 0) {
            end++;
        }
        return HdfFile.text(raw(at, (int) (end - at)));
    }

    private int place(long at, long length) {
        reads++;
        Refused.unless(reads <= MOST_READS, "HDF5 file must say what it has in at most " + MOST_READS + " parts");
        if (at < 0 || length < 0 || length > size() || at > size() - length) {
            throw new IndexOutOfBoundsException(length + " bytes at " + at);
        }
        return (int) at;
    }
}
