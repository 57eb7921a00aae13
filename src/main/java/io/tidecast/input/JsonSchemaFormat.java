package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * JSON of a registered JSON Schema, in Confluent's wire format. The schema has been held against the record by its
 * producer; here its id must be one that the registry has.
 */
final class JsonSchemaFormat implements TreeFormat {
    private static final int EXAMPLE_ID = 7;

    @Override
    public String name() {
        return "json-schema";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        JsonText text = new JsonText(readings.limits());
        SchemaBytes.Parser<JsonNode> parser = (value, from) -> text.read(Arrays.copyOfRange(value, from, value.length));
        SchemaBytes<JsonNode> bytes = new SchemaBytes<>(
                name(),
                JsonText.TREES.noun(),
                readings.shape().schemas(),
                "JSON",
                file -> {
                    throw new IllegalArgumentException("readings.format json-schema must have "
                            + RegistrySettings.URL.key() + ", not " + SchemaSource.FILE.key()
                            + ": without ids of schemas it is json");
                },
                registered -> parser);
        return TreeDecoder.ofReadings(JsonText.TREES, record -> bytes.read(record.value()), readings, features, groups);
    }

    /** @throws IllegalArgumentException always: what id a schema has only its producers know */
    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        throw new IllegalArgumentException(
                "readings that are written must be of a format without a registry, was " + name());
    }

    @Override
    public boolean isWritten() {
        return false;
    }

    @Override
    public RecordShape sampleShape() {
        RegisteredSchema any = new RegisteredSchema("JSON", "{}", List.of());
        return RecordShape.usual().withSchemas(new SchemaSource.Registry(id -> any));
    }

    @Override
    public byte[] example(ExampleRecord example) {
        byte[] json = InputFormats.JSON.example(example);
        return ByteBuffer.allocate(WireFormat.PREFIX + json.length)
                .put((byte) 0)
                .putInt(EXAMPLE_ID)
                .put(json)
                .array();
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
