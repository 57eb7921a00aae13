package io.tidecast.input;

import static io.tidecast.input.FormatFixture.decode;
import static io.tidecast.input.FormatFixture.shown;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry of others' making, by its API that is Confluent's. */
@Tag("registry")
class ApicurioRegistryTest {
    private static final String BEFORE =
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"temp\",\"type\":\"double\"}]}";
    private static final String AFTER = "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
            + "{\"name\":\"load\",\"type\":[\"null\",\"double\"],\"default\":null},{\"name\":\"temp\",\"type\":\"double\"}]}";

    private static final String OBJECT =
            "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}";

    @TempDir
    private Path folder;

    private ApicurioProcess registry;

    @BeforeEach
    void start() throws Exception {
        registry = new ApicurioProcess(folder);
        registry.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        registry.close();
    }

    private ReadingDecoder decoder(String format, Duration patience) {
        SchemaRegistry client = new HttpSchemaRegistry(
                new RegistrySettings(registry.url(), Optional.empty(), Optional.empty(), patience));
        RecordShape shape = RecordShape.usual().withSchemas(new SchemaSource.Registry(client));
        return FormatFixture.decoder(FormatFixture.readings(format, shape, "/device", "/ts", "/temp", "/load"));
    }

    private static byte[] framed(int id, byte[] rest) {
        return ByteBuffer.allocate(5 + rest.length)
                .put((byte) 0)
                .putInt(id)
                .put(rest)
                .array();
    }

    private static byte[] avro(String schema, String json) throws Exception {
        return new AvroWriter(AvroReader.parse(schema, Map.of())).write(new ObjectMapper().readTree(json));
    }

    @Test
    void shouldReadAvroAsItsSchemaChangesAndWaitForARegistryThatIsDown() throws Exception {
        ReadingDecoder decoder = decoder("avro", Duration.ofMinutes(2));
        int before = registry.register("readings-value", "AVRO", BEFORE, List.of());
        byte[] first = framed(before, avro(BEFORE, "{\"temp\":1}"));
        assertThat(shown(decode(decoder, "k", first))).containsExactly("k 0 [1.0, NaN]");
        int after = registry.register("readings-value", "AVRO", AFTER, List.of());
        assertThat(after).isNotEqualTo(before);
        assertThatThrownBy(() -> decode(decoder, "k", framed(after + 1_000, first)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageStartingWith("schema id must be one that the registry has");

        registry.close();
        assertThat(shown(decode(decoder, "k", first))).containsExactly("k 0 [1.0, NaN]");
        byte[] second = framed(after, avro(AFTER, "{\"temp\":2,\"load\":3}"));
        assertThatThrownBy(() -> decode(decoder("avro", Duration.ofMillis(200)), "k", second))
                .isInstanceOf(RegistryUnavailableException.class);
        CompletableFuture<List<String>> waiting =
                CompletableFuture.supplyAsync(() -> shown(decode(decoder, "k", second)));
        registry.start();
        assertThat(waiting.get(1, TimeUnit.MINUTES)).containsExactly("k 0 [2.0, 3.0]");
    }

    @Test
    void shouldReadProtobufWithWhatItImportsAndJson() throws Exception {
        String common =
                """
                syntax = "proto3";
                package c;
                message Numbers {
                  double load = 1;
                }
                """;
        String text =
                """
                syntax = "proto3";
                import "common.proto";
                message R {
                  string device = 1;
                  double temp = 2;
                  c.Numbers of = 3;
                }
                """;
        registry.register("common.proto", "PROTOBUF", common, List.of());
        int id = registry.register("readings-value", "PROTOBUF", text, List.of("common.proto"));
        FileDescriptor file = ProtoText.file(text, Map.of("common.proto", common));
        byte[] message = ProtoWriter.write(
                new ObjectMapper().readTree("{\"device\":\"a\",\"temp\":1.5,\"of\":{\"load\":2}}"),
                file.findMessageTypeByName("R"));
        byte[] indexed = ByteBuffer.allocate(1 + message.length)
                .put((byte) 0)
                .put(message)
                .array();
        assertThat(shown(decode(decoder("protobuf", Duration.ofSeconds(20)), "k", framed(id, indexed))))
                .containsExactly("a 0 [1.5, NaN]");

        int json = registry.register("json-value", "JSON", OBJECT, List.of());
        ReadingDecoder decoder = decoder("json-schema", Duration.ofSeconds(20));
        assertThat(shown(decode(decoder, "k", framed(json, "{\"device\":\"a\",\"temp\":1}".getBytes(UTF_8)))))
                .containsExactly("a 0 [1.0, NaN]");
        assertThatThrownBy(() -> decode(decoder, "k", framed(id, "{}".getBytes(UTF_8))))
                .hasMessage("schema " + id + " must be of JSON, was PROTOBUF");
    }
}
