package io.tidecast.guess;

import io.tidecast.config.Printable;
import io.tidecast.input.FieldPath;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.input.RecordShape;
import io.tidecast.input.SchemaSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;

/** Magic numbers and other signs of the formats, in records' first bytes, headers and keys. */
record FormatSigns(List<Seen> records, SchemaSource schemas) {
    /** What an MQTT topic of Sparkplug B begins with. */
    private static final String SPARKPLUG = "spBv1.0/";
    /** One to read payloads with whose own is not known. */
    static final byte[] MQTT_TOPIC = (SPARKPLUG + "group/DDATA/node/device").getBytes(StandardCharsets.UTF_8);
    /** Why payloads of Sparkplug B cannot be used. */
    static final String NO_MQTT_TOPIC =
            "values are payloads of Sparkplug B, but no key and no header holds their MQTT topic (" + SPARKPLUG
                    + "…), which says of what device they are: have the bridge write it there";

    private static final int PREFIX = 5;
    private static final int MOST_ID = 10_000_000;
    private static final Set<String> SENML = Set.of(
            "/bn", "/bt", "/bu", "/bv", "/bs", "/bver", "/n", "/u", "/v", "/vs", "/vb", "/vd", "/s", "/t", "/ut");

    /**
     * Sign of a format.
     *
     * @param rows what the rows of it must be like
     * @param settings that go with it
     */
    record Sign(InputFormat format, RecordShape shape, String why, Predicate<List<Row>> rows, List<Decision> settings) {
        boolean fits(List<Row> all) {
            return rows.test(all);
        }
    }

    private static Sign sign(String format, String why, Predicate<List<Row>> rows) {
        return new Sign(InputFormats.named(format), RecordShape.usual(), why, rows, List.of());
    }

    /** The sign of a format that is known. */
    Sign told(InputFormat format) {
        return candidates().stream()
                .filter(sign -> sign.format() == format)
                .findFirst()
                .orElseGet(() -> sign(format.name(), "it was given", rows -> true));
    }

    /** Formats that the records may be of, the most particular first. */
    List<Sign> candidates() {
        List<Sign> signs = new ArrayList<>();
        sparkplug(signs);
        if (schemas instanceof SchemaSource.InFile) {
            signs.add(sign("avro", "the schema in the file is Avro's", rows -> true));
            signs.add(sign("protobuf", "the schema in the file is Protobuf's", rows -> true));
        }
        if (isFramed()) {
            if (schemas instanceof SchemaSource.Registry) {
                for (String format : List.of("avro", "protobuf", "json-schema")) {
                    signs.add(sign(
                            format,
                            "values begin with a zero and the id of a schema that the registry has as such",
                            rows -> true));
                }
            }
            return signs;
        }
        signs.add(sign("cloudevents", "they are CloudEvents (specversion)", FormatSigns::areEvents));
        signs.add(sign("connect-json", "they are a schema and a payload, Kafka Connect's envelope", rows -> true));
        signs.add(sign("json", "values are JSON", rows -> !areSenml(rows)));
        signs.add(sign("senml", "they are SenML's (n, v, bn)", rows -> true));
        signs.add(sign("influx", "values are lines of InfluxDB's protocol", rows -> true));
        signs.add(sign("msgpack", "values are MessagePack", rows -> true));
        signs.add(sign("cbor", "values are CBOR", rows -> true));
        return signs;
    }

    private void sparkplug(List<Sign> signs) {
        Set<String> places = new LinkedHashSet<>();
        for (Seen record : records) {
            if (begins(record.key())) {
                places.add("key");
            }
            for (Header header : record.headers()) {
                if (begins(header.value())) {
                    places.add("header:" + header.key());
                }
            }
        }
        for (String place : places) {
            RecordShape usual = RecordShape.usual();
            List<Decision> settings = place.equals("key")
                    ? List.of()
                    : List.of(new Decision("readings.mqtt-topic", Text.scalar(place), "it holds the MQTT topic"));
            signs.add(new Sign(
                    InputFormats.named("sparkplug-b"),
                    new RecordShape(usual.each(), usual.name(), usual.value(), new FieldPath(place), usual.schemas()),
                    place + " holds an MQTT topic of " + SPARKPLUG,
                    rows -> true,
                    settings));
        }
    }

    private static boolean begins(byte[] text) {
        return text != null && new String(text, StandardCharsets.UTF_8).startsWith(SPARKPLUG);
    }

    /** Whether most values are of the Confluent wire format. */
    private boolean isFramed() {
        return records.stream().filter(record -> isFramed(record.value())).count() * 2 > records.size();
    }

    private static boolean isFramed(byte[] value) {
        if (value.length <= PREFIX || value[0] != 0) {
            return false;
        }
        int id = ByteBuffer.wrap(value).getInt(1);
        return id > 0 && id < MOST_ID;
    }

    private static boolean areEvents(List<Row> rows) {
        return rows.stream().allMatch(row -> row.fields().containsKey("/specversion"));
    }

    private static boolean areSenml(List<Row> rows) {
        return rows.stream().allMatch(row -> SENML.containsAll(row.fields().keySet()))
                && rows.stream().anyMatch(row -> row.fields().containsKey("/v"))
                && rows.stream()
                        .anyMatch(row ->
                                row.fields().containsKey("/bn") || row.fields().containsKey("/n"));
    }

    /** Why none of the formats is it. */
    String refusal() {
        byte[] first = records.get(0).value();
        if (isFramed()) {
            String ids = records.stream()
                    .map(Seen::value)
                    .filter(FormatSigns::isFramed)
                    .map(value -> ByteBuffer.wrap(value).getInt(1))
                    .distinct()
                    .limit(3)
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
            return schemas instanceof SchemaSource.Registry
                    ? "values begin with the ids of schemas (" + ids + "), and by those of the registry they cannot be"
                            + " read: check --readings-registry-url"
                    : "values begin with a zero and the id of a schema (" + ids
                            + "): --readings-registry-url says where" + " the schema registry is";
        }
        return "no format reads most of the records; the first value begins with "
                + Printable.value(preview(first))
                + ": --readings-format says what they are, and of Avro or Protobuf without a registry"
                + " --readings-schema-file has the schema";
    }

    private static String preview(byte[] value) {
        return new String(value, 0, Math.min(value.length, 40), StandardCharsets.UTF_8);
    }
}
