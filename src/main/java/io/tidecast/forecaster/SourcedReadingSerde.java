package io.tidecast.forecaster;

import io.tidecast.record.BoundedOutput;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.OriginalRecord;
import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serde of a reading on the repartition topic: a version byte, the parsed reading, and the original record. Values are
 * of single precision; where one needs more, all are in a header as doubles besides, which a build that does not know
 * it passes over. The original's headers and timestamp are headers here, too.
 */
final class SourcedReadingSerde implements Serde<SourcedReading> {
    private static final byte SINGLE = 2;
    /** Values in double precision, where any is a counter. */
    private static final byte DOUBLE = 3;
    /** Values known ahead, in double precision: a build that does not know them skips the record, and logs it. */
    private static final byte AHEAD = 4;

    private static final String EXACT = "tidecast.values";

    private final byte version;

    /** @param exact whether values are written in double precision, which builds of before do not read */
    SourcedReadingSerde(boolean exact) {
        version = exact ? DOUBLE : SINGLE;
    }

    @Override
    public Serializer<SourcedReading> serializer() {
        return new Serializer<>() {
            @Override
            public byte[] serialize(String topic, SourcedReading sourced) {
                return sourced == null ? null : write(sourced, sourced.ahead() ? AHEAD : version);
            }

            @Override
            public byte[] serialize(String topic, Headers headers, SourcedReading sourced) {
                if (sourced != null && version == SINGLE && !sourced.ahead() && !areSingle(sourced.reading())) {
                    headers.add(EXACT, doubles(sourced.reading().values()));
                }
                return serialize(topic, sourced);
            }
        };
    }

    @Override
    public Deserializer<SourcedReading> deserializer() {
        return new Deserializer<>() {
            @Override
            public SourcedReading deserialize(String topic, byte[] bytes) {
                return bytes == null ? null : read(bytes);
            }

            @Override
            public SourcedReading deserialize(String topic, Headers headers, byte[] bytes) {
                Header exact = headers.lastHeader(EXACT);
                headers.remove(EXACT);
                if (bytes == null) {
                    return null;
                }
                SourcedReading sourced = read(bytes).with(headers);
                return exact == null ? sourced : withValues(sourced, exact.value());
            }
        };
    }

    private static boolean areSingle(Reading reading) {
        return Arrays.stream(reading.values()).map(Precision::read).allMatch(Precision::isSingle);
    }

    private static byte[] doubles(double[] values) {
        ByteBuffer to = ByteBuffer.allocate(values.length * Double.BYTES);
        to.asDoubleBuffer().put(values);
        return to.array();
    }

    private static SourcedReading withValues(SourcedReading sourced, byte[] doubles) {
        double[] values = new double[sourced.reading().values().length];
        if (doubles.length != values.length * Double.BYTES) {
            throw new SerializationException("header " + EXACT + " must have a double for each of " + values.length
                    + " values, had " + doubles.length + " bytes");
        }
        ByteBuffer.wrap(doubles).asDoubleBuffer().get(values);
        Reading single = sourced.reading();
        return sourced.with(new Reading(single.device(), single.timeMs(), values));
    }

    /** An upper bound of what key, value and headers take on the repartition topic. */
    static long mostBytes(SourcedReading sourced) {
        OriginalRecord original = sourced.original();
        // A character is at most three bytes of UTF-8; the device is the key, too.
        return 1
                + 5L * Integer.BYTES
                + 2 * Long.BYTES
                + 6L * sourced.reading().device().length()
                + 3L * original.origin().topic().length()
                + Integer.BYTES
                + 3L * sourced.group().length()
                + (original.key() == null ? 0 : original.key().length)
                + original.value().length
                + BoundedOutput.bytes(original.headers())
                + EXACT.length()
                + 2L * sourced.reading().values().length * Double.BYTES;
    }

    private static byte[] write(SourcedReading sourced, byte version) {
        Reading reading = sourced.reading();
        DeadLetters.Origin origin = sourced.original().origin();
        byte[] key = sourced.original().key();
        byte[] value = sourced.original().value();
        byte[] device = reading.device().getBytes(StandardCharsets.UTF_8);
        byte[] group = sourced.group().getBytes(StandardCharsets.UTF_8);
        byte[] topic = origin.topic().getBytes(StandardCharsets.UTF_8);
        int keyLength = key == null ? 0 : key.length;
        ByteBuffer to = ByteBuffer.allocate(1
                + 6 * Integer.BYTES
                + 2 * Long.BYTES
                + device.length
                + group.length
                + topic.length
                + keyLength
                + value.length
                + reading.values().length * (version == SINGLE ? Float.BYTES : Double.BYTES));
        to.put(version).putLong(reading.timeMs()).putInt(device.length).put(device);
        to.putInt(group.length).put(group);
        to.putInt(reading.values().length);
        for (double measured : reading.values()) {
            if (version == SINGLE) {
                to.putFloat((float) measured);
            } else {
                to.putDouble(measured);
            }
        }
        to.putInt(topic.length).put(topic).putInt(origin.partition()).putLong(origin.offset());
        to.putInt(key == null ? -1 : keyLength);
        if (key != null) {
            to.put(key);
        }
        return to.put(value).array();
    }

    private static SourcedReading read(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        byte version = from.get();
        if (version < SINGLE || version > AHEAD) {
            throw new SerializationException(
                    "version of a repartitioned reading must be " + SINGLE + " to " + AHEAD + ", was " + version);
        }
        long timeMs = from.getLong();
        String device = new String(take(from, from.getInt()), StandardCharsets.UTF_8);
        String group = new String(take(from, from.getInt()), StandardCharsets.UTF_8);
        double[] values = new double[from.getInt()];
        for (int f = 0; f < values.length; f++) {
            values[f] = version == SINGLE ? from.getFloat() : from.getDouble();
        }
        String topic = new String(take(from, from.getInt()), StandardCharsets.UTF_8);
        int partition = from.getInt();
        long offset = from.getLong();
        int keyLength = from.getInt();
        byte[] key = keyLength < 0 ? null : take(from, keyLength);
        return new SourcedReading(
                new Reading(device, timeMs, values),
                group,
                new OriginalRecord(
                        new DeadLetters.Origin(topic, partition, offset),
                        key,
                        take(from, from.remaining()),
                        new RecordHeaders(),
                        OriginalRecord.NO_TIMESTAMP),
                version == AHEAD);
    }

    private static byte[] take(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
