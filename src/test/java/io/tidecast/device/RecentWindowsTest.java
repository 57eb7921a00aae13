package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.faults.Await;
import io.tidecast.series.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecentWindowsTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final RecentWindows windows = new RecentWindows(3);
    private final ExecutorService readers = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        readers.shutdownNow();
    }

    private static Segment steps(int... values) {
        double[] all = Arrays.stream(values).asDoubleStream().toArray();
        boolean[] observed = new boolean[all.length];
        Arrays.fill(observed, true);
        return new Segment(7, 1, all, observed);
    }

    /** What a reader gets, which begins to wait at once. */
    private CompletableFuture<Optional<Segment>> read(String device) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return windows.of(device, LONG);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                readers);
    }

    @Test
    void shouldGiveTheLastStepsThatClosed() throws Exception {
        RecentWindows.Task task = windows.join(device -> Optional.empty());
        task.closed("a", steps(1, 2, 3), 2);
        Segment window = windows.of("a", Duration.ZERO).orElseThrow();
        assertThat(window.values()).containsExactly(2, 3);
        assertThat(window.firstIndex()).isEqualTo(8);
        task.closed("a", steps(4), 2);
        assertThat(windows.of("a", Duration.ZERO).orElseThrow().values()).containsExactly(4);
        task.gone("a");
        assertThatThrownBy(() -> windows.of("a", Duration.ZERO)).isInstanceOf(UnansweredException.class);
    }

    @Test
    void shouldAskTheTaskThatHasTheDeviceWhenNoStepHasClosedSinceItBegan() {
        AtomicInteger asked = new AtomicInteger();
        RecentWindows.Task other = windows.join(device -> Optional.empty());
        RecentWindows.Task task = windows.join(device -> {
            asked.incrementAndGet();
            return Optional.ofNullable(Map.of("a", steps(1, 2)).get(device));
        });
        CompletableFuture<Optional<Segment>> first = read("a");
        CompletableFuture<Optional<Segment>> unknown = read("x");
        Await.until("answers", () -> {
            other.answer();
            task.answer();
            return first.isDone() && unknown.isDone();
        });
        assertThat(first.join().orElseThrow().values()).containsExactly(1, 2);
        assertThat(unknown.join()).as("known to none, so nobody is waited for").isEmpty();
        assertThat(asked.get()).isEqualTo(2);
        assertThat(read("a").join()).as("without asking again").isPresent();
        assertThat(asked.get()).isEqualTo(2);
    }

    /** Readers wait inside, and the stream thread goes on without them. */
    @Test
    void shouldNeverHaveAStreamThreadWaitWhileReadersDo() {
        CountDownLatch reading = new CountDownLatch(1);
        RecentWindows.Task task = windows.join(device -> Optional.empty());
        List<CompletableFuture<Optional<Segment>>> waiting =
                IntStream.range(0, 100).mapToObj(i -> read("unknown")).toList();
        CompletableFuture<Void> stream = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < 100_000; i++) {
                        task.closed("a", steps(i, i + 1), 2);
                    }
                    reading.countDown();
                },
                readers);
        stream.join();
        assertThat(waiting).as("more than are let in go without at once").anyMatch(reader -> !reader.isDone());
        task.close();
        waiting.forEach(reader -> assertThatThrownBy(reader::join).hasRootCauseInstanceOf(UnansweredException.class));
    }

    /** A stream thread would end of it. */
    @Test
    void shouldTellTheReaderAndNotTheStreamThreadWhenWhatIsStoredCannotBeRead() {
        RecentWindows.Task task = windows.join(device -> {
            throw new UncheckedIOException("damaged", new IOException());
        });
        CompletableFuture<Optional<Segment>> reader = read("a");
        Await.until("an answer", () -> {
            task.answer();
            return reader.isDone();
        });
        assertThatThrownBy(reader::join)
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        task.closed("a", steps(1), 1);
        assertThat(read("a").join()).as("the task goes on").isPresent();
    }

    @Test
    void shouldKeepSoManyDevicesAndForgetThoseOfATaskThatIsOver() throws Exception {
        RecentWindows.Task first = windows.join(device -> Optional.empty());
        RecentWindows.Task second = windows.join(device -> Optional.empty());
        for (int i = 0; i < 10; i++) {
            (i % 2 == 0 ? first : second).closed("device-" + i, steps(i), 1);
        }
        assertThat(kept()).isBetween(1L, 4L);
        assertThat(windows.of("device-9", Duration.ZERO)).as("the last").isPresent();
        first.close();
        second.close();
        assertThat(kept()).isZero();
        RecentWindows.Task again = windows.join(device -> Optional.empty());
        IntStream.range(0, 3).forEach(i -> again.closed("device-" + i, steps(i), 1));
        assertThat(kept()).as("room that those before gave back").isEqualTo(3);
    }

    private long kept() throws InterruptedException {
        long kept = 0;
        for (int i = 0; i < 10; i++) {
            kept += isKept("device-" + i) ? 1 : 0;
        }
        return kept;
    }

    private boolean isKept(String device) throws InterruptedException {
        try {
            return windows.of(device, Duration.ZERO).isPresent();
        } catch (UnansweredException e) {
            return false; // It would have to be asked for.
        }
    }

    @Test
    void shouldKeepNothingWhenNobodyReads() throws Exception {
        RecentWindows none = RecentWindows.none();
        RecentWindows.Task task = none.join(device -> {
            throw new AssertionError("nobody asks");
        });
        task.closed("a", steps(1), 1);
        task.answer();
        assertThatThrownBy(() -> none.of("a", LONG)).hasMessage("no windows are kept here");
    }
}
