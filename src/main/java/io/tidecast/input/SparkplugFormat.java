package io.tidecast.input;

import com.google.protobuf.Message;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/**
 * Sparkplug B: the payload of a birth certificate or of data, its MQTT topic in the record's key or a header. A metric
 * NAME is at {@code /values/NAME}, the device with group and edge node at {@code /device}, the time at {@code /ts}.
 */
final class SparkplugFormat implements InputFormat {
    private static final JacksonTrees TREES = new JacksonTrees("a payload of Sparkplug B");

    @Override
    public String name() {
        return "sparkplug-b";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        ProtoReader reader = new ProtoReader(readings.limits());
        SparkplugBirths births = new SparkplugBirths();
        FieldPath from = readings.shape().topic();
        ReadingDecoder metrics = TreeDecoder.ofMetrics(
                TREES,
                record -> SparkplugPayload.metrics(topic(record, from), payload(reader, record.value()), births),
                readings.withShape(RecordShape.usual()),
                features,
                groups);
        return new ReadingDecoder() {
            @Override
            public List<Decoded> decode(String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {
                return value == null || hasMetrics(topic, headers, key, value, timestampMs)
                        ? metrics.decode(topic, headers, key, value, timestampMs)
                        : List.of();
            }

            @Override
            public List<Map<FieldPath, FieldValue>> fields(
                    String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {
                return hasMetrics(topic, headers, key, value, timestampMs)
                        ? metrics.fields(topic, headers, key, value, timestampMs)
                        : List.of();
            }

            private boolean hasMetrics(String topic, Headers headers, byte[] key, byte[] value, long timestampMs) {
                return topic(new RecordBytes(topic, headers, key, value, timestampMs), from)
                        .hasMetrics();
            }
        };
    }

    private static SparkplugTopic topic(RecordBytes record, FieldPath from) {
        String text = (from.scope() == FieldPath.Scope.KEY ? record.keyText() : record.header(from.header()))
                .orElseThrow(() -> UnreadableRecordException.of(
                        Reason.MISSING_FIELD, "MQTT topic at " + from, "be there (readings.mqtt-topic)", "nothing"));
        return SparkplugTopic.parse(text, from);
    }

    private static Message payload(ProtoReader reader, byte[] value) {
        try {
            return (Message) reader.message(SparkplugPayload.PAYLOAD, value, 0);
        } catch (IOException | RuntimeException e) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE,
                    "value",
                    "be a payload of Sparkplug B (" + e.getMessage() + ")",
                    Arrays.toString(Arrays.copyOf(value, Math.min(value.length, 20))));
        }
    }

    /** @throws IllegalArgumentException always: its topic, which tells the device, is no part of the value */
    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        throw new IllegalArgumentException(
                "readings that are written must be of a format whose values hold the device, was " + name());
    }

    @Override
    public boolean isWritten() {
        return false;
    }

    @Override
    public List<byte[]> samples() {
        return List.of(SparkplugSample.BIRTH, SparkplugSample.DATA);
    }

    @Override
    public byte[] sampleKey() {
        return SparkplugSample.KEY;
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
