package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jhdf.GlobalHeap;
import io.jhdf.object.message.AttributeMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Attributes of text of an HDF5 object: of one length each, or each of its own in a global heap. */
final class HdfTexts {
    private static final int STRING = 3;
    private static final int VARIABLE = 9;
    private static final int HEAP_ID = 16;

    private final HdfStorage storage;
    private final Map<Long, GlobalHeap> heaps = new HashMap<>();

    private HdfTexts(HdfStorage storage) {
        this.storage = storage;
    }

    /** Texts in their order by the attributes' names; those of other types say nothing. */
    static Map<String, List<String>> of(HdfStorage storage, HdfObject object) {
        HdfTexts texts = new HdfTexts(storage);
        Map<String, List<String>> read = new LinkedHashMap<>();
        for (ByteBuffer message : object.attributes()) {
            if (isText(message)) {
                AttributeMessage attribute = HdfStorage.parse(
                        "attribute",
                        () -> new AttributeMessage(message.duplicate().order(message.order()), storage, new BitSet()));
                read.put(attribute.getName(), texts.of(attribute));
            }
        }
        return read;
    }

    /**
     * Told before jhdf reads the type: one of 60 KB that holds types within types takes it 0.5 to 1.5 GB, and a shared
     * one is looked up in any header.
     */
    private static boolean isText(ByteBuffer message) {
        int version = message.get(0);
        Refused.unless(version >= 1 && version <= 3, "HDF5 attributes must be of version 1..3, was " + version);
        Refused.unless(version == 1 || message.get(1) == 0, "HDF5 attributes must not share types and shapes");
        int name = message.getShort(2) & 0xffff;
        int type = version == 1 ? 8 + (name + 7) / 8 * 8 : (version == 2 ? 8 : 9) + name;
        int kind = message.get(type) & 0xf;
        boolean ofCharacters =
                kind == VARIABLE && (message.get(type + 1) & 0xf) == 1 && (message.get(type + 8) & 0xf) <= STRING;
        return kind == STRING || ofCharacters;
    }

    private List<String> of(AttributeMessage attribute) {
        String name = attribute.getName();
        boolean fixed = attribute.getDataType().getDataClass() == STRING;
        int width = fixed ? attribute.getDataType().getSize() : HEAP_ID;
        int count = WeightArray.size(name, attribute.getDataSpace().getDimensionsAsLong());
        ByteBuffer data = attribute.getDataBuffer();
        if (data == null) { // No elements, or of no bytes.
            return List.of();
        }
        Refused.unless(
                count <= Limits.PARTS && (long) count * width <= data.remaining(),
                name + " must have room for " + count + " texts of " + width + " bytes, had " + data.remaining());
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(fixed ? data.slice(i * width, width) : inHeap(name, data, i * width)));
        }
        return texts;
    }

    /** A text in a global heap: length, address of the collection, number of the object in it. */
    private ByteBuffer inHeap(String name, ByteBuffer data, int at) {
        int length = data.getInt(at);
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        GlobalHeap heap = heaps.computeIfAbsent(
                data.getLong(at + 4),
                address -> HdfStorage.parse(name + " heap", () -> new GlobalHeap(storage, address)));
        ByteBuffer object = HdfStorage.parse(name, () -> heap.getObjectData(data.getInt(at + 12)));
        int most = Math.min(Json.MOST, object.remaining());
        Refused.unless(length > 0 && length <= most, name + " must have at most " + most + " bytes, had " + length);
        storage.spend(length);
        return object.slice(0, length);
    }

    /** Up to its zero byte, if it has one. */
    private static String text(ByteBuffer raw) {
        int end = 0;
        while (end < raw.limit() && raw.get(end) != 0) {
            end++;
        }
        return UTF_8.decode(raw.slice(0, end)).toString();
    }
}
