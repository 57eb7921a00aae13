package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.input.SchemaBytes.Parser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Avro in binary: in Confluent's wire format with a registry, else plain and of the schema in a file. */
final class AvroFormat implements TreeFormat {
    private static final AvroTrees TREES = new AvroTrees();
    /** Each part of the examples may be of several types. */
    private static final String EXAMPLE_SCHEMA =
            """
            {"type":"record","name":"Reading","fields":[
              {"name":"device","type":["null","string"],"default":null},
              {"name":"ts","type":["null","string","long","double"],"default":null},
              {"name":"values","type":{"type":"record","name":"Numbers","fields":[
                {"name":"temp","type":["null","double","string"],"default":null},
                {"name":"load","type":["null","double","string"],"default":null}]}},
              {"name":"site","type":["null","string"],"default":null},
              {"name":"deep","type":["null",{"type":"record","name":"Deep","fields":[
                {"name":"in","type":["null","Deep"],"default":null}]}],"default":null}]}
            """;

    @Override
    public String name() {
        return "avro";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        ReadingLimits limits = readings.limits();
        SchemaBytes<Object> bytes = new SchemaBytes<>(
                name(),
                TREES.noun(),
                readings.shape().schemas(),
                "AVRO",
                file -> parser(schema(file), limits),
                registered -> parser(AvroReader.parse(registered.text(), registered.imports()), limits));
        return TreeDecoder.ofReadings(TREES, record -> bytes.read(record.value()), readings, features, groups);
    }

    private static Parser<Object> parser(Schema schema, ReadingLimits limits) {
        return new AvroReader(schema, limits)::read;
    }

    private static Schema schema(SchemaSource.InFile file) {
        try {
            return AvroReader.parse(new String(file.bytes(), UTF_8), Map.of());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    SchemaSource.FILE.key() + " must hold an Avro schema, was none: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if the schema is a registry's, whose ids only its producers know */
    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        if (!(readings.shape().schemas() instanceof SchemaSource.InFile file)) {
            throw new IllegalArgumentException(
                    "readings that are written as avro must have " + SchemaSource.FILE.key() + ", was not set");
        }
        AvroWriter writer = new AvroWriter(schema(file));
        JsonEncoder plain = new JsonEncoder(readings, new ObjectMapper());
        return reading -> writer.write(plain.tree(reading));
    }

    @Override
    public RecordShape sampleShape() {
        return RecordShape.usual()
                .withSchemas(new SchemaSource.InFile(EXAMPLE_SCHEMA.getBytes(UTF_8), Optional.empty()));
    }

    @Override
    public byte[] example(ExampleRecord example) {
        return new AvroWriter(AvroReader.parse(EXAMPLE_SCHEMA, Map.of())).write(SchemaExamples.tree(example));
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
