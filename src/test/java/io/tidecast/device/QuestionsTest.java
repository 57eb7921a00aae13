package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.faults.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuestionsTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Questions<String, Integer> questions = new Questions<>();
    private final ExecutorService readers = Executors.newCachedThreadPool();
    private final AtomicInteger answered = new AtomicInteger();

    @AfterEach
    void stop() {
        readers.shutdownNow();
    }

    private Questions<String, Integer>.Task counting() {
        return questions.join(question -> {
            answered.incrementAndGet();
            return Optional.of(question.length());
        });
    }

    private CompletableFuture<Optional<Integer>> ask(String question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return questions.ask(question, LONG);
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                },
                readers);
    }

    @Test
    void shouldAnswerNothingThatNobodyWaitsForAnyMore() throws Exception {
        Questions<String, Integer>.Task task = counting();
        assertThatThrownBy(() -> questions.ask("gone", Duration.ofMillis(1)))
                .isInstanceOf(UnansweredException.class)
                .hasMessage("its stream thread does not answer just now");
        task.answer();
        assertThat(answered.get()).isZero();
        CompletableFuture<Optional<Integer>> waiting = ask("here");
        Await.until("an answer", () -> {
            task.answer();
            return waiting.isDone();
        });
        assertThat(waiting.join()).contains(4);
    }

    @Test
    void shouldAnswerAFewAtATimeSoThatReadingsAreTakenBetween() {
        Questions<String, Integer>.Task task = counting();
        List<CompletableFuture<Optional<Integer>>> waiting = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            waiting.add(ask("one of many"));
        }
        int most = 0;
        while (!waiting.stream().allMatch(CompletableFuture::isDone)) {
            int before = answered.get();
            task.answer();
            most = Math.max(most, answered.get() - before);
        }
        assertThat(most).isBetween(1, 8);
        assertThat(waiting).allSatisfy(one -> assertThat(one.join()).contains(11));
    }

    @Test
    void shouldTellReaderAndTaskWhenKafkaFailsAndTheReaderAloneOtherwise() {
        Questions<String, Integer>.Task task = questions.join(question -> {
            throw question.equals("kafka") ? new KafkaException("fenced") : new IllegalStateException("damaged");
        });
        CompletableFuture<Optional<Integer>> damaged = ask("device");
        Await.until("an answer", () -> {
            task.answer();
            return damaged.isDone();
        });
        assertThatThrownBy(damaged::join).hasRootCauseMessage("damaged");
        CompletableFuture<Optional<Integer>> fenced = ask("kafka");
        assertThatThrownBy(() -> Await.until("an answer", () -> {
                    task.answer();
                    return false;
                }))
                .isInstanceOf(KafkaException.class);
        assertThatThrownBy(fenced::join).hasRootCauseMessage("fenced");
    }

    @Test
    void shouldLeaveNobodyWaitingForATaskThatCloses() {
        Questions<String, Integer>.Task task = counting();
        CompletableFuture<Optional<Integer>> waiting = ask("a");
        Await.until("no answer", () -> {
            task.close();
            return waiting.isDone();
        });
        assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(UnansweredException.class);
        CompletableFuture<Optional<Integer>> nobody = ask("b");
        assertThatThrownBy(nobody::join).hasRootCauseMessage("no task that could have it runs just now");
    }

    @Test
    void shouldSayThatNobodyHasItOnlyWhenEveryTaskHasAnswered() {
        Questions<String, Integer>.Task one = questions.join(question -> Optional.empty());
        Questions<String, Integer>.Task other = questions.join(question -> Optional.empty());
        CompletableFuture<Optional<Integer>> unknown = ask("unknown");
        Await.until("an answer", () -> {
            one.answer();
            other.answer();
            return unknown.isDone();
        });
        assertThat(unknown.join()).isEmpty();
        CompletableFuture<Optional<Integer>> moving = ask("moving");
        Await.until("an answer", () -> {
            one.answer();
            if (answered.getAndIncrement() > 1_000) {
                other.close();
            }
            return moving.isDone();
        });
        assertThatThrownBy(moving::join).hasRootCauseInstanceOf(UnansweredException.class);
    }
}
