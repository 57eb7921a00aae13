package io.tidecast.interchange;

import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.object.message.LinkMessage;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members of an HDF5 group, by links in its header or by a symbol table. */
final class HdfMembers {
    private static final long NOWHERE = -1;
    private static final int MOST_NAME = 256;

    /** A group of as many members as there may be parts has some 60, three levels deep. */
    private static final int MOST_READS_OF_A_TREE = Limits.PARTS / 32;

    private final HdfStorage storage;
    private final String path;
    private final Map<String, Long> headers = new LinkedHashMap<>();

    private HdfMembers(HdfStorage storage, String path) {
        this.storage = storage;
        this.path = path;
    }

    /** Addresses of the members' headers by their names; none where the object is no group. */
    static Map<String, Long> of(HdfStorage storage, String path, HdfObject object) {
        HdfMembers members = new HdfMembers(storage, path);
        for (ByteBuffer link : object.links()) {
            members.add(HdfStorage.parse(path + " link", () -> LinkMessage.fromBuffer(link, storage.getSuperblock())));
        }
        object.message(HdfObject.SYMBOLS).ifPresent(table -> members.read(table.getLong(0), table.getLong(8)));
        Optional<ByteBuffer> info = object.message(HdfObject.LINK_INFO);
        Refused.unless(
                info.isEmpty() || info.get().getLong((info.get().get(1) & 1) == 0 ? 2 : 10) == NOWHERE,
                path + " must have its members in its header or in a symbol table, has them in a heap");
        return members.headers;
    }

    private void add(LinkMessage link) {
        Refused.unless(
                link.getLinkType() == LinkMessage.LinkType.HARD,
                (path.equals("/") ? path : path + "/") + link.getLinkName()
                        + " must lie in this file under its own name, was a link of kind "
                        + link.getLinkType().getValue());
        add(link.getLinkName(), link.getHardLinkAddress());
    }

    private void read(long tree, long heap) {
        ByteBuffer names = HdfStorage.parse(path + " heap of names", () -> new LocalHeap(storage, heap))
                .getDataBuffer();
        List<Long> nodes = storage.parse(
                path + " tree of names", MOST_READS_OF_A_TREE, () -> BTreeV1.createGroupBTree(storage, tree)
                        .getChildAddresses());
        for (long node : nodes) {
            GroupSymbolTableNode table =
                    HdfStorage.parse(path + " table of names", () -> new GroupSymbolTableNode(storage, node));
            for (SymbolTableEntry entry : table.getSymbolTableEntries()) {
                Refused.unless(entry.getCacheType() <= 1, path + " must not have links to elsewhere");
                String name = HdfStorage.parse(path + " name", () -> {
                    int at = entry.getLinkNameOffset();
                    return Utils.readUntilNull(names.slice(at, Math.min(MOST_NAME, names.limit() - at)));
                });
                add(name, entry.getObjectHeaderAddress());
            }
        }
    }

    private void add(String name, long header) {
        Refused.unless(
                !name.isEmpty() && !name.contains("/") && headers.put(name, header) == null,
                path + " must have members of different names, had " + name);
        Refused.unless(headers.size() <= Limits.PARTS, path + " must have at most " + Limits.PARTS + " members");
    }
}
