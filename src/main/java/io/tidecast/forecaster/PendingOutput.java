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

    private record Sent(Record<byte[], byte[]> record, String sink, Runnable sent) {}

    PendingOutput(ProcessorContext<Object, Object> context) {
        this.context = context;
    }

    void send(Record<byte[], byte[]> record, String sink, Runnable sent) {
        pending.add(new Sent(record, sink, sent));
    }

    void flush() {
        pending.forEach(held -> {
            context.forward(held.record(), held.sink());
            held.sent().run();
        });
        pending.clear();
    }

    void discard() {
        pending.clear();
    }
}
