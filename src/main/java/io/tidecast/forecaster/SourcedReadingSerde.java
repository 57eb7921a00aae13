package io.tidecast.forecaster;

import io.tidecast.series.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Serde of a reading on the repartition topic: a version byte, the parsed reading, and the original record. */
final class SourcedReadingSerde implements Serde<SourcedReading> {
    private static final byte SINGLE = 2;
    /** Values in double precision, where any is a counter. */
    private static final byte DOUBLE = 3;

    private final byte version;

    /** @param exact whether values are written in double precision, which builds of before do not read */
    SourcedReadingSerde(boolean exact) {
        version = exact ? DOUBLE : SINGLE;
    }

    @Override
    public Serializer<SourcedReading> serializer() {
        return (topic, sourced) -> sourced == null ? null : write(sourced, version);
    }

    @Override
    public Deserializer<SourcedReading> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(bytes);
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
                + (long) sourced.reading().values().length * Double.BYTES;
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
