package io.tidecast.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final DeadLetters.Origin ORIGIN = new DeadLetters.Origin("readings", 1, 2);
    private static final RecordLimit LEAST =
            new RecordLimit(DeadLetters.LEAST_BYTES, "max.message.bytes of topic dead");

    private static String header(Record<?, ?> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static Record<byte[], byte[]> letter(Exception reason, int key, int value) {
        return DeadLetters.of(reason, new byte[key], new byte[value], ORIGIN, 0);
    }

    @Test
    void shouldEscapeAndCutWhatAnExceptionQuotes() {
        Exception hostile = new IllegalStateException("a\nb\u001b[31m" + "x".repeat(1_000_000));
        for (Header header : letter(hostile, 1, 1).headers()) {
            String text = new String(header.value(), StandardCharsets.UTF_8);
            assertThat(text).hasSizeLessThan(600).doesNotContainPattern("\\p{Cntrl}");
        }
        assertThat(header(letter(hostile, 1, 1), DeadLetters.REASON)).isEqualTo("unexpected");
    }

    @Test
    void shouldTellTheCategoryOfTheReason() {
        assertThat(header(letter(UnreadableRecordException.of("time", "be there", null), 1, 1), DeadLetters.REASON))
                .isEqualTo("missing-field");
        assertThat(header(letter(UnreadableRecordException.of("time", "be a time", "x"), 1, 1), DeadLetters.REASON))
                .isEqualTo("invalid-field");
    }

    @Test
    void shouldCutTheKeyTooWhenTheValueAloneIsNotEnough() {
        Record<byte[], byte[]> cut = DeadLetters.cut(letter(new IllegalStateException("x"), 100_000, 50), LEAST);
        assertThat(cut.value()).isEmpty();
        assertThat(cut.key()).hasSizeBetween(1, DeadLetters.LEAST_BYTES);
        assertThat(header(cut, DeadLetters.CUT_FROM)).isEqualTo("50");
        assertThat(header(cut, DeadLetters.KEY_CUT_FROM)).isEqualTo("100000");
        assertThat(BoundedOutput.bytes(cut.key(), cut.value(), cut.headers())).isEqualTo(LEAST.bytes());
    }

    @Test
    void shouldFitTheLeastLimitWhateverTheHeadersSay() {
        Exception widest = new IllegalStateException("温".repeat(10_000));
        DeadLetters.Origin longest = new DeadLetters.Origin("t".repeat(249), Integer.MAX_VALUE, Long.MAX_VALUE);
        Record<byte[], byte[]> cut =
                DeadLetters.cut(DeadLetters.of(widest, new byte[1_000_000], new byte[1_000_000], longest, 0), LEAST);
        assertThat(BoundedOutput.bytes(cut.key(), cut.value(), cut.headers())).isLessThanOrEqualTo(LEAST.bytes());
    }

    @Test
    void shouldLeaveALetterThatFitsAsItIs() {
        Record<byte[], byte[]> letter = letter(new IllegalStateException("x"), 10, 100);
        Record<byte[], byte[]> cut = DeadLetters.cut(letter, LEAST);
        assertThat(cut.value()).hasSize(100);
        assertThat(cut.headers().lastHeader(DeadLetters.CUT_FROM)).isNull();
    }
}
