package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.Verdict;
import io.tidecast.stream.StreamFixtures;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of groups, in the trainer. */
class TrainerGroupsTest {
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
    void shouldBeginAGroupWithTheDefaultModelWhenItHasNoVersionOfItsOwn() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.request("r1");
        trainer.awaitVerdict(2);
        trainer.sendHistory("pumps", 150, 5);
        trainer.request("pumps", "r2");
        Verdict verdict = trainer.awaitVerdict("pumps", 1);
        assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
        assertThat(trainer.pointer("pumps").serving()).isEqualTo(1);
        assertThat(trainer.pointer("pumps").previous()).isZero();
        assertThat(ModelFile.read(trainer.published.get("pumps/1")).manifest().parent())
                .isEqualTo("default/2");
        assertThat(trainer.registry.serving("pumps").orElseThrow().manifest().id())
                .isEqualTo("pumps/1");
        assertThat(trainer.pointer().serving())
                .as("the default model is as it was")
                .isEqualTo(2);
        assertThat(trainer.published).doesNotContainKey("default/3");
        trainer.sendHistory("pumps", 20, 6);
        trainer.request("pumps", "r3");
        assertThat(trainer.awaitVerdict("pumps", 2).requests()).containsExactly("r3");
    }

    @Test
    void shouldPublishTheFirstDefaultModelWhenOnlyAGroupHasReadings() {
        trainer.sendHistory("pumps", 10, 1);
        trainer.deliver();
        assertThat(trainer.published.keySet()).containsExactly("default/1", "default");
        assertThat(trainer.registry.serving("pumps")).isEmpty();
    }

    @Test
    void shouldLeaveAGroupWithTheDefaultModelAndSayWhyWhenItsChallengerIsRejected() throws IOException {
        trainer.sendHistory("pumps", 10, 1);
        trainer.deliver();
        for (int run = 1; run <= Pointer.MOST_REJECTED + 2; run++) {
            trainer.request("pumps", "r" + run);
            assertThat(trainer.awaitVerdict("pumps", run).promoted()).isFalse();
        }
        assertThat(trainer.pointer("pumps").serving()).isZero();
        assertThat(trainer.registry.serving("pumps")).isEmpty();
        assertThat(trainer.pointer("pumps").rejected())
                .hasSize(Pointer.MOST_REJECTED)
                .allSatisfy(verdict -> assertThat(verdict.reason()).startsWith("rejected: no device has"))
                .extracting(Verdict::version)
                .startsWith(3)
                .endsWith(Pointer.MOST_REJECTED + 2);
    }
}
