package io.tidecast.input;

import io.tidecast.input.FieldValue.Kind;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Field mapping: assembles a reading from a record's fields, by the rules that are the same in every format: what is a
 * device, a time, a value and a group, and what each of them is where its field is missing.
 *
 * @param <P> a path as the format evaluates it; made once of each {@link FieldPath}, not once a record
 */
final class ReadingAssembler<P> {
    private static final int LONGEST_DEVICE = 200;

    /** Beyond it squares, as in a variance, are no floats any more. */
    private static final double LARGEST = 1e18;

    private final P device;
    private final P time;
    private final P group;
    private final List<P> values;
    private final String deviceName;
    private final String[] valueNames;
    private final EventTimes times;
    private final FieldNumbers numbers;
    private final ValueForm.OnBad onBad;
    private final GroupSource groups;

    /**
     * An assembler of readings whose parts stand where {@code readings} and {@code groups} say.
     *
     * @param features names of the values, for messages
     * @param compile turns a path into what the format evaluates
     */
    ReadingAssembler(
            ReadingFormat readings, List<String> features, GroupSource groups, Function<FieldPath, P> compile) {
        device = compile.apply(readings.device());
        time = compile.apply(readings.time());
        group = groups instanceof GroupSource.Field field ? compile.apply(field.path()) : null;
        values = readings.values().stream().map(compile).toList();
        deviceName = "device at " + readings.device();
        valueNames = IntStream.range(0, values.size())
                .mapToObj(f -> features.get(f) + " at " + readings.values().get(f))
                .toArray(String[]::new);
        numbers = new FieldNumbers(readings.form());
        onBad = readings.form().onBad();
        times = new EventTimes(readings.time(), readings.times(), numbers);
        this.groups = groups;
    }

    /**
     * The reading that these fields are, and the group it tells of its device.
     *
     * @param fields gives the value at a path, of kind {@link Kind#MISSING} where there is none
     * @param key the record's key, the device where no field is
     * @param timestampMs the record's timestamp, the event time where no field is
     * @throws UnreadableRecordException with name, rule and value
     */
    Decoded assemble(Function<P, FieldValue> fields, byte[] key, long timestampMs) {
        return assemble(fields, key, timestampMs, true);
    }

    /**
     * The same of one of several readings in a record.
     *
     * @param alone whether the record is refused where no value of the reading can be read; its neighbours stay
     *     otherwise
     */
    Decoded assemble(Function<P, FieldValue> fields, byte[] key, long timestampMs, boolean alone) {
        String name = device(fields.apply(device), key);
        long timeMs = times.time(fields.apply(time), timestampMs);
        double[] numbersRead = new double[valueNames.length];
        List<UnreadableRecordException> dropped = List.of();
        boolean any = false;
        for (int f = 0; f < numbersRead.length; f++) {
            try {
                numbersRead[f] = value(fields.apply(values.get(f)), valueNames[f]);
            } catch (UnreadableRecordException e) {
                if (onBad == ValueForm.OnBad.DEAD_LETTER) {
                    throw e;
                }
                dropped = dropped.isEmpty() ? new ArrayList<>() : dropped;
                dropped.add(e);
                numbersRead[f] = Double.NaN;
            }
            any |= !Double.isNaN(numbersRead[f]);
        }
        if (alone && !any && !dropped.isEmpty()) {
            throw dropped.get(0);
        }
        return new Decoded(new Reading(name, timeMs, numbersRead), group(fields, name), dropped);
    }

    private String device(FieldValue value, byte[] key) {
        String found =
                switch (value.kind()) {
                    case TEXT, INTEGER -> value.text();
                    case MISSING -> keyText(key);
                    default -> throw UnreadableRecordException.of(deviceName, "be a string", value);
                };
        if (found.isEmpty() || found.length() > LONGEST_DEVICE || found.indexOf('\0') >= 0) {
            throw UnreadableRecordException.of(
                    deviceName, "have 1.." + LONGEST_DEVICE + " characters and no NUL", found);
        }
        return found;
    }

    private String keyText(byte[] key) {
        if (key == null) {
            throw UnreadableRecordException.of(
                    Reason.MISSING_FIELD, deviceName, "be there, or be the record's key", "neither");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            throw UnreadableRecordException.of("key", "be a device in UTF-8", Arrays.toString(key));
        }
    }

    private double value(FieldValue value, String name) {
        if (numbers.isMissing(value)) {
            return Double.NaN;
        }
        String rule = "be a number within ±1e18";
        double number = numbers.value(value, name, rule);
        if (!(Math.abs(number) <= LARGEST)) {
            throw UnreadableRecordException.of(name, rule, value);
        }
        return number;
    }

    private String group(Function<P, FieldValue> fields, String name) {
        if (groups instanceof GroupSource.Field field) {
            return field.group(fields.apply(group));
        }
        return groups instanceof GroupSource.Prefix prefix ? prefix.group(name) : GroupSource.NONE;
    }
}
