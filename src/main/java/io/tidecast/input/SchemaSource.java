package io.tidecast.input;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Schema source: what tells the schema of records that do not hold it. */
public sealed interface SchemaSource {
    /** None. */
    record None() implements SchemaSource {}

    /**
     * Schema in a file, of all records.
     *
     * @param bytes what the file holds
     * @param message the message of a file with several; its first one if empty
     */
    record InFile(byte[] bytes, Optional<String> message) implements SchemaSource {}

    /** Schema registry, which knows a schema by the id that a record begins with. */
    record Registry(SchemaRegistry registry) implements SchemaSource {}

    Setting<Path> FILE = Setting.derived(
            "readings.schema-file",
            "FILE",
            "no file",
            "the schema of records that have no id of one: an Avro schema, a .proto file, or a descriptor set of protoc",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    Setting<String> MESSAGE = Setting.derived(
            "readings.schema-message",
            "NAME",
            "the first of the file",
            "the message of a Protobuf schema that a record is, with its package",
            Parsers::text);

    /** All of schemas, in the order of the reference. */
    List<Setting<?>> SETTINGS = Stream.concat(Stream.of(FILE, MESSAGE), RegistrySettings.SETTINGS.stream())
            .toList();

    static SchemaSource from(Values values) {
        Optional<Path> file = values.find(FILE);
        Optional<String> message = values.find(MESSAGE);
        Optional<RegistrySettings> registry = RegistrySettings.from(values);
        if (file.isPresent()) {
            FILE.require(registry.isEmpty(), "not be set beside " + RegistrySettings.URL.key(), file.get());
            return new InFile(read(file.get()), message);
        }
        return registry.<SchemaSource>map(settings -> new Registry(new HttpSchemaRegistry(settings)))
                .orElseGet(None::new);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(FILE.key() + " must be a file that can be read, was " + file, e);
        }
    }
}
