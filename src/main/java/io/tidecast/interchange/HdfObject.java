package io.tidecast.interchange;

import io.jhdf.checksum.ChecksumUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Object of an HDF5 file: the messages of its header, of the two kinds of header there are. Messages are told apart and
 * counted here, and those that say what a model is are read by jhdf, one by one. Its own headers are not: those follow
 * what continues them by recursion, and read every message there is, types within types among them.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#ObjectHeaders">Object Headers</a>
 */
final class HdfObject {
    static final int DATASPACE = 1;
    static final int LINK_INFO = 2;
    static final int DATATYPE = 3;
    private static final int LINK = 6;
    private static final int EXTERNAL_FILES = 7;
    static final int LAYOUT = 8;
    private static final int FILTERS = 11;
    private static final int ATTRIBUTE = 12;
    private static final int CONTINUATION = 16;
    static final int SYMBOLS = 17;

    private static final int CHECKSUM = Integer.BYTES;

    private final HdfStorage storage;
    private final String path;
    private final Map<Integer, ByteBuffer> messages = new HashMap<>();
    private final List<ByteBuffer> links = new ArrayList<>();
    private final List<ByteBuffer> attributes = new ArrayList<>();
    private final Deque<long[]> blocks = new ArrayDeque<>(); // address, length
    private int count;

    private HdfObject(HdfStorage storage, String path) {
        this.storage = storage;
        this.path = path;
    }

    static HdfObject read(HdfStorage storage, long header, String path) {
        HdfObject object = new HdfObject(storage, path);
        if (signature(storage.block(header, CHECKSUM)).equals("OHDR")) {
            object.readSecond(header);
        } else {
            object.readFirst(header);
        }
        return object;
    }

    /** The message of a kind, of which the last one counts. */
    Optional<ByteBuffer> message(int kind) {
        return Optional.ofNullable(messages.get(kind));
    }

    List<ByteBuffer> links() {
        return links;
    }

    List<ByteBuffer> attributes() {
        return attributes;
    }

    /** Messages of 8 bytes' head, each padded to 8. */
    private void readFirst(long header) {
        ByteBuffer prefix = storage.block(header, 16);
        Refused.unless(prefix.get(0) == 1, path + " must have a header of version 1 or 2, had " + prefix.get(0));
        blocks.add(new long[] {header + 16, Integer.toUnsignedLong(prefix.getInt(8))});
        while (!blocks.isEmpty()) {
            long[] at = blocks.remove();
            ByteBuffer block = storage.block(at[0], at[1]);
            int from = 0;
            while (from + 8 <= block.limit()) {
                int size = block.getShort(from + 2) & 0xffff;
                message(block.getShort(from) & 0xffff, part(block, from + 8, size), block.get(from + 4));
                from += 8 + size;
            }
        }
    }

    /** Messages of 4 or 6 bytes' head, a checksum behind the last. */
    private void readSecond(long header) {
        int flags = storage.block(header, 6).get(5);
        int width = 1 << (flags & 3);
        int prefix = 6 + ((flags & 0x20) == 0 ? 0 : 16) + ((flags & 0x10) == 0 ? 0 : 4);
        int head = (flags & 4) == 0 ? 4 : 6;
        ByteBuffer size = storage.block(header + prefix, width);
        long length =
                switch (width) {
                    case 1 -> size.get() & 0xff;
                    case 2 -> size.getShort() & 0xffff;
                    case 4 -> Integer.toUnsignedLong(size.getInt());
                    default -> size.getLong();
                };
        Refused.unless(
                length >= 0 && length <= storage.size(),
                path + " must have a header within the file, had " + length + " bytes");
        second(storage.block(header, prefix + width + length + CHECKSUM), prefix + width, head);
        while (!blocks.isEmpty()) {
            long[] at = blocks.remove();
            ByteBuffer block = storage.block(at[0], at[1]);
            Refused.unless(
                    block.limit() >= 2 * CHECKSUM && signature(block).equals("OCHK"),
                    path + " must go on in a block of its header");
            second(block, CHECKSUM, head);
        }
    }

    private void second(ByteBuffer block, int begin, int head) {
        HdfStorage.parse(path + " header", () -> {
            ChecksumUtils.validateChecksum(block);
            return block;
        });
        int from = begin;
        while (from + head <= block.limit() - CHECKSUM) {
            int size = block.getShort(from + 1) & 0xffff;
            message(block.get(from) & 0xff, part(block, from + head, size), block.get(from + 3));
            from += head + size;
        }
    }

    private void message(int kind, ByteBuffer data, int flags) {
        count++;
        Refused.unless(count <= Limits.PARTS, path + " must have at most " + Limits.PARTS + " messages, has more");
        Refused.unless((flags & 2) == 0 || kind == 0, path + " must not share its messages");
        switch (kind) {
            case DATASPACE, DATATYPE, LAYOUT, SYMBOLS, LINK_INFO -> messages.put(kind, data);
            case LINK -> links.add(data);
            case ATTRIBUTE -> attributes.add(data);
            case EXTERNAL_FILES -> throw new IllegalArgumentException(path + " must lie in this file");
            case FILTERS -> throw new IllegalArgumentException(path + " must not be compressed");
            case CONTINUATION -> blocks.add(new long[] {data.getLong(0), data.getLong(8)});
            default -> {} // Times, fill values, comments: nothing that says what the object is.
        }
    }

    private static ByteBuffer part(ByteBuffer block, int from, int size) {
        return block.slice(from, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String signature(ByteBuffer block) {
        return StandardCharsets.US_ASCII.decode(block.slice(0, CHECKSUM)).toString();
    }
}
