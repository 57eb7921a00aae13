package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to do harm, or damaged: each is refused with a reason, or read as a network like the one it was. */
class HostileFilesTest {
    private static final int SOME = 30;
    private static final int MANY = 10_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static final Iterable<Fixture> FIXTURES = Fixture.ALL;

    @ParameterizedTest
    @FieldSource("FIXTURES")
    void shouldRefuseOrReadTheSameShapeWhenBitsAreFlipped(Fixture fixture) {
        flip(fixture, SOME);
    }

    @Tag("faults")
    @ParameterizedTest
    @FieldSource("FIXTURES")
    void shouldRefuseOrReadTheSameShapeWhenBitsAreFlippedOfManyVariants(Fixture fixture) {
        flip(fixture, MANY);
    }

    private static void flip(Fixture fixture, int variants) {
        byte[] good = fixture.bytes();
        ForeignModel whole = fixture.read();
        Random random = new Random(good.length);
        for (int i = 0; i < variants; i++) {
            byte[] bad = good.clone();
            for (int flips = 0; flips <= random.nextInt(3); flips++) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            read(bad, fixture).ifPresent(model -> requireSameShape(model, whole));
        }
    }

    @ParameterizedTest
    @EnumSource(Exports.Library.class)
    void shouldRefuseOrReadTheSameShapeWhenBitsOfAnExportAreFlipped(Exports.Library library) {
        flip(library, SOME);
    }

    @Tag("faults")
    @ParameterizedTest
    @EnumSource(Exports.Library.class)
    void shouldRefuseOrReadTheSameShapeWhenBitsOfAnExportAreFlippedOfManyVariants(Exports.Library library) {
        flip(library, MANY);
    }

    private static void flip(Exports.Library library, int variants) {
        byte[] good = Exports.of(ExampleModels.trained(true), library, "m").get("m");
        ForeignModel whole = Imports.read(good, Optional.empty());
        Fixture plain = new Fixture("m", Optional.empty());
        Random random = new Random(9);
        for (int i = 0; i < variants; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            read(bad, plain).ifPresent(model -> requireSameShape(model, whole));
        }
    }

    private static void requireSameShape(ForeignModel model, ForeignModel whole) {
        assertThat(model.network().inputs()).isEqualTo(whole.network().inputs());
        assertThat(model.network().output()).isEqualTo(whole.network().output());
        requireFinite(model);
    }

    private static void requireFinite(ForeignModel model) {
        for (float value : model.parameters().toArray()) {
            if (!Float.isFinite(value)) {
                fail("weights must be finite, had " + value);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("FIXTURES")
    void shouldRefuseWhenAFileIsCutOff(Fixture fixture) {
        cutOff(fixture, 60);
    }

    @Tag("faults")
    @ParameterizedTest
    @FieldSource("FIXTURES")
    void shouldRefuseWhenAFileIsCutOffAtManyPlaces(Fixture fixture) {
        cutOff(fixture, 2000);
    }

    private static void cutOff(Fixture fixture, int places) {
        byte[] good = fixture.bytes();
        for (int length = 0; length < good.length; length += 1 + good.length / places) {
            read(Arrays.copyOf(good, length), fixture).ifPresent(model -> requireSameShape(model, fixture.read()));
        }
    }

    /** The HDF5 within, which the archive's checksum would otherwise protect. */
    @Test
    void shouldRefuseOrReadTheSameShapeWhenBitsOfTheWeightsWithinAreFlipped() throws IOException {
        flipWithin(100);
    }

    @Tag("faults")
    @Test
    void shouldRefuseOrReadTheSameShapeWhenBitsOfTheWeightsWithinAreFlippedOfManyVariants() throws IOException {
        flipWithin(MANY);
    }

    private static void flipWithin(int variants) throws IOException {
        ZipArchive archive = ZipArchive.of(fixture("weather-seq2seq.keras").bytes());
        byte[] config = archive.bytes(KerasFile.CONFIG, Limits.ENTRY);
        byte[] metadata = archive.bytes(KerasFile.METADATA, Limits.ENTRY);
        byte[] good = archive.bytes(KerasFile.WEIGHTS, Limits.ENTRY);
        ForeignModel whole = fixture("weather-seq2seq.keras").read();
        Random random = new Random(3);
        for (int i = 0; i < variants; i++) {
            byte[] bad = good.clone();
            byte[] badConfig = config.clone();
            boolean weights = i % 2 == 0;
            if (weights) {
                bad[random.nextInt(i % 4 == 0 ? 4096 : bad.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                badConfig[random.nextInt(config.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] file =
                    zip(Map.of(KerasFile.CONFIG, badConfig, KerasFile.METADATA, metadata, KerasFile.WEIGHTS, bad));
            read(file, fixture("weather-seq2seq.keras")).ifPresent(model -> {
                if (weights) {
                    requireSameShape(model, whole);
                } else { // How often a vector is repeated the config alone says: another number is another network.
                    requireFinite(model);
                    assertThat(model.network().output().features())
                            .isEqualTo(whole.network().output().features());
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cposix\nsystem\n", "cos\nsystem\n", "cbuiltins\neval\n", "c__builtin__\nexec\n"})
    void shouldRefuseAPickleThatCallsAnything(String call) throws IOException {
        byte[] pickle = ("\200\2" + call + "(X\4\0\0\0true" + "tR.").getBytes(ISO_8859_1);
        String name = call.substring(1).replaceFirst("\n", ".").strip();
        assertThatThrownBy(() -> Imports.read(zip(Map.of("archive/data.pkl", pickle)), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names " + name);
        byte[] old = ("(S'true'\ni" + call.substring(1) + ".").getBytes(ISO_8859_1);
        assertThatThrownBy(() -> Imports.read(zip(Map.of("archive/data.pkl", old)), Optional.empty()))
                .hasMessageContaining("opcode 0x53");
    }

    @Test
    void shouldRefuseAnArchiveThatUnpacksToMoreThanItMay() throws IOException {
        byte[] bomb = zip(Map.of(
                KerasFile.METADATA, "{}".getBytes(UTF_8),
                KerasFile.CONFIG, new byte[Limits.ENTRY * 2],
                KerasFile.WEIGHTS, new byte[Limits.ENTRY * 2]));
        assertThat(bomb.length).isLessThan(1 << 17);
        assertRefused(bomb, KerasFile.WEIGHTS + " must be at most " + Limits.ENTRY + " bytes, was " + Limits.ENTRY * 2);
        byte[] lying = bomb.clone();
        int at = lastIndex(lying, KerasFile.WEIGHTS) - 46;
        ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 24, 100);
        assertRefused(lying, KerasFile.WEIGHTS + " must have 100 bytes, had more");
    }

    private static int lastIndex(byte[] file, String text) {
        return new String(file, ISO_8859_1).lastIndexOf(text);
    }

    @Test
    void shouldRefuseTensorsOfMoreThanThereIs() {
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,4]}}";
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length()).put(header.getBytes(UTF_8));
        assertRefused(
                file.array(), "a must have at most " + Limits.WEIGHTS + " elements, had shape [4611686018427387904]");
        Protobuf tensor = new Protobuf()
                .integer(1, 1L << 31)
                .integer(1, 1L << 31)
                .integer(2, 1)
                .text(8, "w")
                .bytes(9, new byte[4]);
        assertRefused(
                onnx(tensor),
                "w must have at most " + Limits.WEIGHTS + " elements, had shape [2147483648, 2147483648]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.bin", "/etc/passwd", "weights.bin"})
    void shouldRefuseWeightsInAnotherFile(String place) {
        Protobuf tensor = new Protobuf()
                .integer(1, 1)
                .integer(2, 1)
                .text(8, "w")
                .message(13, new Protobuf().text(1, "location").text(2, place))
                .integer(14, 1);
        assertRefused(onnx(tensor), "w must be in the file itself, is to be read from another: " + place);
    }

    private static byte[] onnx(Protobuf tensor) {
        Protobuf dims = new Protobuf();
        for (int size : new int[] {1, 4, 1}) {
            dims.message(1, new Protobuf().integer(1, size));
        }
        Protobuf type = new Protobuf().message(1, new Protobuf().integer(1, 1).message(2, dims));
        Protobuf graph = new Protobuf()
                .message(5, tensor)
                .message(11, new Protobuf().text(1, "x").message(2, type))
                .message(12, new Protobuf().text(1, "y").message(2, type));
        return new Protobuf()
                .integer(1, 8)
                .message(8, new Protobuf().integer(2, 17))
                .message(7, graph)
                .toByteArray();
    }

    @Test
    void shouldRefuseGroupsThatLeadInACircle() {
        HdfForge forge = new HdfForge(1 << 10);
        long root = forge.next();
        assertRefused(
                forge.toByteArray(forge.put(HdfForge.header(HdfForge.link("gru", root)))),
                " must lie at most " + Limits.DEPTH + " groups deep");
    }

    /** The root's header, which goes on in itself: its first message says that the next ones are where it is. */
    @Test
    void shouldRefuseAHeaderThatGoesOnInItself() {
        byte[] file = fixture("lstm-dense.h5").bytes();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) bytes.getLong(64);
        bytes.putShort(header + 2, (short) -1);
        bytes.putShort(header + 16, (short) 0x10).putShort(header + 18, (short) 16);
        bytes.putLong(header + 24, header + 16).putLong(header + 32, 24);
        assertRefused(file, " messages, has more");
        assertThat(read(file, fixture("lstm-dense.h5"))).isEmpty();
    }

    /** The heads of the fixtures have weights of -3/8, one of which becomes no number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch-gru-ends.onnx",
                "tf-gru.onnx",
                "torch-lstm.onnx",
                "lstm-dense.h5",
                "bidirectional-keras2.h5"
            })
    void shouldRefuseWeightsThatAreNoNumbers(String name) {
        byte[] file = fixture(name).bytes();
        byte[] weight = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(-0.375f)
                .array();
        int at = new String(file, ISO_8859_1).indexOf(new String(weight, ISO_8859_1));
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(at, value);
            assertRefused(file, " must be finite, had " + value);
        }
    }

    /** Refused with a reason, without much time or room. */
    static void assertRefusedInTime(byte[] file, String reason) {
        assertRefused(file, reason);
        assertThat(read(file, new Fixture("m", Optional.empty()))).isEmpty();
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Imports.read(file, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    /** Empty if it was refused; fails where it was refused otherwise than by a reason, or took too long or too much. */
    private static Optional<ForeignModel> read(byte[] file, Fixture fixture) {
        long begin = THREADS.getCurrentThreadCpuTime();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Optional<ForeignModel> read;
        try {
            read = Optional.of(Imports.read(file, fixture.spec()));
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            read = Optional.empty();
        }
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(taken).isLessThan(MOST_BYTES + file.length);
        assertThat(THREADS.getCurrentThreadCpuTime() - begin).isLessThan(1_000_000_000L);
        return read;
    }

    private static Fixture fixture(String name) {
        return Fixture.ALL.stream()
                .filter(each -> each.file().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
