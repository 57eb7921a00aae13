package io.tidecast.input;

import io.tidecast.record.Reason;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reader of records of a schema, the one of a file or each record's own: schemas may change from record to record, as
 * producers are replaced, and each is read by the one that it was written by.
 *
 * @param <N> what is read
 */
final class SchemaBytes<N> {
    /** Parser of what is of a schema. */
    @FunctionalInterface
    interface Parser<N> {
        N parse(byte[] value, int from) throws IOException;
    }

    private final String noun;
    private final SchemaSource source;
    private final Parser<N> ofFile;
    private final String type;
    private final Function<RegisteredSchema, Parser<N>> compile;
    private final Map<Integer, Parser<N>> ofIds = new HashMap<>();

    /**
     * A reader of what is of this source.
     *
     * @param type the type of the schemas, by its name in registries
     * @param ofFile makes a parser of a schema in a file
     * @param compile makes a parser of a registered schema
     * @throws IllegalArgumentException if there is no source, or none in the file
     */
    SchemaBytes(
            String format,
            String noun,
            SchemaSource source,
            String type,
            Function<SchemaSource.InFile, Parser<N>> ofFile,
            Function<RegisteredSchema, Parser<N>> compile) {
        if (source instanceof SchemaSource.None) {
            throw new IllegalArgumentException("readings.format " + format + " must have " + RegistrySettings.URL.key()
                    + " or " + SchemaSource.FILE.key() + ", was neither");
        }
        this.noun = noun;
        this.source = source;
        this.type = type;
        this.compile = compile;
        this.ofFile = source instanceof SchemaSource.InFile file ? ofFile.apply(file) : null;
    }

    N read(byte[] value) {
        return source instanceof SchemaSource.Registry known
                ? parse(ofId(known.registry(), WireFormat.schemaId(value)), value, WireFormat.PREFIX)
                : parse(ofFile, value, 0);
    }

    private Parser<N> ofId(SchemaRegistry registry, int id) {
        Parser<N> parser = ofIds.get(id);
        if (parser == null) {
            RegisteredSchema schema = registry.byId(id);
            if (!schema.type().equals(type)) {
                throw UnreadableRecordException.of(Reason.UNREADABLE, "schema " + id, "be of " + type, schema.type());
            }
            parser = compiled(schema, id);
            ofIds.put(id, parser);
        }
        return parser;
    }

    private Parser<N> compiled(RegisteredSchema schema, int id) {
        try {
            return compile.apply(schema);
        } catch (RuntimeException e) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE, "schema " + id, "be " + type + " that can be read", e.getMessage());
        }
    }

    /** What the libraries throw of damaged records is not all of one kind. */
    private N parse(Parser<N> parser, byte[] value, int from) {
        try {
            return parser.parse(value, from);
        } catch (UnreadableRecordException | RegistryUnavailableException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE,
                    "value",
                    "be " + noun + " (" + e + ")",
                    Arrays.toString(Arrays.copyOf(value, Math.min(value.length, 20))));
        }
    }
}
