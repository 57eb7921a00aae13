package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * HDF5 file in memory, as much of the format as h5py writes for Keras: groups by symbol tables or by links in their
 * headers, arrays of floating-point numbers that lie in one piece, attributes of text. What is compressed, lies in
 * chunks, or in another file is refused.
 *
 * <p>The whole tree is gone through once, each object at most as often as there are {@link Limits#PARTS}, and no deeper
 * than {@link Limits#DEPTH}: a file whose groups lead in a circle ends there.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">File Format Specification</a>
 */
final class HdfFile {
    private static final long SIGNATURE = 0x0a1a0a0d46444889L; // \211 H D F \r \n \032 \n
    static final long NOWHERE = -1;

    private final HdfBytes bytes;
    private final Map<String, WeightArray> arrays = new LinkedHashMap<>();
    private final Map<String, Map<String, List<String>>> attributes = new LinkedHashMap<>();
    private int objects;
    private long elements;

    private HdfFile(byte[] file) {
        bytes = new HdfBytes(file);
    }

    static boolean isHdf(byte[] file) {
        return file.length >= Long.BYTES
                && ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() == SIGNATURE;
    }

    static HdfFile of(byte[] file) {
        Refused.unless(isHdf(file), "HDF5 file must begin with its signature");
        HdfFile hdf = new HdfFile(file);
        try {
            hdf.read("", hdf.root(), 0);
            return hdf;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("HDF5 file must be whole, refers to what is not there", e);
        }
    }

    /** Every array by its path without a leading slash, such as {@code layers/gru/cell/vars/0}. */
    Map<String, WeightArray> arrays() {
        return arrays;
    }

    /** Texts of an attribute; empty where there is none. */
    List<String> attribute(String path, String name) {
        return attributes.getOrDefault(path, Map.of()).getOrDefault(name, List.of());
    }

    /** Address of the root group's header. */
    private long root() {
        int version = bytes.unsigned(8, 1);
        if (version <= 1) {
            Refused.unless(
                    bytes.unsigned(13, 1) == 8 && bytes.unsigned(14, 1) == 8,
                    "HDF5 file must have offsets and lengths of 8 bytes");
            return bytes.address(version == 0 ? 64 : 68);
        }
        Refused.unless(
                version <= 3 && bytes.unsigned(9, 1) == 8 && bytes.unsigned(10, 1) == 8,
                "HDF5 superblock must be of version 0..3, with offsets of 8 bytes, was of version " + version);
        return bytes.address(36);
    }

    private void read(String path, long header, int depth) {
        objects++;
        Refused.unless(objects <= Limits.PARTS, "HDF5 file must have at most " + Limits.PARTS + " objects, has more");
        Refused.unless(depth <= Limits.DEPTH, path + " must lie at most " + Limits.DEPTH + " groups deep");
        HdfObject object = HdfObject.read(bytes, header, path.isEmpty() ? "/" : path);
        Map<String, List<String>> texts = new LinkedHashMap<>();
        object.attributes().forEach((name, at) -> texts.put(name, at.texts()));
        attributes.put(path, texts);
        object.array().ifPresent(array -> {
            elements += array.values().length;
            Limits.requireElements(elements);
            arrays.put(path, array);
        });
        for (Map.Entry<String, Long> link : object.links().entrySet()) {
            read(path.isEmpty() ? link.getKey() : path + "/" + link.getKey(), link.getValue(), depth + 1);
        }
    }

    /** Names of the members of a group, in their order. */
    List<String> members(String path) {
        List<String> names = new ArrayList<>();
        String start = path.isEmpty() ? "" : path + "/";
        for (String each : attributes.keySet()) {
            if (each.startsWith(start) && each.length() > start.length() && each.indexOf('/', start.length()) < 0) {
                names.add(each.substring(start.length()));
            }
        }
        return names;
    }

    /** Whether an array lies somewhere below. */
    boolean holdsArrays(String path) {
        return arrays.keySet().stream().anyMatch(each -> each.startsWith(path + "/"));
    }

    /** Text of that many bytes. */
    static String text(byte[] raw) {
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        return new String(raw, 0, end, UTF_8);
    }
}
