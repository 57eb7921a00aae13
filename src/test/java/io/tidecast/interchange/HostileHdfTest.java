package io.tidecast.interchange;

import static io.tidecast.interchange.HdfForge.bytes;
import static io.tidecast.interchange.HdfForge.concat;
import static io.tidecast.interchange.HdfForge.header;
import static io.tidecast.interchange.HdfForge.ints;
import static io.tidecast.interchange.HdfForge.link;
import static io.tidecast.interchange.HdfForge.longs;
import static io.tidecast.interchange.HdfForge.message;
import static io.tidecast.interchange.HdfForge.space;
import static io.tidecast.interchange.HdfForge.times;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HDF5 files that refer to themselves, or say that they hold more than there is. */
class HostileHdfTest {
    private static final byte[] TEXT = bytes(0x13, 0, 0, 0, 8, 0, 0, 0);
    private static final byte[] TEXT_IN_HEAP = bytes(0x19, 0x01, 0x01, 0, 16, 0, 0, 0, 0x13, 0, 0, 0, 1, 0, 0, 0);
    private static final byte[] SCALAR = bytes(2, 0, 0, 0);

    private final HdfForge forge = new HdfForge(Limits.FILE);

    private void assertRefused(byte[] root, String reason) {
        HostileFilesTest.assertRefusedInTime(forge.toByteArray(forge.put(root)), reason);
    }

    @Test
    void shouldRefuseABlockOfAHeaderThatGoesOnInItself() {
        long block = forge.next();
        byte[] again = message(HdfForge.CONTINUATION, longs(block, 4 + 20 + 4));
        forge.put(HdfForge.sealed(concat("OCHK".getBytes(US_ASCII), again)));
        assertRefused(header(again), "/ must have at most " + Limits.PARTS + " messages, has more");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40})
    void shouldRefuseATreeOfNamesThatLeadsToItself(int children) {
        long tree = forge.next();
        forge.put(concat(tree(1, children), times(2 * children + 1, longs(tree))));
        assertRefusedSymbols(tree, "/ tree of names must be as HDF5 has it: HDF5 file must say what it has in at most");
    }

    @Test
    void shouldRefuseATreeOfNamesThatGoesDownWithoutEnd() {
        for (int i = 0; i < 100_000; i++) {
            forge.put(concat(tree(1, 1), longs(0, forge.next() + 48, 0)));
        }
        assertRefusedSymbols(48, "/ tree of names must be as HDF5 has it: HDF5 file must say");
    }

    @Test
    void shouldRefuseAGroupOfAMillionMembers() {
        long node = forge.next();
        forge.put(concat("SNOD".getBytes(US_ASCII), bytes(1, 0, 0xff, 0x7f)));
        forge.put(times(32_767, longs(0, 0, 0, 0, 0)));
        long tree = forge.put(concat(tree(0, 32), times(32, longs(0, node)), longs(0)));
        assertRefusedSymbols(
                tree, "/ table of names must be as HDF5 has it: HDF5 file must say what it has in at most");
    }

    private static byte[] tree(int level, int children) {
        return concat("TREE".getBytes(US_ASCII), bytes(0, level, children & 0xff, children >> 8), longs(-1, -1));
    }

    private void assertRefusedSymbols(long tree, String reason) {
        long names = forge.put(new byte[16]);
        long heap = forge.put(concat("HEAP".getBytes(US_ASCII), ints(0), longs(16, -1, names)));
        assertRefused(header(message(HdfForge.SYMBOLS, longs(tree, heap))), reason);
    }

    @Test
    void shouldRefuseAMillionLinks() {
        byte[] links = times(1_000_000, link("", 0));
        assertRefused(header(links), "HDF5 file must say what it has in at most");
        assertRefused(
                header(times(Limits.PARTS + 1, link("", 0))), "/ must have at most " + Limits.PARTS + " messages");
    }

    @Test
    void shouldRefuseAHeaderOfNothing() {
        assertRefused(header(times(3 << 18, message(0))), "/ must have at most " + Limits.PARTS + " messages");
    }

    @Test
    void shouldRefuseGroupsThatLieTooDeep() {
        long below = forge.put(header());
        for (int i = 0; i < 100_000; i++) {
            below = forge.put(header(link("g", below)));
        }
        assertRefused(header(link("g", below)), " must lie at most " + Limits.DEPTH + " groups deep");
    }

    /** Each group has the one below twice: more paths than there are objects. */
    @Test
    void shouldRefuseGroupsThatAreMetAgainAndAgain() {
        long below = forge.put(header());
        for (int i = 0; i < Limits.DEPTH - 1; i++) {
            below = forge.put(header(link("a", below), link("b", below)));
        }
        assertRefused(header(link("g", below)), "HDF5 file must have at most " + Limits.PARTS + " objects, has more");
    }

    @ParameterizedTest
    @CsvSource({"1, 2f78", "64, 0061006200"})
    void shouldRefuseLinksToElsewhere(int kind, String hex) {
        byte[] target = HexFormat.of().parseHex(hex);
        byte[] link = message(HdfForge.LINK, bytes(1, 8, kind, 1, 'x', target.length, 0), target);
        assertRefused(header(link), "/x must lie in this file under its own name, was a link of kind " + kind);
    }

    @Test
    void shouldRefuseMembersInAHeap() {
        byte[] info = message(HdfForge.LINK_INFO, bytes(0, 0), longs(48, 48));
        assertRefused(header(info), "/ must have its members in its header or in a symbol table, has them in a heap");
    }

    @Test
    void shouldRefuseArraysOfMoreThanThereIs() {
        long[] extents = new long[32];
        Arrays.fill(extents, 4);
        extents[0] = 1;
        array(space(extents), HdfForge.FLOAT, 48, 4);
        assertRefusedArray(" elements, had shape [1, 4, 4, 4");
        array(space(1L << 62), HdfForge.FLOAT, 48, 4);
        assertRefusedArray(" elements, had shape [4611686018427387904]");
        array(space(1L << 31, 1L << 31), HdfForge.FLOAT, 48, 0);
        assertRefusedArray(" elements, had shape [2147483648, 2147483648]");
        array(space(new long[33]), HdfForge.FLOAT, 48, 0);
        assertRefusedArray("a must have at most 32 axes, had 33");
        array(space(8), HdfForge.FLOAT, 48, 1L << 40);
        assertRefusedArray("a must have 32 bytes, had 1099511627776");
        array(space(8), HdfForge.FLOAT, Limits.FILE, 32);
        assertRefusedArray("refers to what is not there: 32 bytes at " + Limits.FILE);
        array(space(8), HdfForge.FLOAT, -1, 32);
        assertRefusedArray("refers to what is not there: 32 bytes at -1");
    }

    private long array;

    private void array(byte[] space, byte[] type, long address, long length) {
        array = forge.put(HdfForge.array(space, type, address, length));
    }

    private void assertRefusedArray(String reason) {
        assertRefused(header(link("a", array)), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "11, 01ff, a must not be compressed",
        "11, 0201ffff000100ffff, a must not be compressed",
        "7, 0100000001000100, a must lie in this file",
        "8, 0302023000000000000000ffffff7fffffff7f, a must lie in one piece, was chunked",
        "8, 0402000208ffffffffffffff7fffffffffffffff7f02, a layout must be as HDF5 has it: ",
        "8, 0403000000000000000000, a layout must be as HDF5 has it: Virtual storage is not supported",
        "8, 0900, a layout must be as HDF5 has it: Unsupported data layout message version"
    })
    void shouldRefuseArraysThatDoNotLieInOnePiece(int kind, String hex, String reason) {
        array = forge.put(header(
                message(HdfForge.SPACE, space(1L << 18)),
                message(HdfForge.TYPE, HdfForge.FLOAT),
                message(kind, HexFormat.of().parseHex(hex))));
        assertRefusedArray(reason);
    }

    @Test
    void shouldRefuseArraysThatLieInTheSamePlaceWhenTheyAreTooManyTogether() {
        long data = forge.put(new byte[1 << 20]);
        array(space(1 << 18), HdfForge.FLOAT, data, 1 << 20);
        List<byte[]> links = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            links.add(link("" + i, array));
        }
        assertRefused(header(links.toArray(byte[][]::new)), "tensors must have at most ");
    }

    /**
     * Of an array and of an attribute: jhdf would make room for as many members as each of 6,000 compounds says it has.
     */
    @Test
    void shouldNotReadTypesWithinTypes() {
        byte[] compounds = times(6000, bytes(0x36, 0xff, 0xff, 0, 1, 0, 0, 0, 0, 0));
        byte[] lengths = times(8000, bytes(0x19, 1, 0, 0, 16, 0, 0, 0));
        for (byte[] type : List.of(compounds, lengths)) {
            byte[] attribute = HdfForge.attribute("a", type, SCALAR, new byte[0]);
            array(space(1), type, 48, 4);
            assertRefused(header(attribute, link("a", array)), "weights must ");
        }
    }

    @Test
    void shouldRefuseAttributesThatShareTheirTypeWithTheirOwnHeader() {
        byte[] shared = message(HdfForge.ATTRIBUTE, bytes(3, 1, 2, 0, 10, 0, 4, 0, 0, 'a', 0, 3, 0), longs(48), SCALAR);
        assertRefused(header(shared), "HDF5 attributes must not share types and shapes");
    }

    @Test
    void shouldRefuseTextsOfMoreThanThereIs() {
        String more = " elements, had shape [";
        assertRefused(header(HdfForge.attribute("a", TEXT, space(1L << 32), new byte[8])), "integer overflow");
        assertRefused(header(HdfForge.attribute("a", TEXT, space(1L << 61), new byte[8])), more + (1L << 61));
        byte[] wide = bytes(0x13, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f);
        assertRefused(header(HdfForge.attribute("a", wide, space(2), new byte[8])), "attribute must be as HDF5 has it");
        byte[] empty = bytes(0x13, 0, 0, 0, 0, 0, 0, 0);
        assertRefused(header(HdfForge.attribute("a", empty, space(1 << 19), new byte[0])), "weights must be of");
    }

    @Test
    void shouldRefuseAHeapOfTextsThatIsNoneOrTooLarge() {
        long none = forge.put(new byte[32]);
        assertRefused(inHeap(none, 8, 1), "a heap must be as HDF5 has it: Global heap signature 'GCOL' not matched");
        long large = heap(Long.MAX_VALUE, new byte[0]);
        assertRefused(inHeap(large, 8, 1), "a heap must be as HDF5 has it: ");
        long one = heap(48, concat(bytes(1, 0, 0, 0), ints(0), longs(8), longs(0)));
        assertRefused(inHeap(one, 8, 2), "a must be as HDF5 has it: Global heap doesn't contain object with index: 2");
        assertRefused(inHeap(one, 9, 1), "a must have at most 8 bytes, had 9");
        assertRefused(inHeap(one, -1, 1), "a must have at most 8 bytes, had -1");
        int many = 1 << 19;
        long tiny = heap(16 + 16 * many, times(many, concat(bytes(1, 0, 0, 0), ints(0), longs(0))));
        assertRefused(inHeap(tiny, 8, 1), "HDF5 file must say what it has in at most ");
    }

    /** As much as may be asked for, of what becomes the most objects. */
    @Test
    void shouldTakeLittleRoomWhenAFileHasAsMuchAsItMay() {
        int many = (3 << 16) - 8;
        long tiny = heap(16 + 16 * many, times(many, concat(bytes(1, 0, 0, 0), ints(0), longs(0))));
        assertRefused(inHeap(tiny, 8, 2), "a must be as HDF5 has it: Global heap doesn't contain object");
        long data = forge.put(new byte[8]);
        array(space(1, 1, 1, 1, 1, 1, 1, 1), HdfForge.FLOAT, data, 4);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < Limits.PARTS / 2 - 1; i++) {
            messages.add(link("a" + i, array));
            messages.add(HdfForge.attribute("a" + i, TEXT, space(1, 1, 1, 1, 1, 1, 1, 1), new byte[8]));
        }
        assertRefused(header(messages.toArray(byte[][]::new)), "weights must lie under ");
        long tree = forge.put(concat(tree(0, 20_000), times(40_001, longs(48))));
        for (int i = 0; i < 30; i++) {
            tree = forge.put(concat(tree(1, 1), longs(0, tree, 0)));
        }
        assertRefusedSymbols(tree, "/ table of names must be as HDF5 has it: ");
    }

    @Test
    void shouldRefuseTextsThatLieInTheSamePlaceWhenTheyAreTooManyTogether() {
        int length = 1 << 18;
        long heap = heap(32 + length, concat(bytes(1, 0, 0, 0), ints(0), longs(length), new byte[length]));
        byte[] id = concat(ints(length), longs(heap), ints(1));
        assertRefused(
                header(HdfForge.attribute("a", TEXT_IN_HEAP, space(4000), times(4000, id))),
                "HDF5 file must say what it has in at most ");
    }

    private long heap(long size, byte[] objects) {
        return forge.put(concat("GCOL".getBytes(US_ASCII), ints(1), longs(size), objects));
    }

    private static byte[] inHeap(long heap, int length, int index) {
        return header(HdfForge.attribute("a", TEXT_IN_HEAP, SCALAR, concat(ints(length), longs(heap), ints(index))));
    }
}
