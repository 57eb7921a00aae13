package io.tidecast.forecaster;

import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Timestamps;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.stream.StreamSettings;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Processor that maps records of the topic of values known ahead to values keyed by device, as {@link MapReadings} does
 * readings. Those of all devices are the {@link KnownAheadTable}'s alone, which also says what cannot be read.
 */
final class MapKnownAhead implements Processor<byte[], byte[], String, SourcedReading> {
    private final ReadingDecoder decoder;
    private ProcessorContext<String, SourcedReading> context;

    MapKnownAhead(StreamSettings settings) {
        decoder = KnownAheadTable.decoder(settings);
    }

    @Override
    public void init(ProcessorContext<String, SourcedReading> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata from = context.recordMetadata().orElseThrow();
        List<Decoded> decoded;
        try {
            decoded = decoder.decode(from.topic(), record.headers(), record.key(), record.value(), record.timestamp());
        } catch (UnreadableRecordException e) {
            return;
        }
        DeadLetters.Origin origin = DeadLetters.Origin.of(from);
        long atMs = Timestamps.clamp(record.timestamp(), context.currentSystemTimeMs());
        for (Decoded one : decoded) {
            String device = one.reading().device();
            if (!device.equals(KnownAheadTable.ALL)) {
                context.forward(new Record<>(device, SourcedReading.ahead(one.reading(), origin), atMs));
            }
        }
    }
}
