package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.learn.Progress;
import io.tidecast.model.Pointer;
import io.tidecast.model.Ruling;
import io.tidecast.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerStateTest {
    @Test
    void shouldAnswerTheNewestRequestsWhenTheyAreTooManyToNameThemAll() {
        TrainerState state = TrainerState.begin(1, 0);
        for (int i = 0; i < 10_000; i++) {
            state = state.withRequest("flood-" + i, "manual");
        }
        state = state.withRequest("after", "another");
        TrainerState read = TrainerState.of("default", state.bytes(), 0);
        assertThat(read.waiting().ids()).hasSize(100).endsWith("flood-9999", "after");
        assertThat(read.waiting().reason()).isEqualTo("manual");
    }

    @Test
    void shouldCountARequestOnceWhenItIsRepeated() {
        TrainerState state = TrainerState.begin(1, 0).withRequest("a", "manual").withRequest("a", "manual");
        assertThat(state.waiting().ids()).containsExactly("a");
    }

    @Test
    void shouldKeepHistoryAndVersionsWhenTheStateIsOfAnotherForm() {
        String earlier =
                """
                {"schema":1,"chunks":{"first":3,"next":9,"steps":288},"version":7,
                 "progress":{"runs":2,"growing":0.5,"drift":12},"waiting":{"ids":["a"]}}""";
        TrainerState read = TrainerState.of("default", earlier.getBytes(StandardCharsets.UTF_8), 5);
        assertThat(read.chunks()).isEqualTo(new ChunkRange(3, 9, 288));
        assertThat(read.version()).isEqualTo(7);
        assertThat(read.progress()).isEqualTo(Progress.begin(5));
        assertThat(TrainerState.of("default", read.bytes(), 6)).isEqualTo(read);
    }

    @Test
    void shouldStoreAVerdictInTheFormOfEarlierBuilds() {
        Verdict passed = new Verdict(
                3,
                Ruling.promoted("better").shadowed(1_000),
                "request: a",
                List.of("r"),
                Verdict.Errors.of(1, 0.5, 64),
                10,
                1.5,
                "2026-01-01T00:00:00Z",
                null);
        TrainerState stored = TrainerState.begin(3, 5)
                .withShadow(TrainerState.ShadowDeployment.begin(Pointer.bootstrap(2, "b"), 1_000, 7, passed, 9));
        assertThat(new String(stored.bytes(), StandardCharsets.UTF_8))
                .contains(
                        """
                        "passed":{"version":3,"promoted":false,"reason":"in the shadow for 1,000 steps: better",\
                        "trigger":"request: a","requests":["r"],"champion":1.0,"challenger":0.5,"windows":64,\
                        "updates":10,"seconds":1.5,"at":"2026-01-01T00:00:00Z"}""");
    }
}
