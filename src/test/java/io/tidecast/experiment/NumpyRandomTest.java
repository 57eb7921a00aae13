package io.tidecast.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NumpyRandomTest {
    /** What numpy.random.RandomState(100).normal(0, 1, 2000) gives, over the edge of the generator's 624 words. */
    @Test
    void shouldDrawAsNumpyWhenSeeded() {
        NumpyRandom random = new NumpyRandom(100);
        double[] drawn = new double[2000];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = random.nextGaussian();
        }
        assertThat(drawn[0]).isCloseTo(-1.7497654730546974, within(1e-15));
        assertThat(drawn[1]).isCloseTo(0.34268040332750216, within(1e-15));
        assertThat(drawn[623]).isCloseTo(2.397073067233959, within(1e-14));
        assertThat(drawn[1999]).isCloseTo(-2.194508803044697, within(1e-14));
    }
}
