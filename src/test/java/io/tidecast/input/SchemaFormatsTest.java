package io.tidecast.input;

import static io.tidecast.input.FormatFixture.decode;
import static io.tidecast.input.FormatFixture.shown;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Avro, Protobuf and JSON of schemas that stand elsewhere. */
class SchemaFormatsTest {
    private static final String RECORD = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[";

    private final Map<Integer, RegisteredSchema> schemas = new HashMap<>();
    private boolean down;

    private RecordShape registry() {
        return RecordShape.usual().withSchemas(new SchemaSource.Registry(id -> {
            if (down) {
                throw new RegistryUnavailableException("down");
            }
            if (!schemas.containsKey(id)) {
                throw UnreadableRecordException.of("schema id", "be known", id);
            }
            return schemas.get(id);
        }));
    }

    private static RecordShape file(String schema) {
        return RecordShape.usual().withSchemas(new SchemaSource.InFile(schema.getBytes(UTF_8), Optional.empty()));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] avro(String schema, String json) {
        return new AvroWriter(AvroReader.parse(schema, Map.of())).write(json(json));
    }

    private static byte[] framed(int id, byte[] prefix, byte[] datum) {
        return ByteBuffer.allocate(5 + prefix.length + datum.length)
                .put((byte) 0)
                .putInt(id)
                .put(prefix)
                .put(datum)
                .array();
    }

    private static byte[] framed(int id, byte[] datum) {
        return framed(id, new byte[0], datum);
    }

    private ReadingDecoder decoder(String format) {
        return FormatFixture.decoder(FormatFixture.readings(format, registry(), "/id", "/at", "/temp", "/load"));
    }

    @Test
    void shouldReadEachRecordByTheSchemaItWasWrittenByWhenSchemasChange() {
        String before = RECORD + "{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"temp\",\"type\":\"float\"}]}";
        String after =
                RECORD + "{\"name\":\"load\",\"type\":[\"null\",\"int\"]},{\"name\":\"temp\",\"type\":\"double\"},"
                        + "{\"name\":\"id\",\"type\":\"string\"}]}";
        schemas.put(1, new RegisteredSchema("AVRO", before, List.of()));
        ReadingDecoder decoder = decoder("avro");
        byte[] old = framed(1, avro(before, "{\"id\":\"a\",\"temp\":1.5}"));
        byte[] evolved = framed(2, avro(after, "{\"id\":\"a\",\"temp\":2.5,\"load\":4}"));
        assertThat(shown(decode(decoder, "k", old))).containsExactly("a 0 [1.5, NaN]");
        assertThatThrownBy(() -> decode(decoder, "k", evolved)).isInstanceOf(UnreadableRecordException.class);
        schemas.put(2, new RegisteredSchema("AVRO", after, List.of()));
        assertThat(shown(decode(decoder, "k", evolved))).containsExactly("a 0 [2.5, 4.0]");
        assertThat(shown(decode(decoder, "k", old))).containsExactly("a 0 [1.5, NaN]");
    }

    @Test
    void shouldNotJudgeARecordWhileTheRegistryIsDown() {
        String schema = RECORD + "{\"name\":\"temp\",\"type\":\"double\"}]}";
        schemas.put(1, new RegisteredSchema("AVRO", schema, List.of()));
        ReadingDecoder decoder = decoder("avro");
        byte[] record = framed(1, avro(schema, "{\"temp\":1}"));
        down = true;
        assertThatThrownBy(() -> decode(decoder, "k", record)).isInstanceOf(RegistryUnavailableException.class);
        down = false;
        assertThat(shown(decode(decoder, "k", record))).containsExactly("k 0 [1.0, NaN]");
        down = true;
        assertThat(decode(decoder, "k", record)).hasSize(1);
    }

    @Test
    void shouldRefuseASchemaOfAnotherTypeOrThatCannotBeReadAndAValueWithoutAnId() {
        schemas.put(1, new RegisteredSchema("JSON", "{}", List.of()));
        schemas.put(2, new RegisteredSchema("AVRO", "{", List.of()));
        ReadingDecoder decoder = decoder("avro");
        assertThatThrownBy(() -> decode(decoder, "k", framed(1, new byte[1])))
                .hasMessage("schema 1 must be of AVRO, was JSON");
        assertThatThrownBy(() -> decode(decoder, "k", framed(2, new byte[1])))
                .hasMessageStartingWith("schema 2 must be AVRO that can be read");
        assertThatThrownBy(() -> decode(decoder, "k", "{\"a\":1}".getBytes(UTF_8)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("value must begin with a zero and a schema's id in four bytes");
    }

    @Test
    void shouldHeedWhatAnAvroSchemaSaysOfTimesAndDecimals() {
        String schema = RECORD + "{\"name\":\"at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}},"
                + "{\"name\":\"temp\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}},"
                + "{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":\"double\"}}]}";
        ReadingFormat readings = FormatFixture.readings("avro", file(schema), "/id", "/at", "/temp", "/m/load");
        ByteBuffer datum = ByteBuffer.allocate(64)
                .put(zigzag(FormatFixture.TIMESTAMP_MS * 1000 + 1_000_999))
                .put(new byte[] {4, (byte) 0xff, (byte) 0x85})
                .put(new byte[] {2, 8, 'l', 'o', 'a', 'd', 0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x3f, 0});
        byte[] value = new byte[datum.position()];
        datum.flip().get(value);
        assertThat(shown(decode(FormatFixture.decoder(readings), "k", value))).containsExactly("k 1000 [-1.23, 1.5]");
    }

    private static byte[] zigzag(long number) {
        ByteBuffer bytes = ByteBuffer.allocate(10);
        long rest = number << 1 ^ number >> 63;
        while ((rest & ~0x7fL) != 0) {
            bytes.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return all;
    }

    /** One byte a level: without a limit it would exhaust the stack. */
    @Test
    void shouldRefuseAvroThatIsDeeperOrLongerThanTheLimits() {
        String list = RECORD + "{\"name\":\"next\",\"type\":[\"null\",\"R\"]}]}";
        ReadingFormat deep = FormatFixture.readings("avro", file(list), "/id", "/at", "/temp");
        byte[] levels = new byte[500_000];
        Arrays.fill(levels, (byte) 2);
        assertThatThrownBy(() -> decode(FormatFixture.decoder(deep), "k", levels))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("deeper than readings.max-depth 50");
        String nulls = RECORD + "{\"name\":\"l\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}]}";
        ReadingFormat wide = FormatFixture.readings("avro", file(nulls), "/id", "/at", "/temp");
        assertThatThrownBy(() -> decode(FormatFixture.decoder(wide), "k", zigzag(2_000_000_000)))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void shouldReadAProtobufMessageByItsPlaceAndWhatItImports() {
        String common =
                "syntax = \"proto3\"; package c; message Numbers { optional double temp = 1; repeated double load = 2; }";
        String text = "syntax = \"proto3\"; import \"common.proto\"; import \"google/protobuf/wrappers.proto\";"
                + " import \"nobody/has.proto\"; message Other { int32 x = 1; }"
                + " message Outer { message Inner { string id = 1; c.Numbers of = 2; map<string, sint32> m = 3;"
                + " google.protobuf.DoubleValue w = 4; uint64 big = 5; } }";
        schemas.put(
                3,
                new RegisteredSchema(
                        "PROTOBUF",
                        text,
                        List.of(new RegisteredSchema.Reference(
                                "common.proto", new RegisteredSchema("PROTOBUF", common, List.of())))));
        FileDescriptor file = ProtoText.file(text, Map.of("common.proto", common));
        Descriptor inner = file.findMessageTypeByName("Outer").findNestedTypeByName("Inner");
        byte[] datum =
                ProtoWriter.write(json("{\"id\":\"a\",\"of\":{\"temp\":0},\"w\":{\"value\":2.5},\"big\":-1}"), inner);
        ReadingDecoder decoder = FormatFixture.decoder(FormatFixture.readings(
                "protobuf", registry(), "/id", "/at", "/of/temp", "/of/load/0", "/m/x", "/w", "/big"));
        byte[] places = {4, 2, 0};
        assertThat(shown(decode(decoder, "k", framed(3, places, datum))))
                .containsExactly("a 0 [0.0, NaN, NaN, 2.5, NaN]");
        assertThatThrownBy(() -> decode(decoder, "k", framed(3, new byte[] {2, 8}, datum)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("place of the message must be within 2");
    }

    @Test
    void shouldTakeAMessageOfADescriptorSetByItsName() {
        String text =
                "syntax = \"proto3\"; package p; message A { int32 x = 1; } message B { string id = 1; double temp = 2; }";
        FileDescriptor file = ProtoText.file(text, Map.of());
        byte[] set =
                FileDescriptorSet.newBuilder().addFile(file.toProto()).build().toByteArray();
        byte[] value = ProtoWriter.write(json("{\"id\":\"a\",\"temp\":1.5}"), file.findMessageTypeByName("B"));
        RecordShape named = RecordShape.usual().withSchemas(new SchemaSource.InFile(set, Optional.of("p.B")));
        assertThat(shown(decode(
                        FormatFixture.decoder(FormatFixture.readings("protobuf", named, "/id", "/at", "/temp")),
                        "k",
                        value)))
                .containsExactly("a 0 [1.5]");
        RecordShape wrong = RecordShape.usual().withSchemas(new SchemaSource.InFile(set, Optional.of("p.C")));
        assertThatThrownBy(
                        () -> FormatFixture.decoder(FormatFixture.readings("protobuf", wrong, "/id", "/at", "/temp")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was none: it has no message p.C");
    }

    @Test
    void shouldRefuseProtobufOfAnotherMessage() {
        ReadingFormat readings = FormatFixture.readings(
                "protobuf", file("syntax = \"proto3\"; message R { double temp = 15; }"), "/id", "/at", "/temp");
        assertThatThrownBy(() -> decode(readings, "\n\u0003abc"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("it has no field of R");
    }

    @Test
    void shouldSayAtTheStartWhatIsMissing() {
        assertThatThrownBy(() -> decoderOf("avro", RecordShape.usual()))
                .hasMessage(
                        "readings.format avro must have readings.registry.url or readings.schema-file, was neither");
        assertThatThrownBy(() -> decoderOf("avro", file("{\"type\":\"x\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("readings.schema-file must hold an Avro schema, was none");
        assertThatThrownBy(() -> decoderOf("protobuf", file("message {")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("readings.schema-file must hold a Protobuf schema");
        assertThatThrownBy(() -> decoderOf("json-schema", file("{}")))
                .hasMessageContaining("readings.format json-schema must have readings.registry.url");
    }

    private static ReadingDecoder decoderOf(String format, RecordShape shape) {
        return FormatFixture.decoder(FormatFixture.readings(format, shape, "/id", "/at", "/temp"));
    }
}
