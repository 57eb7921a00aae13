package io.tidecast.input;

import java.util.List;
import java.util.stream.Collectors;

/** Registry of the input formats, all there are. */
public final class InputFormats {
    public static final TreeFormat JSON = new JsonFormat();

    /** Every format; the contract test runs over each. */
    public static final List<InputFormat> ALL = List.of(
            JSON,
            new LongJsonFormat(),
            new SenmlFormat(),
            new InfluxFormat(),
            new BinaryJsonFormat("cbor", "a CBOR map", BinaryJson::cbor),
            new BinaryJsonFormat("msgpack", "a MessagePack map", BinaryJson::messagePack),
            new CloudEventsFormat(),
            new ConnectFormat(),
            new AvroFormat(),
            new ProtobufFormat(),
            new JsonSchemaFormat(),
            new SparkplugFormat());

    private InputFormats() {}

    /**
     * The format of this name.
     *
     * @throws IllegalArgumentException with the rule, the list of names
     */
    public static InputFormat named(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("one of " + names(", ")));
    }

    public static String names(String separator) {
        return ALL.stream().map(InputFormat::name).collect(Collectors.joining(separator));
    }
}
