package io.tidecast.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
        return letter(reason, key, value, ORIGIN, new RecordHeaders());
    }

    private static Record<byte[], byte[]> letter(
            Exception reason, int key, int value, DeadLetters.Origin origin, Headers headers) {
        return DeadLetters.of(
                reason, new OriginalRecord(origin, new byte[key], new byte[value], headers, 1_234_567_890_123L), 5);
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
        for (int bytes : new int[] {0, 1, 1_000, 4_000, 8_000, DeadLetters.LEAST_BYTES, 1_000_000}) {
            Headers headers = new RecordHeaders().add("ce_id", new byte[bytes]).add("ce_none", null);
            Record<byte[], byte[]> cut = DeadLetters.cut(letter(widest, 1_000_000, 1_000_000, longest, headers), LEAST);
            assertThat(BoundedOutput.bytes(cut.key(), cut.value(), cut.headers()))
                    .as("%d bytes of headers", bytes)
                    .isLessThanOrEqualTo(LEAST.bytes());
        }
    }

    @Test
    void shouldKeepTheRecordsHeadersAndTimeButNoneUnderOurNames() {
        Headers theirs = new RecordHeaders()
                .add("ce_time", "then".getBytes(StandardCharsets.UTF_8))
                .add("none", null)
                .add(DeadLetters.CUT_FROM, new byte[1])
                .add(DeadLetters.TOPIC, new byte[1]);
        Record<byte[], byte[]> letter = letter(new IllegalStateException("x"), 1, 1, ORIGIN, theirs);
        assertThat(header(letter, "ce_time")).isEqualTo("then");
        assertThat(letter.headers().lastHeader("none").value()).isNull();
        assertThat(letter.headers().lastHeader(DeadLetters.CUT_FROM)).isNull();
        assertThat(letter.headers().headers(DeadLetters.TOPIC)).hasSize(1);
        assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("readings");
        assertThat(header(letter, DeadLetters.TIMESTAMP)).isEqualTo("1234567890123");
        assertThat(letter.timestamp()).isEqualTo(5);
    }

    @Test
    void shouldLeaveOutHeadersThatAloneWouldNotFitAndSaySo() {
        Headers theirs = new RecordHeaders().add("large", new byte[9_000]).add("small", new byte[1]);
        Record<byte[], byte[]> cut =
                DeadLetters.cut(letter(new IllegalStateException("x"), 7, 70, ORIGIN, theirs), LEAST);
        assertThat(cut.headers().lastHeader("large")).isNull();
        assertThat(cut.headers().lastHeader("small")).isNull();
        assertThat(header(cut, DeadLetters.HEADERS_CUT_FROM)).isEqualTo(Long.toString(BoundedOutput.bytes(theirs)));
        assertThat(header(cut, DeadLetters.REASON)).isEqualTo("unexpected");
        assertThat(cut.key()).hasSize(7);
        assertThat(cut.value()).hasSize(70);
        assertThat(cut.headers().lastHeader(DeadLetters.CUT_FROM)).isNull();
    }

    @Test
    void shouldLeaveALetterThatFitsAsItIs() {
        Record<byte[], byte[]> letter = letter(new IllegalStateException("x"), 10, 100);
        Record<byte[], byte[]> cut = DeadLetters.cut(letter, LEAST);
        assertThat(cut.value()).hasSize(100);
        assertThat(cut.headers().lastHeader(DeadLetters.CUT_FROM)).isNull();
    }
}
