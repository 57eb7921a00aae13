package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Zip archive in memory, read by its central directory, as PyTorch and Keras write it: entries stored or deflated. An
 * entry is unpacked when it is asked for, to the size that the directory says and no further, and held against its
 * checksum.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE</a>
 */
final class ZipArchive {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;

    private final ByteBuffer file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(int method, long crc, long packed, long size, long at) {}

    private ZipArchive(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static boolean isZip(byte[] bytes) {
        return bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4;
    }

    static ZipArchive of(byte[] bytes) {
        ZipArchive archive = new ZipArchive(bytes);
        try {
            archive.readDirectory();
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("archive must have a whole directory, ends before", e);
        }
        return archive;
    }

    private void readDirectory() {
        int end = file.capacity() - END_BYTES;
        while (end >= 0 && file.getInt(end) != END) {
            end--;
        }
        Refused.unless(end >= 0, "archive must have a directory at its end, had none");
        int count = file.getShort(end + 10) & 0xffff;
        long at = file.getInt(end + 16) & 0xffffffffL;
        Refused.unless(count <= Limits.PARTS, "entries must be at most " + Limits.PARTS + ", were " + count);
        Refused.unless(at <= end, "directory must begin before byte " + end + ", begins at " + at);
        file.position((int) at);
        for (int i = 0; i < count; i++) {
            readEntry();
        }
    }

    private void readEntry() {
        int start = file.position();
        Refused.unless(file.getInt(start) == ENTRY, "directory must list an entry at byte " + start);
        int flags = file.getShort(start + 8);
        Entry entry = new Entry(
                file.getShort(start + 10) & 0xffff,
                file.getInt(start + 16) & 0xffffffffL,
                file.getInt(start + 20) & 0xffffffffL,
                file.getInt(start + 24) & 0xffffffffL,
                file.getInt(start + 42) & 0xffffffffL);
        byte[] name = new byte[file.getShort(start + 28) & 0xffff];
        int rest = (file.getShort(start + 30) & 0xffff) + (file.getShort(start + 32) & 0xffff);
        Refused.unless(
                name.length <= file.capacity() - start - 46,
                "directory must lie within the file, has a name of " + name.length + " bytes at byte " + start);
        file.position(start + 46);
        file.get(name);
        Refused.unless(
                rest <= file.remaining(),
                "directory must lie within the file, ends at byte " + (file.position() + rest));
        file.position(file.position() + rest);
        String text = new String(name, UTF_8);
        Refused.unless((flags & ENCRYPTED) == 0, text + " must not be encrypted");
        Refused.unless(entries.put(text, entry) == null, text + " must be in the archive once");
    }

    Set<String> names() {
        return entries.keySet();
    }

    /**
     * Unpacks an entry.
     *
     * @param most bytes it may have
     */
    byte[] bytes(String name, int most) {
        Entry entry = entries.get(name);
        Refused.unless(entry != null, name + " must be in the archive, which has " + entries.keySet());
        Refused.unless(entry.size() <= most, name + " must be at most " + most + " bytes, was " + entry.size());
        long from = entry.at() + LOCAL_BYTES;
        Refused.unless(
                from + Integer.BYTES <= file.capacity() && file.getInt((int) entry.at()) == LOCAL,
                name + " must begin at byte " + entry.at());
        from += (file.getShort((int) entry.at() + 26) & 0xffff) + (file.getShort((int) entry.at() + 28) & 0xffff);
        Refused.unless(
                from + entry.packed() <= file.capacity(),
                name + " must lie within the file, ends at byte " + (from + entry.packed()));
        byte[] bytes = unpacked(name, entry, (int) from);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        Refused.unless(
                crc.getValue() == entry.crc(),
                name + " must have checksum " + Long.toHexString(entry.crc()) + ", has "
                        + Long.toHexString(crc.getValue()));
        return bytes;
    }

    private byte[] unpacked(String name, Entry entry, int from) {
        Refused.unless(
                entry.method() == DEFLATED || (entry.method() == STORED && entry.packed() == entry.size()),
                name + " must be stored or deflated, was of method " + entry.method());
        byte[] bytes = new byte[(int) entry.size()];
        if (entry.method() == STORED) {
            file.get(from, bytes);
            return bytes;
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(file.array(), from, (int) entry.packed());
            int done = 0;
            int more = 1;
            while (done < bytes.length && more > 0) {
                more = inflater.inflate(bytes, done, bytes.length - done);
                done += more;
            }
            Refused.unless(done == bytes.length, name + " must have " + bytes.length + " bytes, had " + done);
            Refused.unless(
                    inflater.inflate(new byte[1]) == 0, name + " must have " + bytes.length + " bytes, had more");
            return bytes;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(name + " must be deflated: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
