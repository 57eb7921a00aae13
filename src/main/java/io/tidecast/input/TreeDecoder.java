package io.tidecast.input;

import io.tidecast.input.FieldValue.Kind;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;

/**
 * Decoder of records that are trees: a reading, a list of them, or one with a list inside. Worked example, with
 * {@code readings.each: /metrics}: of <code>{"site":"north","metrics":[{"host":"a","temp":1},{"host":"b","temp":2}]}
 * </code> there are two readings, {@code /host} is a and b, and {@code record:/site} is north for both.
 *
 * @param <N> a node of a tree
 * @param <P> a pointer into one
 */
final class TreeDecoder<N, P> implements ReadingDecoder {
    private static final String VALUES = "values";

    private final Trees<N, P> trees;
    private final Function<RecordBytes, N> parser;
    private final ReadingLimits limits;
    private final P each;
    private final String eachName;
    private final Metrics<P> metrics;
    private final ReadingAssembler<Place<P>> assembler;

    /** Metrics that are wanted, and where one's name and value stand. */
    private record Metrics<P>(P name, P value, String place, Set<String> wanted, boolean others) {}

    private TreeDecoder(
            Trees<N, P> trees,
            Function<RecordBytes, N> parser,
            ReadingFormat readings,
            List<String> features,
            GroupSource groups,
            boolean metricAtATime) {
        this.trees = trees;
        this.parser = parser;
        limits = readings.limits();
        RecordShape shape = readings.shape();
        each = shape.each().map(trees::pointer).orElse(null);
        eachName = "readings at " + shape.each().map(FieldPath::text).orElse("");
        metrics = metricAtATime ? metrics(readings) : null;
        assembler = new ReadingAssembler<>(readings, features, groups, this::place);
    }

    /** A decoder of trees of readings. */
    static <N, P> ReadingDecoder ofReadings(
            Trees<N, P> trees,
            Function<RecordBytes, N> parser,
            ReadingFormat readings,
            List<String> features,
            GroupSource groups) {
        return new TreeDecoder<>(trees, parser, readings, features, groups, false);
    }

    /** A decoder of trees of metrics: what is named temp is the value at {@code /values/temp}. */
    static <N, P> ReadingDecoder ofMetrics(
            Trees<N, P> trees,
            Function<RecordBytes, N> parser,
            ReadingFormat readings,
            List<String> features,
            GroupSource groups) {
        return new TreeDecoder<>(trees, parser, readings, features, groups, true);
    }

    private Metrics<P> metrics(ReadingFormat readings) {
        RecordShape shape = readings.shape();
        Set<String> wanted = readings.values().stream()
                .filter(TreeDecoder::isMetric)
                .map(path -> path.names().get(1))
                .collect(Collectors.toSet());
        return new Metrics<>(
                trees.pointer(shape.name()),
                trees.pointer(shape.value()),
                "metric name at " + shape.name(),
                wanted,
                readings.values().stream().anyMatch(path -> !isMetric(path)));
    }

    private static boolean isMetric(FieldPath path) {
        return path.scope() == FieldPath.Scope.READING
                && path.names().size() == 2
                && path.names().get(0).equals(VALUES);
    }

    private Place<P> place(FieldPath path) {
        if (metrics != null && isMetric(path)) {
            return new Place.Metric<>(path.names().get(1));
        }
        return switch (path.scope()) {
            case READING -> new Place.InReading<>(trees.pointer(path));
            case RECORD -> new Place.InRecord<>(trees.pointer(path));
            case HEADER -> new Place.Header<>(path.header());
            case KEY -> new Place.Key<>();
        };
    }

    @Override
    public List<Decoded> decode(String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {
        if (value == null) {
            throw UnreadableRecordException.of("value", "be " + trees.noun(), null);
        }
        limits.requireBytes(value);
        RecordBytes record = new RecordBytes(topic, headers, key, value, timestampMs);
        N root = parser.apply(record);
        N list = each == null ? root : trees.at(root, each);
        if (metrics == null && trees.isObject(list)) {
            return List.of(reading(list, root, record, "", true));
        }
        List<Decoded> all = new ArrayList<>();
        List<N> elements = elements(list);
        boolean alone = elements.size() == 1;
        for (N element : elements) {
            if (metrics == null) {
                all.add(reading(element, root, record, "", alone));
            } else {
                metric(element, root, record, all, alone);
            }
        }
        return MergedReadings.of(all);
    }

    @Override
    public List<Map<FieldPath, FieldValue>> fields(
            String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {
        limits.requireBytes(value);
        N root = parser.apply(new RecordBytes(topic, headers, key, value, timestampMs));
        N list = each == null ? root : trees.at(root, each);
        Map<FieldPath, FieldValue> around = each == null ? Map.of() : new FlatFields<>(trees, "record:").of(root);
        List<Map<FieldPath, FieldValue>> all = new ArrayList<>();
        for (N element : elements(list)) {
            Map<FieldPath, FieldValue> fields = new FlatFields<>(trees, "").of(element);
            fields.putAll(around);
            all.add(fields);
        }
        return all;
    }

    private List<N> elements(N list) {
        if (trees.isObject(list)) {
            return List.of(list);
        }
        if (each != null && trees.value(list).kind() == Kind.MISSING) {
            throw UnreadableRecordException.of(Reason.MISSING_FIELD, eachName, "be there", "nothing");
        }
        List<N> elements = trees.elements(list);
        for (N node : trees.isList(list) ? elements : List.of(list)) {
            if (!trees.isObject(node)) {
                throw notAReading(node);
            }
        }
        return elements;
    }

    private UnreadableRecordException notAReading(N node) {
        return UnreadableRecordException.of(
                Reason.UNREADABLE, each == null ? "value" : eachName, "be " + trees.noun(), trees.value(node));
    }

    private void metric(N element, N root, RecordBytes record, List<Decoded> all, boolean alone) {
        FieldValue name = trees.value(trees.at(element, metrics.name()));
        if (name.kind() != Kind.TEXT && name.kind() != Kind.INTEGER) {
            throw UnreadableRecordException.of(
                    name.kind() == Kind.MISSING ? Reason.MISSING_FIELD : Reason.INVALID_FIELD,
                    metrics.place(),
                    "be a string",
                    name);
        }
        if (metrics.others() || metrics.wanted().contains(name.text())) {
            all.add(reading(element, root, record, name.text(), alone));
        }
    }

    private Decoded reading(N reading, N root, RecordBytes record, String metric, boolean alone) {
        return assembler.assemble(
                place -> value(place, reading, root, record, metric), record.key(), record.timestampMs(), alone);
    }

    private FieldValue value(Place<P> place, N reading, N root, RecordBytes record, String metric) {
        if (place instanceof Place.InReading<P> in) {
            return trees.value(trees.at(reading, in.pointer()));
        }
        if (place instanceof Place.Metric<P> of) {
            return of.name().equals(metric) ? trees.value(trees.at(reading, metrics.value())) : TextValue.NONE;
        }
        if (place instanceof Place.InRecord<P> around) {
            return trees.value(trees.at(root, around.pointer()));
        }
        return new TextValue(place instanceof Place.Header<P> header ? record.header(header.name()) : record.keyText());
    }
}
