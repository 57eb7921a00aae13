package io.tidecast.input;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.util.List;
import java.util.Optional;

/**
 * Shape of a record: where in it readings or metrics stand, and what tells its schema.
 *
 * @param each path to the list of readings; none where the record is one itself, or a list of them
 * @param name path to a metric's name, in formats that have a metric at a time
 * @param value path to its value
 * @param topic where the MQTT topic of a Sparkplug message stands
 * @param schemas what tells the schema of a record that does not hold it
 */
public record RecordShape(
        Optional<FieldPath> each, FieldPath name, FieldPath value, FieldPath topic, SchemaSource schemas) {
    static final Setting<FieldPath> EACH = Setting.derived(
            "readings.each",
            "POINTER",
            "the record is a reading, or a list of them",
            "where in a record its list of readings stands, such as /metrics; paths lead into one of them then, and"
                    + " record:/POINTER into what is around",
            Parsers.as("a JSON pointer such as /metrics", RecordShape::pointer));
    static final Setting<FieldPath> NAME = Setting.withDefault(
            "readings.metric-name",
            "POINTER",
            "/name",
            "where a metric's name stands, in formats that have a metric at a time; its value is then at /values/NAME",
            Parsers.as(FieldPath.RULE, FieldPath::new));
    static final Setting<FieldPath> VALUE = Setting.withDefault(
            "readings.metric-value",
            "POINTER",
            "/value",
            "where a metric's value stands in those formats",
            Parsers.as(FieldPath.RULE, FieldPath::new));

    static final Setting<FieldPath> TOPIC = Setting.withDefault(
            "readings.mqtt-topic",
            "key|header:NAME",
            "key",
            "where the MQTT topic of a Sparkplug B message stands, which tells group, edge node and device",
            Parsers.as("key or header:NAME", RecordShape::beside));

    /** All of a record's shape but of its schema, in the order of the reference. */
    static final List<Setting<?>> SETTINGS = List.of(EACH, NAME, VALUE, TOPIC);

    static RecordShape from(Values values) {
        return new RecordShape(
                values.find(EACH), values.get(NAME), values.get(VALUE), values.get(TOPIC), SchemaSource.from(values));
    }

    /** What is usual: a reading a record, and no schema. */
    public static RecordShape usual() {
        return from(Values.DEFAULTS);
    }

    /** The same, with a list of readings in a record. */
    public RecordShape withEach(FieldPath other) {
        return new RecordShape(Optional.of(other), name, value, topic, schemas);
    }

    /** The same, with another source of schemas. */
    public RecordShape withSchemas(SchemaSource other) {
        return new RecordShape(each, name, value, topic, other);
    }

    private static FieldPath pointer(String text) {
        FieldPath path = new FieldPath(text);
        if (path.scope() != FieldPath.Scope.READING) {
            throw new IllegalArgumentException(text);
        }
        return path;
    }

    private static FieldPath beside(String text) {
        FieldPath path = new FieldPath(text);
        if (path.scope() != FieldPath.Scope.KEY && path.scope() != FieldPath.Scope.HEADER) {
            throw new IllegalArgumentException(text);
        }
        return path;
    }
}
