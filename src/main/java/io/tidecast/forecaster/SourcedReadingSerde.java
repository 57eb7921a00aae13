package io.tidecast.forecaster;

import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serde of a reading on the repartition topic: a version byte, the parsed reading, and the original record. Values are
 * of single precision; where one needs more, all are in a header as doubles besides, which a build that does not know
 * it passes over.
 */
final class SourcedReadingSerde implements Serde<SourcedReading> {
    private static final byte SINGLE = 2;
    /** Values in double precision, where any is a counter. */
    private static final byte DOUBLE = 3;

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
                return sourced == null ? null : write(sourced, version);
            }

            @Override
            public byte[] serialize(String topic, Headers headers, SourcedReading sourced) {
                if (sourced != null && version == SINGLE && !areSingle(sourced.reading())) {
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
                SourcedReading sourced = deserialize(topic, bytes);
                return exact == null || sourced == null ? sourced : withValues(sourced, exact.value());
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

    /** An upper bound of what key and value take on the repartition topic. */
    static long mostBytes(SourcedReading sourced) {
        // A character is at most three bytes of UTF-8; the device is the key, too.
        return 1
                + 5L * Integer.BYTES
                + 2 * Long.BYTES
                + 6L * sourced.reading().device().length()
                + 3L * sourced.topic().length()
                + Integer.BYTES
                + 3L * sourced.group().length()
                + (sourced.key() == null ? 0 : sourced.key().length)
                + sourced.value().length
                + EXACT.length()
                + 2L * sourced.reading().values().length * Double.BYTES;
    }

    private static byte[] write(SourcedReading sourced, byte version) {
        Reading reading = sourced.reading();
        byte[] device = reading.device().getBytes(StandardCharsets.UTF_8);
        byte[] group = sourced.group().getBytes(StandardCharsets.UTF_8);
        byte[] topic = sourced.topic().getBytes(StandardCharsets.UTF_8);
        int keyLength = sourced.key() == null ? 0 : sourced.key().length;
        ByteBuffer to = ByteBuffer.allocate(1
                + 6 * Integer.BYTES
                + 2 * Long.BYTES
                + device.length
                + group.length
                + topic.length
                + keyLength
                + sourced.value().length
                + reading.values().length * (version == DOUBLE ? Double.BYTES : Float.BYTES));
        to.put(version).putLong(reading.timeMs()).putInt(device.length).put(device);
        to.putInt(group.length).put(group);
        to.putInt(reading.values().length);
        for (double value : reading.values()) {
            if (version == DOUBLE) {
                to.putDouble(value);
            } else {
                to.putFloat((float) value);
            }
        }
        to.putInt(topic.length).put(topic).putInt(sourced.partition()).putLong(sourced.offset());
        to.putInt(sourced.key() == null ? -1 : keyLength);
        if (sourced.key() != null) {
            to.put(sourced.key());
        }
        return to.put(sourced.value()).array();
    }

    private static SourcedReading read(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        byte version = from.get();
        if (version != SINGLE && version != DOUBLE) {
            throw new SerializationException(
                    "version of a repartitioned reading must be " + SINGLE + " or " + DOUBLE + ", was " + version);
        }
        long timeMs = from.getLong();
        String device = new String(take(from, from.getInt()), StandardCharsets.UTF_8);
        String group = new String(take(from, from.getInt()), StandardCharsets.UTF_8);
        double[] values = new double[from.getInt()];
        for (int f = 0; f < values.length; f++) {
            values[f] = version == DOUBLE ? from.getDouble() : from.getFloat();
        }
        String topic = new String(take(from, from.getInt()), StandardCharsets.UTF_8);
        int partition = from.getInt();
        long offset = from.getLong();
        int keyLength = from.getInt();
        byte[] key = keyLength < 0 ? null : take(from, keyLength);
        return new SourcedReading(
                new Reading(device, timeMs, values),
                group,
                topic,
                partition,
                offset,
                key,
                take(from, from.remaining()));
    }

    private static byte[] take(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
