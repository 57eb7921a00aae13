package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Three experts. */
class InverseErrorWeightsTest {
    private final InverseErrorWeights weights = new InverseErrorWeights(3);

    private double[] weigh(boolean... awake) {
        double[] own = new double[3];
        weights.weigh(awake, new float[0], own);
        return own;
    }

    @Test
    void shouldWeighTheSameWhenNothingIsKnown() {
        assertThat(weigh(true, false, true)).containsExactly(0.5, 0, 0.5);
    }

    @Test
    void shouldWeighByTheFourthPowerOfInverseErrors() {
        weights.learn(0, 1);
        weights.learn(1, 2);
        weights.learn(1, 2);
        assertThat(weigh(true, true, false)).containsExactly(16.0 / 17, 1.0 / 17, 0);
    }

    @Test
    void shouldTakeOneOfWhichNothingIsKnownForAsGoodAsTheOthersInTheMean() {
        weights.learn(0, 1);
        weights.learn(1, 3);
        double[] own = weigh(true, true, true);
        assertThat(own[2] / own[0]).isCloseTo(1.0 / 16, offset(1e-9));
    }

    @Test
    void shouldForgetWhatWasLongAgo() {
        for (int i = 0; i < 1000; i++) {
            weights.learn(0, i < 200 ? 100 : 1);
            weights.learn(1, 2);
        }
        assertThat(weigh(true, true, false)[0]).isGreaterThan(0.9);
    }

    @Test
    void shouldStayFiniteWhenErrorsAreNoneOrAsLargeAsAFloat() {
        weights.learn(0, 0);
        weights.learn(1, Float.MAX_VALUE);
        assertThat(weigh(true, true, false)).containsExactly(1, 0, 0);
    }

    private double[] weigh(float... start) {
        double[] own = new double[3];
        weights.weigh(new boolean[] {true, true, true}, start, own);
        return own;
    }

    @Test
    void shouldBeginWithErrorsOfOtherDevices() {
        assertThat(weigh(1, 2, 4)).containsExactly(weigh(10, 20, 40));
        assertThat(weigh(1, 2, 4)[0]).isGreaterThan(0.9);
    }

    @Test
    void shouldTakeAnExpertOfWhichNothingIsKnownForAsGoodAsTheOthersAre() {
        double[] own = weigh(1, -1, 3);
        assertThat(own[1]).isBetween(own[2], own[0]);
    }

    @Test
    void shouldGoItsOwnWayAsItsOwnErrorsTell() {
        for (int i = 0; i < 100; i++) {
            weights.learn(0, 4);
            weights.learn(1, 2);
            weights.learn(2, 1);
        }
        double[] own = weigh(1, 2, 4);
        assertThat(own[2]).isGreaterThan(own[0]).isGreaterThan(own[1]);
    }

    @Test
    void shouldGoOnWithTheSameBitsWhenItsStateIsReadBack() {
        InverseErrorWeights back = new InverseErrorWeights(3);
        for (int m = 0; m < 3; m++) {
            weights.learn(m, 0.1 + m);
            ByteBuffer bytes = ByteBuffer.allocate(InverseErrorWeights.BYTES);
            weights.write(bytes, m);
            back.read(bytes.flip(), m);
        }
        weights.learn(1, 0.7);
        back.learn(1, 0.7);
        double[] own = new double[3];
        back.weigh(new boolean[] {true, true, true}, new float[0], own);
        assertThat(own).containsExactly(weigh(true, true, true));
    }
}
