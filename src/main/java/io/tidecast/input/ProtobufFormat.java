package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;
import java.util.Optional;

/** Protobuf: in Confluent's wire format with a registry, else plain and of the schema in a file. */
final class ProtobufFormat implements TreeFormat {
    private static final ProtoTrees TREES = new ProtoTrees();
    /** Each part of the examples may be of several types. */
    private static final String EXAMPLE_SCHEMA =
            """
            syntax = "proto3";
            package io.tidecast.example;
            message Reading {
              optional string device = 1;
              oneof ts {
                string ts_text = 2;
                int64 ts_whole = 3;
                double ts_seconds = 4;
              }
              Numbers values = 5;
              optional string site = 6;
              Deep deep = 7;
            }
            message Numbers {
              oneof temp {
                double temp_number = 1;
                string temp_text = 2;
              }
              oneof load {
                double load_number = 3;
                string load_text = 4;
              }
            }
            message Deep {
              Deep in = 1;
            }
            """;

    @Override
    public String name() {
        return "protobuf";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        ProtoReader reader = new ProtoReader(readings.limits());
        SchemaBytes<Object> bytes = new SchemaBytes<>(
                name(),
                TREES.noun(),
                readings.shape().schemas(),
                "PROTOBUF",
                file -> {
                    Descriptor message = message(file);
                    return (value, from) -> reader.message(message, value, from);
                },
                registered -> {
                    FileDescriptor file = ProtoText.file(registered.text(), registered.imports());
                    return (value, from) -> reader.indexed(file, value, from);
                });
        return TreeDecoder.ofReadings(TREES, record -> bytes.read(record.value()), readings, features, groups);
    }

    private static Descriptor message(SchemaSource.InFile file) {
        try {
            return ProtoText.message(file.bytes(), file.message());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    SchemaSource.FILE.key() + " must hold a Protobuf schema with the message of "
                            + SchemaSource.MESSAGE.key() + ", was none: " + e.getMessage(),
                    e);
        }
    }

    /** @throws IllegalArgumentException if the schema is a registry's, whose ids only its producers know */
    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        if (!(readings.shape().schemas() instanceof SchemaSource.InFile file)) {
            throw new IllegalArgumentException(
                    "readings that are written as protobuf must have " + SchemaSource.FILE.key() + ", was not set");
        }
        Descriptor message = message(file);
        JsonEncoder plain = new JsonEncoder(readings, new ObjectMapper());
        return reading -> ProtoWriter.write(plain.tree(reading), message);
    }

    @Override
    public RecordShape sampleShape() {
        return RecordShape.usual()
                .withSchemas(new SchemaSource.InFile(EXAMPLE_SCHEMA.getBytes(UTF_8), Optional.empty()));
    }

    @Override
    public byte[] example(ExampleRecord example) {
        return ProtoWriter.write(
                SchemaExamples.tree(example), ProtoText.message(EXAMPLE_SCHEMA.getBytes(UTF_8), Optional.empty()));
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
