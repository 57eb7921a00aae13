package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class BrokerWaitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicInteger asked = new AtomicInteger();
    private long now;

    /** Pauses take no time of the test's, and all of the clock's. */
    private final BrokerWait wait = new BrokerWait(
            "start",
            pause -> {
                now += pause.toNanos();
                return false;
            },
            () -> now);

    private Supplier<String> answeredAtThe(int time, RuntimeException before) {
        return () -> {
            if (asked.incrementAndGet() < time) {
                throw before;
            }
            return "answer";
        };
    }

    @Test
    void shouldAskAgainWhenTheBrokerDoesNotAnswerInTime() {
        assertThat(wait.answer(answeredAtThe(4, new TimeoutException("slow")), PATIENCE))
                .contains("answer");
        assertThat(asked).hasValue(4);
    }

    @Test
    void shouldAskAgainWhenTheNameOfTheBrokerDoesNotResolve() {
        Supplier<String> question = () -> {
            if (asked.incrementAndGet() == 3) {
                return "answer";
            }
            try (Admin none = Admin.create(Map.of("bootstrap.servers", "nowhere.invalid:9092"))) {
                return none.toString();
            }
        };
        assertThat(wait.answer(question, PATIENCE)).contains("answer");
    }

    @Test
    void shouldFailAtOnceWhenTheBrokerRefusesOrItsAddressIsNone() {
        SaslAuthenticationException refused = new SaslAuthenticationException("wrong password");
        assertThatThrownBy(() -> wait.answer(answeredAtThe(2, refused), PATIENCE))
                .isSameAs(refused);
        assertThat(asked).hasValue(1);
        Supplier<Admin> malformed = () -> Admin.create(Map.of("bootstrap.servers", "no address"));
        assertThatThrownBy(() -> wait.answer(malformed, PATIENCE)).isInstanceOf(KafkaException.class);
    }

    @Test
    void shouldFailWithTheLastReasonWhenPatienceEnds() {
        TimeoutException slow = new TimeoutException("slow");
        assertThatThrownBy(() -> wait.answer(answeredAtThe(100, slow), PATIENCE))
                .isSameAs(slow);
        assertThat(asked).as("at once, and after each second").hasValue(6);
        assertThat(wait.reason()).isEmpty();
    }

    @Test
    void shouldAskOnceWhenThereIsNoPatience() {
        assertThatThrownBy(() -> wait.answer(answeredAtThe(2, new TimeoutException("slow")), Duration.ZERO))
                .isInstanceOf(TimeoutException.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void shouldSayWhyWhileItWaitsAndNothingAfterwards() {
        List<Optional<String>> said = new ArrayList<>();
        BrokerWait telling = new BrokerWait("start", pause -> false, () -> now);
        Supplier<String> question = () -> {
            said.add(telling.reason());
            if (said.size() == 2) {
                return "answer";
            }
            throw new KafkaException("asked", new TimeoutException("slow\nas can be"));
        };
        assertThat(telling.answer(question, PATIENCE)).contains("answer");
        assertThat(said).containsExactly(Optional.empty(), Optional.of("slow\\nas can be"));
        assertThat(telling.reason()).isEmpty();
    }

    @Test
    void shouldGiveUpWithoutAFailureWhenItIsClosed() {
        BrokerWait closed = new BrokerWait("start", pause -> true, () -> now);
        assertThat(closed.answer(answeredAtThe(2, new TimeoutException("slow")), PATIENCE))
                .isEmpty();
        assertThat(asked).hasValue(1);
    }
}
