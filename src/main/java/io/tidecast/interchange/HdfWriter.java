package io.tidecast.interchange;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.jhdf.checksum.ChecksumUtils;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * HDF5 file being written: groups with their links in their headers, arrays that lie in one piece; superblock and
 * headers of version 2, which h5py reads since HDF5 1.8.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">File Format Specification</a>
 */
final class HdfWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int SUPERBLOCK = 48;
    private static final long NOWHERE = -1;
    /** Class and version, three bytes of flags, size, offset, precision, and where the parts of a number are. */
    private static final byte[] FLOAT32 = {0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0};

    private static final byte[] UINT32 = {0x10, 0, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Group: what lies in it, each a group, a {@link WeightArray} or the words of a random state. */
    private final Map<String, Object> root = new LinkedHashMap<>();

    /** Puts an array at a path, such as {@code layers/gru/cell/vars/0}. */
    HdfWriter put(String path, WeightArray array) {
        return place(path, array);
    }

    /** Puts whole numbers at a path. */
    HdfWriter put(String path, int... words) {
        return place(path, words);
    }

    private HdfWriter place(String path, Object what) {
        String[] parts = path.split("/", -1);
        Map<String, Object> group = root;
        for (int i = 0; i < parts.length - 1; i++) {
            group = groupIn(group, parts[i]);
        }
        group.put(parts[parts.length - 1], what);
        return this;
    }

    @SuppressWarnings("unchecked") // Only groups have something below them.
    private static Map<String, Object> groupIn(Map<String, Object> group, String name) {
        return (Map<String, Object>) group.computeIfAbsent(name, key -> new LinkedHashMap<String, Object>());
    }

    byte[] toByteArray() {
        out.reset();
        out.writeBytes(new byte[SUPERBLOCK]);
        long header = write(root);
        ByteBuffer block = ByteBuffer.allocate(SUPERBLOCK - Integer.BYTES).order(LITTLE_ENDIAN);
        block.put(SIGNATURE).put(new byte[] {2, 8, 8, 0});
        block.putLong(0).putLong(NOWHERE).putLong(out.size()).putLong(header);
        ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).order(LITTLE_ENDIAN);
        file.put(block.array()).putInt(ChecksumUtils.checksum(block.array()));
        return file.array();
    }

    private long write(Map<?, ?> group) {
        List<byte[]> messages = new ArrayList<>();
        messages.add(message(
                2,
                ByteBuffer.allocate(18)
                        .order(LITTLE_ENDIAN)
                        .putLong(2, NOWHERE)
                        .putLong(10, NOWHERE)
                        .array()));
        messages.add(message(10, new byte[2]));
        group.forEach((name, what) -> {
            long at = what instanceof Map<?, ?> inner
                    ? write(inner)
                    : what instanceof WeightArray array
                            ? write(FLOAT32, array.shape(), bytes(array.values()))
                            : write(UINT32, List.of(((int[]) what).length), bytes((int[]) what));
            byte[] text = name.toString().getBytes(UTF_8);
            messages.add(message(
                    6,
                    ByteBuffer.allocate(3 + text.length + Long.BYTES)
                            .order(LITTLE_ENDIAN)
                            .put((byte) 1)
                            .put((byte) 0)
                            .put((byte) text.length)
                            .put(text)
                            .putLong(at)
                            .array()));
        });
        return header(messages);
    }

    private long write(byte[] type, List<Integer> shape, byte[] data) {
        long at = append(data);
        ByteBuffer space = ByteBuffer.allocate(4 + Long.BYTES * shape.size())
                .order(LITTLE_ENDIAN)
                .put((byte) 2)
                .put((byte) shape.size())
                .put((byte) 0)
                .put((byte) (shape.isEmpty() ? 0 : 1));
        shape.forEach(extent -> space.putLong(extent));
        return header(List.of(
                message(1, space.array()),
                message(3, type),
                message(5, new byte[] {3, 10}), // No fill value; room was made early.
                message(
                        8,
                        ByteBuffer.allocate(18)
                                .order(LITTLE_ENDIAN)
                                .put((byte) 3)
                                .put((byte) 1)
                                .putLong(at)
                                .putLong(data.length)
                                .array())));
    }

    private long header(List<byte[]> messages) {
        int size = messages.stream().mapToInt(message -> message.length).sum();
        ByteBuffer header = ByteBuffer.allocate(10 + size).order(LITTLE_ENDIAN);
        header.put("OHDR".getBytes(UTF_8)).put((byte) 2).put((byte) 2).putInt(size);
        messages.forEach(header::put);
        long at = append(header.array());
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(LITTLE_ENDIAN)
                .putInt(ChecksumUtils.checksum(header.array()))
                .array());
        return at;
    }

    private static byte[] message(int kind, byte[] bytes) {
        return ByteBuffer.allocate(4 + bytes.length)
                .order(LITTLE_ENDIAN)
                .put((byte) kind)
                .putShort((short) bytes.length)
                .put((byte) 0)
                .put(bytes)
                .array();
    }

    private long append(byte[] bytes) {
        out.writeBytes(new byte[(8 - out.size() % 8) % 8]);
        long at = out.size();
        out.writeBytes(bytes);
        return at;
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * values.length).order(LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return raw.array();
    }

    private static byte[] bytes(int[] values) {
        ByteBuffer raw = ByteBuffer.allocate(Integer.BYTES * values.length).order(LITTLE_ENDIAN);
        raw.asIntBuffer().put(values);
        return raw.array();
    }
}
