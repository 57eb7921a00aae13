package io.tidecast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlignedArrayTest {
    @Test
    void shouldBeginOnACacheLineAndKeepItsContentWhenAligned() {
        for (int length = 1; length < 100; length++) {
            AlignedArray floats = new AlignedArray();
            floats.reserve(length);
            fill(floats, length);
            floats.align();
            assertThat((floats.first() - Alignment.firstAligned(new Object[] {floats.array()})) % 16)
                    .isZero();
            assertThat(floats.first()).isBetween(16, 31);
            assertThat(floats.array()).hasSizeGreaterThanOrEqualTo(floats.first() + length);
            for (int i = 0; i < length; i++) {
                assertThat(floats.array()[floats.first() + i]).isEqualTo(i);
            }
        }
    }

    @Test
    void shouldStayAsItIsWhenThereIsRoomAlready() {
        AlignedArray floats = new AlignedArray();
        floats.reserve(20);
        float[] array = floats.array();
        floats.reserve(20);
        assertThat(floats.array()).isSameAs(array);
        floats.reserve(21);
        assertThat(floats.array()).isNotSameAs(array).hasSizeGreaterThanOrEqualTo(floats.first() + 21);
    }

    private static void fill(AlignedArray floats, int length) {
        for (int i = 0; i < length; i++) {
            floats.array()[floats.first() + i] = i;
        }
    }
}
