package io.tidecast.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class SentAtTest {
    @Test
    void shouldSayTheTimeThatItWasMadeOf() {
        Header header = SentAt.header(1_700_000_000_123L);
        assertThat(SentAt.in(new RecordHeaders().add(header))).hasValue(1_700_000_000_123L);
        assertThat(header.key().length() + header.value().length + 2 * Integer.BYTES)
                .isEqualTo(SentAt.BYTES);
    }

    @Test
    void shouldSayNothingWhenThereIsNoSuchHeaderOrOneOfAnotherKind() {
        assertThat(SentAt.in(new RecordHeaders())).isEmpty();
        assertThat(SentAt.in(new RecordHeaders().add(SentAt.NAME, new byte[3]))).isEmpty();
        assertThat(SentAt.in(new RecordHeaders().add(SentAt.NAME, null))).isEmpty();
    }
}
