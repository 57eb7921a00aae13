package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.series.Reading;
import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;

/** Encoder of readings as lines of InfluxDB's protocol, the device in the tag that its path names. */
final class InfluxEncoder implements ReadingEncoder {
    private static final long MS_NS = 1_000_000;

    private final String device;
    private final List<String> fields;
    private final ReadingFormat.TimeUnit unit;

    /** @throws IllegalArgumentException if a part stands where a line has none */
    InfluxEncoder(ReadingFormat readings) {
        device = name(readings.device(), "tags");
        fields = readings.values().stream().map(path -> name(path, "values")).toList();
        unit = readings.times().unit();
    }

    private static String name(FieldPath path, String parent) {
        if (path.scope() != FieldPath.Scope.READING
                || path.names().size() != 2
                || !path.names().get(0).equals(parent)) {
            throw new IllegalArgumentException(
                    "readings that are written as influx must have it at /" + parent + "/NAME, was " + path);
        }
        return escaped(path.names().get(1));
    }

    private static String escaped(String name) {
        return name.replaceAll("([,= ])", "\\\\$1");
    }

    @Override
    public byte[] encode(Reading reading) {
        StringJoiner values = new StringJoiner(",");
        for (int f = 0; f < fields.size(); f++) {
            if (!Double.isNaN(reading.values()[f])) {
                values.add(fields.get(f) + "="
                        + BigDecimal.valueOf(reading.values()[f]).toPlainString());
            }
        }
        String line = "readings," + device + "=" + escaped(reading.device()) + " "
                + (values.length() == 0 ? "none=t" : values) + " " + time(reading.timeMs());
        return line.getBytes(UTF_8);
    }

    private String time(long timeMs) {
        return switch (unit) {
            case EPOCH_S -> Long.toString(timeMs / 1000);
            case EPOCH_MS, AUTO -> Long.toString(timeMs);
            case EPOCH_US -> Long.toString(timeMs * 1000);
            case ISO, EPOCH_NS -> Long.toString(timeMs * MS_NS);
        };
    }
}
