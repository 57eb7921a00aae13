package io.tidecast.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    private final BoundedOutput outlet = new BoundedOutput(context, RecordLimits.ofProducer(SMALL), "dead-letters");

    @BeforeEach
    void setTime() {
        context.setCurrentSystemTimeMs(0);
    }

    private static Record<byte[], byte[]> record(int bytes) {
        return new Record<>(new byte[10], new byte[bytes], 0);
    }

    private static OriginalRecord original(byte[] key, byte[] value) {
        return new OriginalRecord(new DeadLetters.Origin("readings", 1, 2), key, value, new RecordHeaders(), 0);
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
        outlet.refuse(new UnreadableRecordException("value must be JSON"), original(new byte[10], new byte[5000]));
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
        headers.add("grüße", new byte[70]).add("h", new byte[0]).add("none", null);
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
        assertThat(RecordLimits.ofProducer(Map.of()).of("forecasts").bytes()).isEqualTo(1_048_576);
        assertThat(RecordLimits.ofProducer(Map.of("max.request.size", "5", "producer.max.request.size", "7"))
                        .of("forecasts")
                        .bytes())
                .isEqualTo(7);
        assertThatThrownBy(() -> outlet.requireFits("reading", 919, "by-device"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("reading must be at most 1000 bytes (max.request.size), was 1001");
        outlet.requireFits("reading", 918, "by-device");
    }

    @Test
    void shouldHoldEachSinkAgainstWhatItsTopicTakes() {
        RecordLimits limits = RecordLimits.ofProducer(Map.of())
                .withTopics(Map.of(
                        "forecasts", RecordLimit.ofTopic("predictions", 500, false),
                        "dead-letters", RecordLimit.ofTopic("dead", 9_000, false)));
        BoundedOutput bounded = new BoundedOutput(context, limits, "dead-letters");
        bounded.send(record(400), "forecasts");
        bounded.send(record(420), "forecasts");
        bounded.send(record(20_000), "scores");
        assertThat(context.forwarded("forecasts")).hasSize(1);
        assertThat(context.forwarded("scores")).hasSize(1);
        Record<?, ?> letter = context.forwarded("dead-letters").get(0).record();
        assertThat(header(letter, DeadLetters.MESSAGE))
                .isEqualTo("a record of forecasts must be at most 500 bytes (max.message.bytes of topic predictions),"
                        + " was 512");
        assertThat(header(letter, DeadLetters.REASON)).isEqualTo("too-large");
        bounded.refuse(new UnreadableRecordException("x"), original(new byte[1], new byte[20_000]));
        Record<?, ?> cut = context.forwarded("dead-letters").get(1).record();
        assertThat(BoundedOutput.bytes((byte[]) cut.key(), (byte[]) cut.value(), cut.headers()))
                .isEqualTo(9_000);
    }

    @Test
    void shouldLeaveRoomWhenWhatIsStoredIsCompressed() {
        assertThat(RecordLimit.ofTopic("t", 102_400, true))
                .hasToString("102136 bytes (max.message.bytes of topic t, less what compression may add)");
        assertThat(RecordLimit.ofTopic("t", 10, true).bytes()).isZero();
    }

    @Test
    void shouldCountDeadLettersByReasonAndByNothingElse() {
        for (int i = 0; i < 1_000; i++) {
            outlet.refuse(UnreadableRecordException.of("device", "be short", "device-" + i), original(null, null));
        }
        outlet.refuse(new IllegalStateException("?"), original(null, null));
        assertThat(counts()).containsExactly(Map.entry("invalid-field", 1_000.0), Map.entry("unexpected", 1.0));
        assertThat(context.forwarded("dead-letters")).hasSize(1_001);
    }

    @Test
    void shouldCountADeadLetterOnceItHasBeenSent() {
        List<Runnable> held = new ArrayList<>();
        BoundedOutput later = new BoundedOutput(
                context, RecordLimits.ofProducer(SMALL), "dead-letters", (record, sink, sent) -> held.add(sent));
        later.refuse(new IllegalStateException("?"), original(null, null));
        assertThat(counts().getOrDefault("unexpected", 0.0))
                .as("it may be discarded")
                .isZero();
        held.forEach(Runnable::run);
        assertThat(counts()).containsEntry("unexpected", 1.0);
    }

    private Map<String, Double> counts() {
        Map<String, Double> counts = new TreeMap<>();
        context.metrics().metrics().forEach((name, metric) -> {
            if (name.name().equals("dead-letters-total")) {
                counts.put(name.tags().get("reason"), (Double) metric.metricValue());
            }
        });
        return counts;
    }
}
