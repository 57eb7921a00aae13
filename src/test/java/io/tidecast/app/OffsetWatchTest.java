package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.faults.Await;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class OffsetWatchTest {
    @Test
    void shouldAskAgainWhenTheBrokerCannotBeReachedAtFirst() {
        AtomicInteger asked = new AtomicInteger();
        try (OffsetWatch watch = new OffsetWatch(
                () -> {
                    asked.incrementAndGet();
                    throw new KafkaException("no resolvable address");
                },
                Map.of(),
                Duration.ofMillis(50))) {
            watch.start();
            Await.until("a third question", () -> asked.get() >= 3);
            assertThat(watch.found()).isEmpty();
        }
    }
}
