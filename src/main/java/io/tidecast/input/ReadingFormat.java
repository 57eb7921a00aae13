package io.tidecast.input;

import io.tidecast.config.Flow;
import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.EpochTime;
import io.tidecast.series.MissingValues;
import io.tidecast.series.TimeText;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Layout of the user's readings: the format of their records, and where in one a reading's parts stand.
 *
 * @param input the format of the records
 * @param device path to the device's id; where absent the record's key is the device
 * @param time path to the event time; where absent the record's timestamp is the time
 * @param times how a time is written
 * @param values paths to the values of a reading, in the order of the features, which the forecast names
 * @param form what a value may be
 * @param limits what a record may cost to read
 * @param shape where in a record readings stand, and what tells its schema
 */
public record ReadingFormat(
        InputFormat input,
        FieldPath device,
        FieldPath time,
        TimeForm times,
        List<FieldPath> values,
        ValueForm form,
        ReadingLimits limits,
        RecordShape shape) {
    /** Timestamp unit: how an event time is written. */
    public enum TimeUnit {
        /** A text, see {@link io.tidecast.series.TimeText}. */
        ISO,
        /** A text of ISO, or a number whose size tells its unit. */
        AUTO,
        EPOCH_S,
        EPOCH_MS,
        EPOCH_US,
        EPOCH_NS;

        /** The name in settings. */
        String label() {
            return Parsers.name(this);
        }

        /** The unit of a number, of one that is always a number. */
        EpochTime.Unit epoch() {
            return EpochTime.Unit.valueOf(name().substring("EPOCH_".length()));
        }
    }

    public static final Setting<InputFormat> FORMAT = Setting.withDefault(
            "readings.format",
            InputFormats.names("|"),
            InputFormats.JSON,
            "the format of the records of the readings topic",
            InputFormats::named);
    public static final Setting<FieldPath> DEVICE = Setting.withDefault(
            "readings.device",
            "POINTER",
            "/device",
            "where a reading's device stands; where absent, the record's key is the device",
            ReadingFormat::path);
    public static final Setting<FieldPath> TIME = Setting.withDefault(
            "readings.time",
            "POINTER",
            "/ts",
            "where a reading's time stands; where absent, the record's timestamp is the time",
            ReadingFormat::path);
    public static final Setting<TimeUnit> TIME_UNIT = Setting.choice(
            "readings.time-unit",
            TimeUnit.ISO,
            "how a reading's time is written: as an ISO 8601 text, or as a number since 1970, of which auto tells the unit"
                    + " by its size");
    public static final Setting<Map<String, FieldPath>> VALUES = Setting.required(
            ForecastSettings.FEATURES,
            "NAME=POINTER,…",
            "the values of a reading by name, and where each stands; a bare name stands for /values/NAME",
            ReadingFormat::paths);
    /** All of readings, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = Stream.of(
                    List.<Setting<?>>of(FORMAT),
                    RecordShape.SETTINGS,
                    List.<Setting<?>>of(
                            DEVICE,
                            TIME,
                            TIME_UNIT,
                            TimeText.ZONE,
                            EpochTime.EARLIEST,
                            VALUES,
                            GroupSource.GROUP,
                            ValueForm.NUMBERS_IN_STRINGS,
                            MissingValues.MISSING,
                            ValueForm.ON_BAD,
                            ReadingLimits.MAX_BYTES,
                            ReadingLimits.MAX_DEPTH,
                            ReadingLimits.MAX_TOKENS),
                    SchemaSource.SETTINGS)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    public ReadingFormat {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(VALUES.key() + " must name at least one feature");
        }
        values = List.copyOf(values);
    }

    public static ReadingFormat from(Values values) {
        return new ReadingFormat(
                values.get(FORMAT),
                values.get(DEVICE),
                values.get(TIME),
                TimeForm.from(values),
                List.copyOf(values.get(VALUES).values()),
                ValueForm.from(values),
                ReadingLimits.from(values),
                RecordShape.from(values));
    }

    /** A record of the usual shape. */
    public ReadingFormat(
            InputFormat input,
            FieldPath device,
            FieldPath time,
            TimeForm times,
            List<FieldPath> values,
            ValueForm form,
            ReadingLimits limits) {
        this(input, device, time, times, values, form, limits, RecordShape.usual());
    }

    /** Numbers are the format's own, and the limits the usual ones. */
    public ReadingFormat(
            InputFormat input, FieldPath device, FieldPath time, TimeUnit timeUnit, List<FieldPath> values) {
        this(input, device, time, TimeForm.of(timeUnit), values, ValueForm.usual(), ReadingLimits.defaults());
    }

    /** The application's own form: {@code {"device":…,"ts":…,"values":{feature:…}}} in JSON. */
    public static ReadingFormat standard(List<String> features) {
        Map<String, FieldPath> values = new LinkedHashMap<>();
        features.forEach(feature -> values.put(feature, usualPath(feature)));
        return from(Values.DEFAULTS.with(VALUES, values));
    }

    /** The same, for a reader that waits for a schema registry no longer than this. */
    public ReadingFormat within(Duration patience) {
        return shape.schemas() instanceof SchemaSource.Registry known
                ? withShape(shape.withSchemas(
                        new SchemaSource.Registry(known.registry().within(patience))))
                : this;
    }

    /** The same, of records of another shape. */
    public ReadingFormat withShape(RecordShape other) {
        return new ReadingFormat(input, device, time, times, values, form, limits, other);
    }

    /**
     * The same, of some of the values alone.
     *
     * @param places of them among all
     */
    public ReadingFormat only(int... places) {
        List<FieldPath> some = Arrays.stream(places).mapToObj(values::get).toList();
        return new ReadingFormat(input, device, time, times, some, form, limits, shape);
    }

    /** Where a value stands unless said otherwise. */
    public static FieldPath usualPath(String feature) {
        return FieldPath.of("values", feature);
    }

    private static FieldPath path(String text) {
        return Parsers.as(FieldPath.RULE, FieldPath::new).apply(text);
    }

    /** {@code temp=/values/temp,load}, {@code [temp, load]} or {@code {temp: /values/temp}}. */
    private static Map<String, FieldPath> paths(String text) {
        String rule = "a map of names to JSON pointers such as temp=/values/temp,load=/values/load";
        Map<String, FieldPath> paths = new LinkedHashMap<>();
        Parsers.named(text, rule).forEach((name, where) -> {
            String path = Flow.scalar(where, rule);
            paths.put(Parsers.text(name), path.isEmpty() ? usualPath(name) : path(path));
        });
        if (paths.isEmpty()) {
            throw new IllegalArgumentException(rule);
        }
        return paths;
    }

    /**
     * A decoder of such readings.
     *
     * @param features names of the values, for messages
     * @param groups what tells the group of a device
     */
    public ReadingDecoder decoder(List<String> features, GroupSource groups) {
        return input.decoder(this, features, groups);
    }

    /** An encoder of such readings. */
    public ReadingEncoder encoder() {
        return input.encoder(this);
    }
}
