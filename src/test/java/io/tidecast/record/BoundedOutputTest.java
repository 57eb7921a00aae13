package io.tidecast.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoundedOutputTest {
    private static final Map<String, String> SMALL = Map.of("max.request.size", "1000");

    private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
    private final BoundedOutput outlet = new BoundedOutput(context, SMALL, "dead-letters");

    @BeforeEach
    void setTime() {
        context.setCurrentSystemTimeMs(0);
    }

    private static Record<byte[], byte[]> record(int bytes) {
        return new Record<>(new byte[10], new byte[bytes], 0);
    }

    private static String header(Record<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldSendWhatFitsAndRefuseWhatDoesNot() {
        outlet.send(record(900), "forecasts");
        outlet.send(record(950), "forecasts");
        assertThat(context.forwarded()).hasSize(2);
        assertThat(context.forwarded("forecasts")).hasSize(1);
        Record<?, ?> letter = context.forwarded("dead-letters").get(0).record();
        assertThat(header(letter, DeadLetters.MESSAGE))
                .isEqualTo("a record of forecasts must be at most 1000 bytes (max.request.size), was 1042");
    }

    @Test
    void shouldCutADeadLetterThatIsTooLargeItself() {
        DeadLetters.Origin origin = new DeadLetters.Origin("readings", 1, 2);
        outlet.refuse(new UnreadableRecordException("value must be JSON"), new byte[10], new byte[5000], origin);
        Record<?, ?> letter = context.forwarded("dead-letters").get(0).record();
        assertThat(header(letter, DeadLetters.CUT_FROM)).isEqualTo("5000");
        byte[] key = (byte[]) letter.key();
        byte[] value = (byte[]) letter.value();
        assertThat(value.length).isBetween(1, 900);
        assertThat(BoundedOutput.bytes(key, value, letter.headers())).isEqualTo(1000);
    }

    @Test
    void shouldCountAtLeastWhatTheProducerCounts() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("grüße", new byte[70]).add("h", new byte[0]);
        for (int bytes : new int[] {0, 1, 63, 64, 8191, 8192, 2_000_000}) {
            int counted = AbstractRecords.estimateSizeInBytesUpperBound(
                    RecordBatch.CURRENT_MAGIC_VALUE,
                    CompressionType.NONE,
                    new byte[bytes],
                    new byte[bytes],
                    headers.toArray());
            assertThat(BoundedOutput.bytes(new byte[bytes], new byte[bytes], headers))
                    .isBetween((long) counted, counted + 50L);
        }
    }

    @Test
    void shouldTakeTheProducersOwnLimitFirst() {
        assertThat(BoundedOutput.mostBytes(Map.of())).isEqualTo(1_048_576);
        assertThat(BoundedOutput.mostBytes(Map.of("max.request.size", "5", "producer.max.request.size", "7")))
                .isEqualTo(7);
        assertThatThrownBy(() -> outlet.requireFits("reading", 919))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("reading must be at most 1000 bytes (max.request.size), was 1001");
        outlet.requireFits("reading", 918);
    }
}
