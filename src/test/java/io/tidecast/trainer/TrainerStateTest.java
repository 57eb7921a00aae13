package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.learn.Progress;
import java.nio.charset.StandardCharsets;
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
}
