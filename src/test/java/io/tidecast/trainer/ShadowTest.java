package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceHistory;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.ShadowSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.Ruling;
import io.tidecast.model.Verdict;
import io.tidecast.nn.Parameters;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A challenger that passed the gate stands in the shadow of the version that serves until live traffic has judged it.
 */
class ShadowTest {
    private static final int STEPS = 60;
    private static final Duration LONGEST = Duration.ofHours(2);

    @TempDir
    private Path state;

    private TrainerDriver trainer;

    private static StreamSettings settings(int steps) {
        StreamSettings base = StreamFixtures.slowLearner();
        LearningSettings learning = base.learning();
        return base.withLearning(learning.withShadow(new ShadowSettings(steps, LONGEST)));
    }

    @BeforeEach
    void start() {
        trainer = new TrainerDriver(settings(STEPS), state);
    }

    @AfterEach
    void close() {
        trainer.close();
    }

    private static DeviceHistory.Signal sine(long seed) {
        Random random = new Random(seed);
        return step -> 10 * Math.sin(2 * Math.PI * step / 10) + 0.1 * random.nextGaussian();
    }

    /** Where the last value is the best forecast there is. */
    private static DeviceHistory.Signal walk(long seed) {
        double[] at = new double[2_000];
        Random random = new Random(seed);
        for (int step = 1; step < at.length; step++) {
            at[step] = at[step - 1] + random.nextGaussian();
        }
        return step -> at[step];
    }

    private Pointer awaitShadow(String model, int version) throws IOException {
        return trainer.await(model, "a shadow " + version, pointer -> pointer.isShadow(version));
    }

    /** Version 1 serves untrained, and version 2 stands in its shadow. */
    private void begin() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.request("r1");
        awaitShadow("default", 2);
    }

    @Test
    void shouldServeAtOnceWhenThereIsNoShadow() throws IOException {
        close();
        trainer = new TrainerDriver(settings(0), state);
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.request("r1");
        assertThat(trainer.awaitVerdict(2).promoted()).isTrue();
        assertThat(trainer.pointer().verdict().live()).isNull();
    }

    @Test
    void shouldPublishAChallengerThatDoesNotServeAndSayWhatItWaitsFor() throws IOException {
        begin();
        assertThat(trainer.serving()).isEqualTo(1);
        assertThat(trainer.registry.versions("default")).containsExactly(1, 2);
        Pointer pointer = trainer.pointer();
        assertThat(pointer.serving()).isEqualTo(1);
        assertThat(pointer.shadow().champion()).isEqualTo("default/1");
        assertThat(pointer.shadow().of()).isEqualTo(STEPS);
        assertThat(pointer.shadow().steps()).isZero();
        assertThat(pointer.verdict().promoted()).isFalse();
        assertThat(pointer.verdict().requests()).containsExactly("r1");
        assertThat(pointer.verdict().reason())
                .matches("in the shadow for 60 steps: .* % better on .* held-out windows");
        assertThat(pointer.rejected()).isEmpty();
    }

    @Test
    void shouldServeWithBothErrorsOnRecordWhenItIsBetterOnLiveTraffic() throws IOException {
        begin();
        trainer.send("default", 100, 115, sine(2));
        Pointer told = trainer.await(
                "default",
                "three quarters of the way",
                p -> p.shadow() != null && p.shadow().steps() == 45);
        assertThat(told.serving()).isEqualTo(1);
        trainer.send("default", 115, 130, sine(3));
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
        assertThat(verdict.reason()).matches("promoted: .* % better on 81 live windows");
        assertThat(verdict.live().windows()).as("27 of each device").isEqualTo(81);
        assertThat(verdict.live().challenger())
                .isLessThan(verdict.live().champion())
                .isNotEqualTo(verdict.heldOut().challenger());
        assertThat(trainer.serving()).isEqualTo(2);
        assertThat(trainer.pointer().previous()).isEqualTo(1);
        assertThat(trainer.pointer().shadow()).isNull();
        Map<String, Object> provenance =
                ModelFile.read(trainer.published.get("default/2")).manifest().provenance();
        assertThat(provenance)
                .containsKey("heldOut")
                .containsEntry(
                        "live",
                        Map.of(
                                "champion",
                                verdict.live().champion(),
                                "challenger",
                                verdict.live().challenger(),
                                "windows",
                                81));
        trainer.request("r2");
        awaitShadow("default", 3);
    }

    @Test
    void shouldGoWhenItIsWorseOnLiveTrafficAndTheNextOneIsNotBlocked() throws IOException {
        begin();
        trainer.send("default", 100, 130, walk(1));
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.reason()).matches("rejected: .* % worse on 81 live windows");
        assertThat(verdict.live().challenger()).isGreaterThan(verdict.live().champion());
        assertThat(trainer.serving()).isEqualTo(1);
        assertThat(trainer.registry.versions("default")).as("its file goes").containsExactly(1);
        assertThat(trainer.pointer().rejected()).containsExactly(verdict);
        trainer.send("default", 130, 400, sine(4));
        trainer.request("r2");
        awaitShadow("default", 3);
        trainer.send("default", 400, 430, sine(5));
        assertThat(trainer.awaitVerdict(3).promoted()).isTrue();
        assertThat(trainer.serving()).isEqualTo(3);
    }

    @Test
    void shouldGoWhenItsForecastsAreNotNumbers() throws IOException {
        begin();
        Forecaster shadow = trainer.registry.version("default", 2).orElseThrow();
        Parameters poisoned = shadow.parameters().copy();
        poisoned.set("head.bias", new float[] {1e38f, 1e38f, 1e38f, 1e38f});
        trainer.publish(Forecaster.of(shadow.manifest(), poisoned));
        trainer.send("default", 100, 130, sine(2));
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.reason()).isEqualTo("rejected: its forecasts are not finite");
        assertThat(verdict.live().challenger()).isNull();
        assertThat(trainer.serving()).isEqualTo(1);
        trainer.request("r2");
        awaitShadow("default", 3);
    }

    @Test
    void shouldCountWindowsOfNewStepsOnlyWhenOldOnesAreSentAgain() throws IOException {
        begin();
        trainer.send("default", 0, 100, sine(1));
        trainer.send("default", 100, 110, sine(2));
        Pointer pointer = trainer.await(
                "default", "all steps", p -> p.shadow() != null && p.shadow().steps() == STEPS);
        trainer.punctuate();
        trainer.deliver();
        assertThat(trainer.pointer()).as("seven windows of each device").isEqualTo(pointer);
        trainer.send("default", 110, 130, sine(3));
        assertThat(trainer.awaitVerdict(2).live().windows()).isEqualTo(81);
    }

    @Test
    void shouldDecideOnWhatHasComeWhenTheTimeIsOver() throws IOException {
        begin();
        trainer.send("default", 100, 110, sine(2));
        trainer.request("r2");
        trainer.punctuate();
        assertThat(trainer.work.isRunning("default")).as("a fine-tune waits").isFalse();
        trainer.driver.advanceWallClockTime(LONGEST);
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
        assertThat(verdict.live().windows()).isEqualTo(21);
        assertThat(awaitShadow("default", 3).verdict().requests()).containsExactly("r2");
    }

    @Test
    void shouldGoAndLetTheNextOneBeginWhenNoTrafficComes() throws IOException {
        begin();
        trainer.request("r2");
        trainer.driver.advanceWallClockTime(LONGEST);
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.reason()).isEqualTo("rejected: live windows must be at least 8, were 0");
        assertThat(awaitShadow("default", 3).verdict().requests()).containsExactly("r2");
    }

    @Test
    void shouldEndWhenSomebodyPins() throws IOException {
        begin();
        trainer.point("default", trainer.pointer().pinnedTo(1, "mine"));
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.reason()).isEqualTo("rejected: the serving version was pinned while it stood in the shadow");
        assertThat(trainer.pointer().pinned()).isTrue();
        assertThat(trainer.serving()).isEqualTo(1);
        trainer.point("default", trainer.pointer().unpinned("free"));
        trainer.request("r2");
        awaitShadow("default", 3);
    }

    @Test
    void shouldEndAndLeaveTheVersionWhenSomebodyHasTheShadowItselfServe() throws IOException {
        begin();
        trainer.point("default", trainer.pointer().pinnedTo(2, "I like it"));
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.reason()).isEqualTo("rejected: the serving version changed while it stood in the shadow");
        assertThat(trainer.serving()).isEqualTo(2);
        assertThat(trainer.registry.versions("default")).containsExactly(1, 2);
        assertThat(trainer.pointer().reason()).isEqualTo("I like it");
    }

    @Test
    void shouldEndWhileItIsJudgedWhenSomebodyPublishes() throws IOException {
        close();
        Deque<Runnable> judging = new ArrayDeque<>();
        AtomicBoolean hold = new AtomicBoolean();
        trainer = new TrainerDriver(settings(STEPS), state, new TrainingWorker<>(task -> {
            if (hold.get()) {
                judging.add(task);
            } else {
                task.run();
            }
        }));
        begin();
        hold.set(true);
        trainer.send("default", 100, 130, sine(2));
        trainer.punctuate();
        assertThat(judging).as("it is being judged").hasSize(1);
        hold.set(false);
        Forecaster first = trainer.registry.version("default", 1).orElseThrow();
        trainer.publish(Forecaster.of(first.manifest().numbered(7), first.parameters()));
        trainer.point("default", trainer.pointer().published(7, "by hand"));
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.reason()).isEqualTo("rejected: the serving version changed while it stood in the shadow");
        judging.forEach(Runnable::run);
        trainer.deliver();
        assertThat(trainer.serving()).isEqualTo(7);
        trainer.request("r2");
        assertThat(awaitShadow("default", 8).shadow().champion()).isEqualTo("default/7");
    }

    @Test
    void shouldEndForADriftAndHaveTheFineTuneOfThatBegin() throws IOException {
        begin();
        for (int hour = 0; hour < 40; hour++) {
            trainer.summary(1, hour, hour < 30 ? 0.5 : 0.8);
        }
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.reason()).startsWith("rejected: things changed (live error was 0.5");
        trainer.driver.advanceWallClockTime(Duration.ofHours(1));
        trainer.send("default", 100, 200, sine(3));
        assertThat(awaitShadow("default", 3).verdict().trigger()).startsWith("drift: ");
    }

    @Test
    void shouldGoWhenItsFileWasRemoved() throws IOException {
        begin();
        trainer.publish("default/2", null);
        trainer.send("default", 100, 130, sine(2));
        trainer.punctuate();
        assertThat(trainer.pointer().isShadow(2)).as("it may be late").isTrue();
        trainer.driver.advanceWallClockTime(TrainModels.ECHO);
        assertThat(trainer.awaitVerdict(2).reason())
                .isEqualTo("rejected: its version was removed while it stood in the shadow");
    }

    @Test
    void shouldBeJudgedAgainstTheDefaultModelOfTheDayWhenItIsAGroups() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.send("pumps", 0, 150, sine(5));
        trainer.request("pumps", "r1");
        assertThat(awaitShadow("pumps", 1).shadow().champion()).isEqualTo("default/1");
        assertThat(trainer.registry.serving("pumps")).isEmpty();
        Forecaster first = trainer.registry.version("default", 1).orElseThrow();
        trainer.publish(Forecaster.of(first.manifest().numbered(2), first.parameters()));
        trainer.point("default", trainer.pointer().published(2, "by hand"));
        trainer.send("pumps", 150, 180, sine(6));
        Verdict verdict = trainer.awaitVerdict("pumps", 1);
        assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
        assertThat(trainer.registry.serving("pumps").orElseThrow().manifest().id())
                .isEqualTo("pumps/1");
    }

    @Test
    void shouldTellItsWayAsMetrics() throws IOException {
        begin();
        trainer.send("default", 100, 105, sine(2));
        trainer.await(
                "default", "a quarter", p -> p.shadow() != null && p.shadow().steps() == 15);
        assertThat(metric("shadow-steps")).isEqualTo(15.0);
        assertThat(metric("shadow-steps-needed")).isEqualTo(60.0);
        assertThat(metric("fine-tunes-promoted-total")).as("not judged yet").isNull();
        trainer.send("default", 105, 130, sine(2));
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(metric("fine-tunes-promoted-total")).isEqualTo(1.0);
        assertThat(metric("shadow-champion-error")).isEqualTo(verdict.live().champion());
        assertThat(metric("shadow-challenger-error")).isEqualTo(verdict.live().challenger());
    }

    private Object metric(String name) {
        return trainer.driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals(TrainerMetrics.GROUP)
                        && metric.getKey().name().equals(name))
                .map(metric -> metric.getValue().metricValue())
                .findFirst()
                .orElse(null);
    }

    @Test
    void shouldReadItsPlaceBackAsItWasStored() {
        Verdict passed = new Verdict(
                3,
                Ruling.promoted("better").shadowed(60),
                "request: a",
                List.of("r"),
                Verdict.Errors.of(1, 0.5, 64),
                10,
                1.5,
                "2026-01-01T00:00:00Z",
                null);
        TrainerState stored = TrainerState.begin(3, 5)
                .withShadow(TrainerState.ShadowDeployment.begin(Pointer.bootstrap(2, "b"), 60, 7, passed, 9))
                .withChunk(ChunkRange.EMPTY.added(10), 10);
        assertThat(TrainerState.of("default", stored.bytes(), 0)).isEqualTo(stored);
        assertThat(stored.shadow().steps()).isEqualTo(10);
    }
}
