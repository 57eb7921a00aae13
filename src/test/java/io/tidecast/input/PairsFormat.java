package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Made-up format, to try what a new one takes: a reading a line, so several a record, of pairs such as
 * {@code device=pump-7;values/temp=71.5}. It has no quotes: what spells a number is one.
 */
public class PairsFormat implements TreeFormat {
    private record Value(String text) implements FieldValue {
        @Override
        public Kind kind() {
            if (text == null) {
                return Kind.MISSING;
            }
            return text.matches("-?\\d+") ? Kind.INTEGER : text.matches("-?\\d+\\.\\d+") ? Kind.FRACTION : Kind.TEXT;
        }

        @Override
        public double number() {
            return Double.parseDouble(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Override
    public String name() {
        return "pairs";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        ReadingLimits limits = readings.limits();
        ReadingAssembler<String> assembler = new ReadingAssembler<>(
                readings, features, groups, path -> path.text().substring(1));
        return (topic, headers, key, value, timestampMs) -> text(value, limits)
                .lines()
                .map(line -> pairs(line, limits))
                .map(pairs -> assembler.assemble(path -> new Value(pairs.get(path)), key, timestampMs))
                .toList();
    }

    private static String text(byte[] value, ReadingLimits limits) {
        if (value == null) {
            throw UnreadableRecordException.of("value", "be lines of pairs", null);
        }
        limits.requireBytes(value);
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            throw UnreadableRecordException.of("value", "be UTF-8", Arrays.toString(value));
        }
    }

    private static Map<String, String> pairs(String line, ReadingLimits limits) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : line.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw UnreadableRecordException.of("value", "be lines of NAME=VALUE;…", line);
            }
            if (pair.substring(0, equals).split("/", -1).length > limits.depth()) {
                throw UnreadableRecordException.of("value", "be at most " + limits.depth() + " levels deep", pair);
            }
            pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return pairs;
    }

    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        return reading -> {
            StringBuilder line = new StringBuilder();
            line.append(pair(readings.device(), reading.device())).append(';');
            line.append(pair(readings.time(), time(reading, readings.times().unit())));
            int feature = 0;
            for (FieldPath path : readings.values()) {
                double value = reading.values()[feature++];
                line.append(';')
                        .append(pair(path, Double.isNaN(value) ? "NaN" : new BigDecimal(value).toPlainString()));
            }
            return line.toString().getBytes(UTF_8);
        };
    }

    private static String pair(FieldPath path, String value) {
        return path.text().substring(1) + "=" + value;
    }

    private static String time(Reading reading, ReadingFormat.TimeUnit unit) {
        return switch (unit) {
            case ISO, AUTO -> Instant.ofEpochMilli(reading.timeMs()).toString();
            case EPOCH_S -> BigDecimal.valueOf(reading.timeMs(), 3).toString();
            case EPOCH_MS -> Long.toString(reading.timeMs());
            case EPOCH_US -> reading.timeMs() + "000";
            case EPOCH_NS -> reading.timeMs() + "000000";
        };
    }

    @Override
    public byte[] example(ExampleRecord example) {
        String at = "2026-03-02T05:00:00.250Z";
        String line =
                switch (example) {
                    case WHOLE -> line(at, "-3", "north");
                    case PARTIAL -> "device=pump-7;ts=" + at + ";values/temp=71.5";
                    case NOT_A_NUMBER -> line(at, "nan", "north");
                    case BARE -> "values/temp=71.5;values/load=-3";
                    case ZONED -> line("2026-03-02T06:00:00.250+01:00", "-3", "north");
                    case EPOCH_S -> line("1772427600.250", "-3", "north");
                    case EPOCH_MS -> line("1772427600250", "-3", "north");
                    case EPOCH_US -> line("1772427600250999", "-3", "north");
                    case EPOCH_NS -> line("1772427600250999999", "-3", "north");
                    case TOO_EARLY -> line("1599-12-31T23:59:59Z", "-3", "north");
                    case WORD -> line(at, "hot", "north");
                    case HUGE -> line(at, "1" + "0".repeat(30), "north");
                    case WRONG_GROUP -> line(at, "-3", "a/b");
                    case DEEP -> line(at, "-3", "north") + ";" + "deep/".repeat(59) + "deep=1";
                };
        return line.getBytes(UTF_8);
    }

    private static String line(String time, String load, String site) {
        return "device=pump-7;ts=" + time + ";values/temp=71.5;values/load=" + load + ";site=" + site;
    }
}
