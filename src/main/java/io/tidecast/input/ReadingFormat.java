package io.tidecast.input;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidecast.config.Flow;
import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.model.ForecastSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a reading's parts stand in the user's own JSON.
 *
 * @param device JSON pointer (RFC 6901) to the device's id; where absent the record's key is the device
 * @param time JSON pointer to the event time; where absent the record's timestamp is the time
 * @param timeUnit how a time is written
 * @param values feature name to JSON pointer, in feature order
 * @param keyedByDevice the promise that every record's key is its device; saves the repartition topic, and a record that
 *     breaks it is dead-lettered
 * @param numbersInStrings whether {@code "71.2"} is the number 71.2, and {@code ""} is missing, as CSV turned into JSON has it;
 *     else a string where a number belongs is refused
 * @param limits what a reading's JSON may cost to read
 */
public record ReadingFormat(
        JsonPointer device,
        JsonPointer time,
        TimeUnit timeUnit,
        Map<String, JsonPointer> values,
        boolean keyedByDevice,
        boolean numbersInStrings,
        JsonLimits limits) {
    /** How an event time is written. */
    public enum TimeUnit {
        ISO,
        EPOCH_S,
        EPOCH_MS,
        EPOCH_US
    }

    public static final Setting<JsonPointer> DEVICE = Setting.withDefault(
            "readings.device",
            "POINTER",
            "/device",
            "where a reading's device stands in its JSON; where absent, the record's key is the device",
            ReadingFormat::pointer);
    public static final Setting<JsonPointer> TIME = Setting.withDefault(
            "readings.time",
            "POINTER",
            "/ts",
            "where a reading's time stands in its JSON; where absent, the record's timestamp is the time",
            ReadingFormat::pointer);
    public static final Setting<TimeUnit> TIME_UNIT =
            Setting.choice("readings.time-unit", TimeUnit.ISO, "how a reading's time is written");
    public static final Setting<Map<String, JsonPointer>> VALUES = Setting.required(
            ForecastSettings.FEATURES,
            "NAME=POINTER,…",
            "the values of a reading by name, and where each stands in its JSON; a bare name stands for /values/NAME",
            ReadingFormat::pointers);
    static final Setting<Boolean> KEYED_BY_DEVICE = Setting.onOff(
            "readings.keyed-by-device",
            false,
            "the promise that each record's key is its device; saves a repartition topic, and a record that breaks it is"
                    + " dead-lettered");
    static final Setting<Boolean> NUMBERS_IN_STRINGS = Setting.onOff(
            "readings.numbers-in-strings",
            false,
            "whether \"71.2\" is the number 71.2 and \"\" is missing, in values and times; else such a record is"
                    + " dead-lettered");

    /** All of readings, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(
            DEVICE,
            TIME,
            TIME_UNIT,
            VALUES,
            GroupSource.GROUP,
            KEYED_BY_DEVICE,
            NUMBERS_IN_STRINGS,
            JsonLimits.MAX_BYTES,
            JsonLimits.MAX_DEPTH,
            JsonLimits.MAX_TOKENS);

    public ReadingFormat {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(VALUES.key() + " must name at least one feature");
        }
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public static ReadingFormat from(Values values) {
        return new ReadingFormat(
                values.get(DEVICE),
                values.get(TIME),
                values.get(TIME_UNIT),
                values.get(VALUES),
                values.get(KEYED_BY_DEVICE),
                values.get(NUMBERS_IN_STRINGS),
                JsonLimits.from(values));
    }

    /** Numbers are JSON numbers, and the limits the usual ones. */
    public ReadingFormat(
            JsonPointer device,
            JsonPointer time,
            TimeUnit timeUnit,
            Map<String, JsonPointer> values,
            boolean keyedByDevice) {
        this(device, time, timeUnit, values, keyedByDevice, false, JsonLimits.defaults());
    }

    /** The application's own form: {@code {"device":…,"ts":…,"values":{feature:…}}}. */
    public static ReadingFormat standard(List<String> features) {
        Map<String, JsonPointer> values = new LinkedHashMap<>();
        features.forEach(feature -> values.put(feature, usualPointer(feature)));
        return from(Values.DEFAULTS.with(VALUES, values));
    }

    /** Where a value stands unless said otherwise. */
    public static JsonPointer usualPointer(String name) {
        return JsonPointer.empty().appendProperty("values").appendProperty(name);
    }

    private static JsonPointer pointer(String text) {
        String rule = "a JSON pointer such as /values/temp";
        if (text.isEmpty()) {
            throw new IllegalArgumentException(rule);
        }
        return Parsers.as(rule, JsonPointer::compile).apply(text);
    }

    /** {@code temp=/values/temp,load}, {@code [temp, load]} or {@code {temp: /values/temp}}. */
    private static Map<String, JsonPointer> pointers(String text) {
        String rule = "a map of names to JSON pointers such as temp=/values/temp,load=/values/load";
        Map<String, JsonPointer> pointers = new LinkedHashMap<>();
        Parsers.named(text, rule).forEach((name, where) -> {
            String pointer = Flow.scalar(where, rule);
            pointers.put(Parsers.text(name), pointer.isEmpty() ? usualPointer(name) : pointer(pointer));
        });
        if (pointers.isEmpty()) {
            throw new IllegalArgumentException(rule);
        }
        return pointers;
    }

    public List<String> features() {
        return List.copyOf(values.keySet());
    }
}
