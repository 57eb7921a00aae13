package io.tidecast.forecaster;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.input.GroupSource;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.ReadingParser;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.record.Timestamps;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Turns the user's JSON into readings keyed by device; what cannot be read goes to the dead letters, its neighbours go on. */
final class MapReadings implements Processor<byte[], byte[], Object, Object> {
    private final ReadingParser parser;
    private final boolean keyedByDevice;
    private final GroupSource groups;
    private final Map<String, String> kafka;
    private ProcessorContext<Object, Object> context;
    private BoundedOutput outlet;

    /** @param kafka properties of the clients */
    MapReadings(ReadingFormat format, GroupSource groups, Map<String, String> kafka) {
        this.groups = groups;
        parser = new ReadingParser(format);
        keyedByDevice = format.keyedByDevice();
        this.kafka = kafka;
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        outlet = new BoundedOutput(context, kafka, Names.DEAD_LETTERS_OF_MAPPING);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata from = context.recordMetadata().orElseThrow();
        long nowMs = context.currentSystemTimeMs();
        try {
            JsonNode json = parser.json(record.value());
            Reading reading = parser.reading(json, record.key(), record.timestamp());
            if (keyedByDevice) {
                requireKey(record.key(), reading.device());
            }
            SourcedReading sourced = new SourcedReading(
                    reading,
                    groups.of(json, reading.device()),
                    from.topic(),
                    from.partition(),
                    from.offset(),
                    record.key(),
                    record.value());
            outlet.requireFits("reading", SourcedReadingSerde.mostBytes(sourced));
            context.forward(
                    new Record<>(reading.device(), sourced, Timestamps.clamp(reading.timeMs(), nowMs)),
                    Names.MAPPED_READINGS);
        } catch (UnreadableRecordException e) {
            outlet.refuse(e, record.key(), record.value(), DeadLetters.Origin.of(from));
        }
    }

    private static void requireKey(byte[] key, String device) {
        if (key == null || !Arrays.equals(key, device.getBytes(StandardCharsets.UTF_8))) {
            throw UnreadableRecordException.of(
                    "key",
                    "be the device " + device + " (readings.keyed-by-device is true)",
                    key == null ? null : new String(key, StandardCharsets.UTF_8));
        }
    }
}
