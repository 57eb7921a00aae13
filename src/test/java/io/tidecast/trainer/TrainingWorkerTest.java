package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrainingWorkerTest {
    @Test
    void shouldHaveTheResultAtOnceWhenTheExecutorIsTheCaller() {
        TrainingWorker<Integer> worker = new TrainingWorker<>(Runnable::run);
        assertThat(worker.start("a", () -> () -> 42)).isTrue();
        assertThat(worker.done("a").orElseThrow().result()).isEqualTo(42);
        assertThat(worker.done("a")).as("the end is told once").isEmpty();
    }

    @Test
    void shouldTakeOnePieceOfWorkAtATimeAndPrepareNoOther() {
        List<Runnable> handedOver = new ArrayList<>();
        TrainingWorker<Integer> worker = new TrainingWorker<>(handedOver::add);
        assertThat(worker.start("a", () -> () -> 1)).isTrue();
        assertThat(worker.start("b", () -> {
                    throw new AssertionError("must not be prepared");
                }))
                .isFalse();
        assertThat(worker.isRunning("a")).isTrue();
        assertThat(worker.isRunning("b")).isFalse();
        assertThat(worker.done("a")).isEmpty();
        handedOver.remove(0).run();
        assertThat(worker.done("b")).isEmpty();
        assertThat(worker.done("a").orElseThrow().result()).isEqualTo(1);
        assertThat(worker.start("b", () -> () -> 2)).isTrue();
    }

    @Test
    void shouldTellWhyWhenWorkFails() {
        TrainingWorker<Integer> worker = new TrainingWorker<>(Runnable::run);
        worker.start("a", () -> () -> {
            throw new IllegalStateException("no");
        });
        assertThat(worker.done("a").orElseThrow().failure()).hasMessage("no");
    }

    @Test
    void shouldKeepResultAndFailureWhenTheKindOfWorkIsKnown() {
        IllegalStateException failure = new IllegalStateException("no");
        TrainingWorker.Done<Integer> done = new TrainingWorker.Done<Number>(42, failure).as(Integer.class);
        assertThat(done.result()).isEqualTo(42);
        assertThat(done.failure()).isSameAs(failure);
        assertThat(new TrainingWorker.Done<Number>(null, failure)
                        .as(Integer.class)
                        .failure())
                .isSameAs(failure);
        assertThatThrownBy(() -> new TrainingWorker.Done<Number>(42, null).as(Double.class))
                .isInstanceOf(ClassCastException.class);
    }

    @Test
    void shouldBeFreeAgainWhenWorkCannotBePrepared() {
        TrainingWorker<Integer> worker = new TrainingWorker<>(Runnable::run);
        assertThatThrownBy(() -> worker.start("a", () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(worker.start("b", () -> () -> 2)).isTrue();
    }

    @Test
    void shouldInterruptWorkAndBeFreeWhenItIsCancelled() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (TrainingWorker<Integer> worker = TrainingWorker.inBackground()) {
            worker.start("a", () -> () -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                return 1;
            });
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            worker.cancel("b");
            assertThat(worker.isRunning("a")).isTrue();
            worker.cancel("a");
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.start("b", () -> () -> 2)).isTrue();
        }
    }
}
