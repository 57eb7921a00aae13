package io.tidecast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlignmentTest {
    @Test
    void shouldGiveEightBytesOfDifferenceWhenArraysLieEightBytesFurtherOn() {
        assertThat(Alignment.known()).as("references can be read").isTrue();
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            int first = Alignment.firstAligned(new Object[] {new float[1 + i % 7]});
            assertThat(first).isBetween(0, 15);
            found.add(first);
        }
        // Arrays begin at multiples of 8 bytes, so it is every second float or every other one, and all of them occur.
        assertThat(found).hasSize(8);
    }

    @Test
    void shouldGiveTheSameLineWhenTheArrayHasNotMoved() {
        Object[] box = {new float[1 << 20]}; // large enough to stay where it is
        int first = Alignment.firstAligned(box);
        for (int i = 0; i < 100; i++) {
            assertThat(Alignment.firstAligned(box)).isEqualTo(first);
        }
    }
}
