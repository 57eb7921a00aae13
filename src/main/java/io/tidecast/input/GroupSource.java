package io.tidecast.input;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.UnreadableRecordException;

/**
 * Grouping key of devices: what tells the group of one. A group is the id of the model that its devices belong to; a
 * device without one belongs to the default model.
 */
public sealed interface GroupSource {
    /** No grouping: all devices belong to the default model. */
    record None() implements GroupSource {}

    /** Field of each reading. */
    record Field(FieldPath path) implements GroupSource {
        /**
         * The group that this value of the field is; {@link #NONE} if it is missing.
         *
         * @throws UnreadableRecordException if it is none that a model can have
         */
        String group(FieldValue value) {
            return value.kind() == FieldValue.Kind.MISSING ? NONE : checked("group at " + path, value.text());
        }
    }

    /** Prefix of the device's name, up to the separator. */
    record Prefix(String separator) implements GroupSource {
        /**
         * The group that this device's name tells; {@link #NONE} if it tells none.
         *
         * @throws UnreadableRecordException if it is none that a model can have
         */
        String group(String device) {
            int end = device.indexOf(separator);
            return end < 1 ? NONE : checked("group before " + separator, device.substring(0, end));
        }
    }

    /** Compacted topic of devices (keys) and their groups (values), both plain text. */
    record Table(String topic) implements GroupSource {}

    /** What tells the group. */
    Setting<GroupSource> GROUP = Setting.withDefault(
            "readings.group",
            "POINTER|prefix:SEPARATOR|table:TOPIC",
            "none",
            "what tells a device's group, which is the id of a model of its own: a field of the reading, what stands before a"
                    + " separator in the device's name, or a compacted topic of devices (keys) and groups (values) in plain text",
            GroupSource::parse);

    /** No group. */
    String NONE = "";

    /**
     * Reads {@code none}, {@code /site} or another field's path, {@code prefix:-} or {@code table:TOPIC}.
     *
     * @throws IllegalArgumentException with the rule
     */
    static GroupSource parse(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        if (text.equals("none")) {
            return new None();
        }
        if (text.startsWith("/") || text.startsWith("record:") || text.startsWith("header:")) {
            return new Field(Parsers.as(FieldPath.RULE, FieldPath::new).apply(text));
        }
        if (text.startsWith("prefix:") && !rest.isEmpty()) {
            return new Prefix(rest);
        }
        if (text.startsWith("table:") && rest.matches("[A-Za-z0-9._-]{1,249}")) {
            return new Table(rest);
        }
        throw new IllegalArgumentException(
                "none, a JSON pointer such as /site, record:/POINTER, header:NAME, prefix:SEPARATOR or table:TOPIC");
    }

    private static String checked(String name, String group) {
        if (!isGroup(group)) {
            throw UnreadableRecordException.of(name, "match " + ForecastSettings.MODEL_ID, group);
        }
        return group;
    }

    /** Whether a model can have this name. */
    static boolean isGroup(String text) {
        return ForecastSettings.MODEL_ID.matcher(text).matches();
    }
}
