package io.tidecast.interchange;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Object of an HDF5 file: what the messages of its header say, of the two kinds of header there are.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#ObjectHeaders">Object Headers</a>
 */
final class HdfObject {
    private static final int DATASPACE = 1;
    private static final int DATATYPE = 3;
    private static final int LINK = 6;
    private static final int LAYOUT = 8;
    private static final int FILTERS = 11;
    private static final int ATTRIBUTE = 12;
    private static final int CONTINUATION = 16;
    private static final int SYMBOLS = 17;

    private final HdfBytes bytes;
    private final String path;
    private final Map<String, Long> links = new LinkedHashMap<>();
    private final Map<String, HdfAttribute> attributes = new LinkedHashMap<>();
    private final Deque<long[]> blocks = new ArrayDeque<>(); // from, to
    private long space = HdfFile.NOWHERE;
    private long type = HdfFile.NOWHERE;
    private long layout = HdfFile.NOWHERE;
    private int messages;

    private HdfObject(HdfBytes bytes, String path) {
        this.bytes = bytes;
        this.path = path;
    }

    static HdfObject read(HdfBytes bytes, long header, String path) {
        HdfObject object = new HdfObject(bytes, path);
        if (bytes.begins(header, "OHDR")) {
            object.readSecond(header);
        } else {
            Refused.unless(
                    bytes.unsigned(header, 1) == 1,
                    path + " must have a header of version 1 or 2, had " + bytes.unsigned(header, 1));
            object.block(header + 16, bytes.unsigned(header + 8, 4));
            while (!object.blocks.isEmpty()) {
                object.readFirst(object.blocks.remove());
            }
        }
        return object;
    }

    Map<String, Long> links() {
        return links;
    }

    Map<String, HdfAttribute> attributes() {
        return attributes;
    }

    Optional<WeightArray> array() {
        return layout == HdfFile.NOWHERE || space == HdfFile.NOWHERE || type == HdfFile.NOWHERE
                ? Optional.empty()
                : HdfArray.read(bytes, path, space, type, layout);
    }

    private void block(long from, long length) {
        blocks.add(new long[] {from, from + length});
        bytes.buffer(from, (int) Math.min(length, Integer.MAX_VALUE));
    }

    /** Messages of 8 bytes' head, each padded to 8. */
    private void readFirst(long[] block) {
        for (long at = block[0]; at + 8 <= block[1]; ) {
            int size = bytes.unsigned(at + 2, 2);
            message(bytes.unsigned(at, 2), at + 8, size, bytes.unsigned(at + 4, 1));
            at += 8 + size;
        }
    }

    /** Messages of 4 or 6 bytes' head, a checksum behind the last. */
    private void readSecond(long header) {
        int flags = bytes.unsigned(header + 5, 1);
        int width = 1 << (flags & 3);
        long at = header + 6 + ((flags & 0x20) == 0 ? 0 : 16) + ((flags & 0x10) == 0 ? 0 : 4);
        int head = (flags & 4) == 0 ? 4 : 6;
        block(at + width, width == 8 ? bytes.length(at) : bytes.unsigned(at, width));
        boolean first = true;
        while (!blocks.isEmpty()) {
            long[] block = blocks.remove();
            long from = block[0];
            long to = block[1];
            if (!first) {
                Refused.unless(bytes.begins(from, "OCHK"), path + " must go on in a block of its header");
                from += 4;
                to -= 4;
            }
            first = false;
            while (from + head <= to) {
                int size = bytes.unsigned(from + 1, 2);
                message(bytes.unsigned(from, 1), from + head, size, bytes.unsigned(from + 3, 1));
                from += head + size;
            }
        }
    }

    private void message(int kind, long at, int size, int flags) {
        messages++;
        Refused.unless(messages <= Limits.PARTS, path + " must have at most " + Limits.PARTS + " messages, has more");
        Refused.unless((flags & 2) == 0 || kind == 0, path + " must not share its messages");
        switch (kind) {
            case DATASPACE -> space = at;
            case DATATYPE -> type = at;
            case LAYOUT -> layout = at;
            case FILTERS -> throw new IllegalArgumentException(path + " must not be compressed");
            case LINK -> link(at);
            case ATTRIBUTE -> {
                HdfAttribute attribute = HdfAttribute.read(bytes, at, size);
                attributes.put(attribute.name(), attribute);
            }
            case SYMBOLS -> new HdfSymbols(bytes, path, links).read(bytes.address(at), bytes.address(at + 8));
            case CONTINUATION -> block(bytes.address(at), bytes.length(at + 8));
            default -> {} // Times, fill values, comments: nothing that says what the object is.
        }
    }

    private void link(long at) {
        int flags = bytes.unsigned(at + 1, 1);
        long next = at + 2;
        int kind = 0;
        if ((flags & 8) != 0) {
            kind = bytes.unsigned(next, 1);
            next++;
        }
        next += ((flags & 4) == 0 ? 0 : 8) + ((flags & 16) == 0 ? 0 : 1);
        int width = 1 << (flags & 3);
        int length = width == 8 ? bytes.length(next) : bytes.unsigned(next, width);
        String name = HdfFile.text(bytes.raw(next + width, length));
        Refused.unless(
                kind == 0, path + "/" + name + " must lie in this file under its own name, was a link of kind " + kind);
        add(links, path, name, bytes.address(next + width + length));
    }

    static void add(Map<String, Long> links, String path, String name, long address) {
        Refused.unless(
                !name.isEmpty() && !name.contains("/") && links.put(name, address) == null,
                path + " must have members of different names, had " + name);
        Refused.unless(links.size() <= Limits.PARTS, path + " must have at most " + Limits.PARTS + " members");
    }
}
