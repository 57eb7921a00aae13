package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.Verdict;
import io.tidecast.stream.StreamFixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trainer makes of live scores: drift, a swap undone, metrics. */
class TrainerLiveScoresTest {
    @TempDir
    private Path state;

    private TrainerDriver trainer;

    @BeforeEach
    void start() {
        trainer = new TrainerDriver(StreamFixtures.slowLearner(), state);
    }

    @AfterEach
    void close() {
        trainer.close();
    }

    @Test
    void shouldTrainForTheReasonOfADriftWhenTheLiveErrorRises() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        for (int hour = 0; hour < 30; hour++) {
            trainer.summary(1, hour, 0.5);
            trainer.summary(7, hour, 5);
        }
        trainer.punctuate();
        assertThat(trainer.work.isRunning("default"))
                .as("other versions do not count")
                .isFalse();
        for (int hour = 30; hour < 40; hour++) {
            trainer.summary(1, hour, 0.8);
        }
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.trigger()).startsWith("drift: live error was 0.5").contains(" and is 0.8");
        assertThat(ModelFile.read(trainer.published.get("default/2")).manifest().provenance())
                .containsEntry("reason", verdict.trigger());
    }

    @Test
    void shouldRollBackOnceWhenTheLiveErrorIsWorseAfterASwap() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.request("r1");
        trainer.awaitVerdict(2);
        trainer.request("r2");
        Verdict third = trainer.awaitVerdict(3);
        assertThat(third.promoted()).as(third.reason()).isTrue();
        for (int hour = 0; hour < 20; hour++) {
            trainer.summary(2, hour, 0.5);
        }
        assertThat(trainer.pointer().serving())
                .as("summaries of another version move nothing")
                .isEqualTo(3);
        for (int hour = 20; hour < 60; hour++) {
            trainer.summary(3, hour, 0.5);
        }
        trainer.request("r3");
        Verdict fourth = trainer.awaitVerdict(4);
        assertThat(fourth.promoted()).as(fourth.reason()).isTrue();
        for (int hour = 60; hour < 120 && trainer.pointer().serving() == 4; hour++) {
            trainer.summary(4, hour, 0.8);
            trainer.deliver();
        }
        assertThat(trainer.pointer().serving()).isEqualTo(3);
        assertThat(trainer.pointer().reason())
                .startsWith("rolled back to 3: live error over the naive one's is 0.8")
                .contains(" with default/4 over 5", "was 0.5", "with default/3");
        assertThat(trainer.pointer().previous())
                .as("a further rollback goes to the parent")
                .isEqualTo(2);
        assertThat(trainer.pointer().rejected()).last().satisfies(verdict -> {
            assertThat(verdict.version()).isEqualTo(4);
            assertThat(verdict.trigger()).isEqualTo("live error");
        });
        assertThat(trainer.registry.serving("default").orElseThrow().manifest().version())
                .isEqualTo(3);
        for (int hour = 120; hour < 250; hour++) {
            trainer.summary(3, hour, 0.9);
        }
        trainer.deliver();
        assertThat(trainer.pointer().serving()).as("no further rollback").isEqualTo(3);
        trainer.request("r4");
        assertThat(trainer.awaitVerdict(5).requests()).containsExactly("r4");
    }

    @Test
    void shouldNoteAndMoveNothingWhenAPinnedVersionIsWorse() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        for (int hour = 0; hour < 40; hour++) {
            trainer.summary(1, hour, 0.5);
        }
        trainer.request("r1");
        trainer.awaitVerdict(2);
        Pointer serving = trainer.pointer();
        trainer.point(
                "default", new Pointer(1, 2, 1, null, true, "mine", serving.verdict(), serving.rejected(), 0, null));
        for (int hour = 40; hour < 140; hour++) {
            trainer.summary(2, hour, 0.9);
        }
        trainer.deliver();
        assertThat(trainer.pointer().serving()).isEqualTo(2);
        assertThat(trainer.pointer().rejected()).singleElement().satisfies(verdict -> assertThat(verdict.reason())
                .startsWith("pinned, not rolled back to 1: live error"));
    }

    @Test
    void shouldTellLossBudgetAndLiveErrorAsMetricsOfTheModel() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.summary(1, 0, 0.5);
        trainer.request("r1");
        Verdict verdict = trainer.awaitVerdict(2);
        Map<String, Object> metrics = new HashMap<>();
        trainer.driver.metrics().forEach((name, metric) -> {
            if (name.group().equals(TrainerMetrics.GROUP)) {
                assertThat(name.tags()).as(name.name()).isEqualTo(Map.of("model", "default"));
                metrics.put(name.name(), metric.metricValue());
            }
        });
        assertThat(metrics)
                .containsEntry("fine-tunes-promoted-total", 1.0)
                .containsEntry("fine-tune-updates", (double) verdict.updates())
                .containsEntry("fine-tune-budget-seconds", 300.0)
                .containsEntry("fine-tune-challenger-error", verdict.heldOut().challenger())
                .containsKeys("fine-tune-seconds", "fine-tune-forgetting", "drift-excess");
        assertThat((double) metrics.get("fine-tune-loss-last"))
                .isLessThan((double) metrics.get("fine-tune-loss-first"));
        assertThat((double) metrics.get("live-error-ratio")).isBetween(0.5, 0.52);
    }
}
