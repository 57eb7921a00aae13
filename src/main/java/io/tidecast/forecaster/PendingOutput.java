package io.tidecast.forecaster;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Output buffer: records that a processor is to forward, held back until all of what they belong to is known to
 * succeed.
 */
final class PendingOutput {
    private final ProcessorContext<Object, Object> context;
    private final List<Sent> pending = new ArrayList<>();

    private record Sent(Record<byte[], byte[]> record, String sink) {}

    PendingOutput(ProcessorContext<Object, Object> context) {
        this.context = context;
    }

    void send(Record<byte[], byte[]> record, String sink) {
        pending.add(new Sent(record, sink));
    }

    void flush() {
        pending.forEach(sent -> context.forward(sent.record(), sent.sink()));
        pending.clear();
    }

    void discard() {
        pending.clear();
    }
}
