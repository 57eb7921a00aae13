package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
    @Property(tries = 100)
    void shouldBeTheRatioOfTheMeansWithinItsMemory(
            @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = 0.01, max = 1000) Double> errors) {
        Scoreboard running = new Scoreboard(ScoredMethods.FIRST, 2, 1, 50);
        double model = 0;
        double persistence = 0;
        double seasonal = 0;
        for (double error : errors) {
            running.addErrors(1, new double[] {error, 3 * error + 1, 0});
            model += error;
            persistence += 3 * error + 1;
            seasonal += 0;
        }
        assertThat(running.mase(1, Persistence.NAME)).isCloseTo(model / persistence, offset(1e-9));
        assertThat(seasonal).isZero();
        assertThat(running.mase(1, SeasonalNaive.NAME)).isNaN();
        assertThat(running.mase(0, Persistence.NAME)).isNaN();
    }

    @Test
    void shouldForgetWhatIsOlderThanItsMemory() {
        Scoreboard running = new Scoreboard(ScoredMethods.FIRST, 1, 2, 10);
        for (int i = 0; i < 300; i++) {
            running.addErrors(0, new double[] {i < 150 ? 90 : 1, 2, 4});
            running.addCoverage(0, new double[] {i < 150 ? 0 : 0.5, 1});
        }
        assertThat(running.mase(0, Persistence.NAME)).isCloseTo(0.5, offset(1e-3));
        assertThat(running.mase(0, SeasonalNaive.NAME)).isCloseTo(0.25, offset(1e-3));
        assertThat(running.coverage(0, 0)).isCloseTo(0.5, offset(1e-3));
        assertThat(running.coverage(0, 1)).isOne();
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Scoreboard running = new Scoreboard(ScoredMethods.FIRST, 2, 3, 10);
        running.addErrors(0, new double[] {1, 2, 3});
        running.addErrors(1, new double[] {5, 4, 3});
        running.addCoverage(1, new double[] {0.25, 0.5, 0.75});
        ByteBuffer bytes = ByteBuffer.allocate(running.bytes(3));
        running.write(bytes, 3);
        assertThat(bytes.hasRemaining()).isFalse();
        Scoreboard copy = new Scoreboard(ScoredMethods.FIRST, 2, 3, 10);
        copy.read(bytes.flip(), 3);
        assertThat(copy.mase(1, Persistence.NAME)).isCloseTo(1.25, offset(1e-6));
        assertThat(copy.coverage(1, 2)).isCloseTo(0.75, offset(1e-6));
        assertThat(copy.coverage(0, 2)).isNaN();
        copy.addErrors(1, new double[] {1, 2, 3});
        assertThat(copy.mase(1, Persistence.NAME)).isCloseTo(1, offset(1e-6));
    }
}
