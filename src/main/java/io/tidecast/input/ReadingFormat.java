package io.tidecast.input;

import com.fasterxml.jackson.core.JsonPointer;
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

    public ReadingFormat {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("readings.values must name at least one feature");
        }
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
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
        features.forEach(
                f -> values.put(f, JsonPointer.empty().appendProperty("values").appendProperty(f)));
        return new ReadingFormat(
                JsonPointer.compile("/device"), JsonPointer.compile("/ts"), TimeUnit.ISO, values, false);
    }

    public List<String> features() {
        return List.copyOf(values.keySet());
    }
}
