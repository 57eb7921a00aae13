package io.tidecast.interchange;

import io.jhdf.Superblock.SuperblockV0V1;
import io.jhdf.Superblock.SuperblockV2V3;
import io.jhdf.SymbolTableEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * HDF5 file in memory, as much of the format as h5py writes for Keras: groups by symbol tables or by links in their
 * headers, arrays of floating-point numbers that lie in one piece, attributes of text. jhdf reads the parts; which of
 * them, and how far, is said here. What is compressed, lies in chunks, or in another file is refused.
 *
 * <p>The whole tree is gone through once, each object at most as often as there are {@link Limits#PARTS}, and no deeper
 * than {@link Limits#DEPTH}: a file whose groups lead in a circle ends there.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">File Format Specification</a>
 */
final class HdfFile {
    private static final long SIGNATURE = 0x0a1a0a0d46444889L; // \211 H D F \r \n \032 \n

    private final HdfStorage storage;
    private final Set<String> objects = new LinkedHashSet<>();
    private final Map<String, WeightArray> arrays = new LinkedHashMap<>();
    private final Map<String, List<String>> attributes = new LinkedHashMap<>();
    private long elements;

    private HdfFile(HdfStorage storage) {
        this.storage = storage;
    }

    static boolean isHdf(byte[] file) {
        return file.length >= Long.BYTES
                && ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() == SIGNATURE;
    }

    static HdfFile of(byte[] file) {
        Refused.unless(isHdf(file), "HDF5 file must begin with its signature");
        HdfFile hdf = new HdfFile(HdfStorage.of(file));
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

    /** Texts of an attribute of the file itself; empty where there is none. */
    List<String> attribute(String name) {
        return attributes.getOrDefault(name, List.of());
    }

    /** Address of the root group's header. */
    private long root() {
        return storage.getSuperblock() instanceof SuperblockV0V1 first
                ? HdfStorage.parse("root", () -> new SymbolTableEntry(storage, first.getRootGroupSymbolTableAddress()))
                        .getObjectHeaderAddress()
                : ((SuperblockV2V3) storage.getSuperblock()).getRootGroupObjectHeaderAddress();
    }

    private void read(String path, long header, int depth) {
        objects.add(path);
        Refused.unless(
                objects.size() <= Limits.PARTS, "HDF5 file must have at most " + Limits.PARTS + " objects, has more");
        Refused.unless(depth <= Limits.DEPTH, path + " must lie at most " + Limits.DEPTH + " groups deep");
        String name = path.isEmpty() ? "/" : path;
        HdfObject object = HdfObject.read(storage, header, name);
        if (path.isEmpty()) {
            attributes.putAll(HdfTexts.of(storage, object));
        }
        HdfArray.of(storage, name, object).ifPresent(array -> {
            elements += array.values().length;
            Limits.requireElements(elements);
            arrays.put(path, array);
        });
        HdfMembers.of(storage, name, object)
                .forEach((member, at) -> read(path.isEmpty() ? member : path + "/" + member, at, depth + 1));
    }

    /** Names of the members of a group, in their order. */
    List<String> members(String path) {
        List<String> names = new ArrayList<>();
        String start = path.isEmpty() ? "" : path + "/";
        for (String each : objects) {
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
}
