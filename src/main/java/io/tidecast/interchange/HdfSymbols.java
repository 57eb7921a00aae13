package io.tidecast.interchange;

import java.util.Map;

/**
 * Symbol table of an HDF5 group: a B-tree of nodes that have the members' names in a local heap.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#Btrees">B-trees, version 1</a>
 */
final class HdfSymbols {
    private static final int MOST_LEVELS = 8;

    private final HdfBytes bytes;
    private final String path;
    private final Map<String, Long> links;
    private int nodes;
    private long names;
    private int namesLength;

    HdfSymbols(HdfBytes bytes, String path, Map<String, Long> links) {
        this.bytes = bytes;
        this.path = path;
        this.links = links;
    }

    void read(long tree, long heap) {
        Refused.unless(bytes.begins(heap, "HEAP"), path + " must have a heap of names");
        namesLength = bytes.length(heap + 8);
        names = bytes.address(heap + 24);
        node(tree, MOST_LEVELS);
    }

    /** @param above level of the node that led here; each is below the one before, so that no circle goes on */
    private void node(long at, int above) {
        nodes++;
        Refused.unless(nodes <= Limits.PARTS, path + " must have at most " + Limits.PARTS + " nodes of names");
        if (bytes.begins(at, "SNOD")) {
            symbols(at);
            return;
        }
        Refused.unless(bytes.begins(at, "TREE"), path + " must have a tree of names");
        int level = bytes.unsigned(at + 5, 1);
        Refused.unless(
                bytes.unsigned(at + 4, 1) == 0 && level < above,
                path + " must have a tree of names that goes down, goes from level " + above + " to " + level);
        int children = bytes.unsigned(at + 6, 2);
        for (int i = 0; i < children; i++) {
            node(bytes.address(at + 32 + 16L * i), level);
        }
    }

    private void symbols(long at) {
        int count = bytes.unsigned(at + 6, 2);
        for (int i = 0; i < count; i++) {
            long entry = at + 8 + 40L * i;
            long name = bytes.whole(entry);
            Refused.unless(
                    name >= 0 && name < namesLength,
                    path + " must have its members' names in its heap, was at " + name);
            Refused.unless(bytes.unsigned(entry + 16, 4) <= 1, path + " must not have links to elsewhere");
            HdfObject.add(links, path, bytes.text(names + name), bytes.address(entry + 8));
        }
    }
}
