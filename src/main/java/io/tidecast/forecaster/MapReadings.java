package io.tidecast.forecaster;

import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.Names;
import io.tidecast.record.OriginalRecord;
import io.tidecast.record.SentAt;
import io.tidecast.record.Timestamps;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.stream.StreamSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Processor that maps records of the readings topic to readings keyed by device. A record of which any reading cannot
 * be used goes to the dead letters whole, and none of its readings goes on; its neighbours do. One of which a value
 * alone was dropped goes on and to the dead letters, once.
 */
final class MapReadings implements Processor<byte[], byte[], Object, Object> {
    private final StreamSettings settings;
    private final ReadingDecoder decoder;
    private ProcessorContext<Object, Object> context;
    private BoundedOutput outlet;
    private InputWatch watch;

    MapReadings(StreamSettings settings) {
        this.settings = settings;
        decoder = settings.readings().decoder(settings.forecast().features(), settings.groups());
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        watch = new InputWatch(settings, context);
        outlet = new BoundedOutput(context, settings.limits(), Names.DEAD_LETTERS_OF_MAPPING);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata from = context.recordMetadata().orElseThrow();
        List<Decoded> decoded;
        List<Record<String, SourcedReading>> mapped;
        try {
            decoded = decoder.decode(from.topic(), record.headers(), record.key(), record.value(), record.timestamp());
            mapped = mapped(decoded, record, from);
        } catch (UnreadableRecordException e) {
            outlet.refuse(e, OriginalRecord.of(record, from));
            return;
        }
        mapped.forEach(reading -> context.forward(reading, Names.MAPPED_READINGS));
        for (Decoded reading : decoded) {
            if (!reading.dropped().isEmpty()) {
                outlet.refuse(reading.dropped().get(0), OriginalRecord.of(record, from));
                return;
            }
        }
    }

    private List<Record<String, SourcedReading>> mapped(
            List<Decoded> all, Record<byte[], byte[]> record, RecordMetadata from) {
        OriginalRecord original = OriginalRecord.of(record, from);
        Headers headers = new RecordHeaders(original.headers()).add(SentAt.header(record.timestamp()));
        List<Record<String, SourcedReading>> mapped = new ArrayList<>(all.size());
        for (Decoded decoded : all) {
            watch.read(decoded.reading());
            SourcedReading sourced = SourcedReading.of(decoded, original);
            if (settings.keyedByDevice()) {
                sourced.requireKeyedByDevice();
            } else {
                outlet.requireFits("reading", SourcedReadingSerde.mostBytes(sourced) + SentAt.BYTES, Names.BY_DEVICE);
            }
            long timestampMs = Timestamps.clamp(decoded.reading().timeMs(), context.currentSystemTimeMs());
            mapped.add(new Record<>(decoded.reading().device(), sourced, timestampMs, headers));
        }
        return mapped;
    }
}
