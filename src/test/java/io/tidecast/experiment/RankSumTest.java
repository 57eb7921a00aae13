package io.tidecast.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RankSumTest {
    /**
     * The figures of scipy.stats.mannwhitneyu(a, b, alternative="greater", method="exact"); the last one, with ties,
     * counted out over all subsets.
     */
    @Test
    void shouldGiveTheExactProbabilityWhenSamplesAreSmall() {
        assertThat(RankSum.greater(new double[] {5, 6, 7}, new double[] {1, 2, 3, 4}))
                .isCloseTo(0.02857142857142857, within(1e-12));
        assertThat(RankSum.greater(new double[] {1.5, 2.5, 9}, new double[] {1, 2, 3, 4, 8}))
                .isCloseTo(0.5, within(1e-12));
        assertThat(RankSum.greater(new double[] {1, 2}, new double[] {3, 4, 5})).isEqualTo(1);
        assertThat(RankSum.greater(new double[] {1, 2, 2}, new double[] {0, 2, 3, 3}))
                .isCloseTo(0.7714285714285715, within(1e-12));
    }

    /**
     * What it is worth: with the single runs at hand, p is never below the bound from their least, median and greatest.
     */
    @Property(tries = 200)
    void shouldBoundTheProbabilityWhenSingleRunsAreNotKnown(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 10) int theirs,
            @ForAll @IntRange(min = 1, max = 8) int own) {
        Random random = new Random(seed);
        double[] a = random.doubles(own).map(v -> v + 0.3).toArray();
        double[] b = random.doubles(theirs).toArray();
        Summary summary = Summary.of(b);
        Peer peer = new Peer(theirs, summary.min(), summary.median(), summary.max());
        assertThat(peer.leastProbabilityOfBeing(a)).isLessThanOrEqualTo(RankSum.greater(a, b) + 1e-12);
    }

    @Test
    void shouldFindOursWorseWhenAllOfThemAre() {
        Peer peer = new Peer(10, 1, 2, 3);
        double[] worse = {4, 4, 4, 5, 5, 5, 6, 6, 6, 7};
        assertThat(peer.leastProbabilityOfBeing(worse)).isLessThan(1e-4);
        assertThat(peer.leastProbabilityOfBeing(new double[] {1, 1.5, 2, 2.5, 3}))
                .isGreaterThan(0.05);
    }
}
