package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainerStateTest {
    @Test
    void shouldAnswerTheNewestRequestsWhenTheyAreTooManyToNameThemAll() {
        TrainerState state = TrainerState.begin(1, 0);
        for (int i = 0; i < 10_000; i++) {
            state = state.withRequest("flood-" + i, "manual");
        }
        state = state.withRequest("after", "another");
        TrainerState read = TrainerState.of(state.bytes());
        assertThat(read.waiting().ids()).hasSize(100).endsWith("flood-9999", "after");
        assertThat(read.waiting().reason()).isEqualTo("manual");
    }

    @Test
    void shouldCountARequestOnceWhenItIsRepeated() {
        TrainerState state = TrainerState.begin(1, 0).withRequest("a", "manual").withRequest("a", "manual");
        assertThat(state.waiting().ids()).containsExactly("a");
    }
}
