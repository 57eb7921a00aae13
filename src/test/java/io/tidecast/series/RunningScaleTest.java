package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningScaleTest {
    @Property(tries = 200)
    void shouldEqualMeanAndDeviationOfAllValuesWithinItsMemory(
            @ForAll @Size(min = 2, max = 60) List<@FloatRange(min = -1000, max = 1000) Float> list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
        }
        RunningScale running = new RunningScale(1, 60, Scaling.Measure.STANDARD);
        double sum = 0;
        double changes = 0;
        for (int i = 0; i < values.length; i++) {
            running.addLevel(0, values[i]);
            sum += values[i];
            if (i > 0) {
                running.addChange(0, values[i] - values[i - 1]);
                changes += Math.pow((double) values[i] - values[i - 1], 2);
            }
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += Math.pow(value - mean, 2);
        }
        double std = Math.sqrt(squares / values.length);
        Scale scale = running.scale();
        assertThat((double) scale.mean()[0]).isCloseTo(mean, offset(1e-3));
        assertThat((double) scale.std()[0]).isCloseTo(Math.max(std, 1e-6 * Math.max(1, Math.abs(mean))), offset(1e-2));
        double diff = Math.max(Math.sqrt(changes / (values.length - 1)), 0.02 * std);
        assertThat((double) scale.diff()[0]).isCloseTo(Math.max(diff, 1e-9), offset(1e-2));
    }

    @Test
    void shouldForgetWhatIsOlderThanItsMemory() {
        RunningScale running = new RunningScale(1, 10, Scaling.Measure.STANDARD);
        for (int i = 0; i < 500; i++) {
            running.addLevel(0, i < 250 ? 100 : i % 2);
        }
        assertThat(running.scale().mean()[0]).isCloseTo(0.5, offset(0.1));
        assertThat(running.scale().std()[0]).isCloseTo(0.5f, offset(0.1f));
    }

    @Test
    void shouldGiveAPositiveScaleWhenNothingMoved() {
        RunningScale running = new RunningScale(2, 10, Scaling.Measure.STANDARD);
        running.addLevel(0, 5);
        running.addLevel(0, 5);
        Scale scale = running.scale();
        assertThat(scale.std()[0]).isPositive().isLessThan(1e-4f);
        assertThat(scale.diff()[1]).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, -40, -10, -9, 0, 10, 40})
    void shouldMeasureWhateverTheSizeOfTheLevels(int exponent) {
        for (Scaling.Measure measure : Scaling.Measure.values()) {
            RunningScale one = new RunningScale(1, 50, measure);
            RunningScale other = new RunningScale(1, 50, measure);
            float before = 0;
            for (int i = 0; i < 300; i++) {
                float value = (float) (0.75 + 0.2 * Math.sin(i) + 0.01 * (i % 7));
                one.addLevel(0, value);
                other.addLevel(0, Math.scalb(value, exponent));
                one.addChange(0, value - before);
                other.addChange(0, Math.scalb(value - before, exponent));
                before = value;
            }
            assertThat(other.scale().std()[0]).isEqualTo(Math.scalb(one.scale().std()[0], exponent));
            assertThat(other.scale().diff()[0]).isEqualTo(Math.scalb(one.scale().diff()[0], exponent));
            ByteBuffer bytes = ByteBuffer.allocate(other.bytes());
            other.write(bytes);
            RunningScale read = RunningScale.read(bytes.flip(), 1, 50, measure);
            assertThat(read.scale().std()[0]).isCloseTo(other.scale().std()[0], withPercentage(0.001));
        }
    }

    /** The same bytes as of builds that knew no small levels, unless all are small. */
    @Test
    void shouldKeepTheFloorOfALevelThatWasOnceOrdinary() {
        RunningScale gauge = new RunningScale(1, 10, Scaling.Measure.STANDARD);
        gauge.addLevel(0, 0);
        gauge.addLevel(0, 5);
        for (int i = 0; i < 2_000; i++) {
            gauge.addLevel(0, 0);
        }
        assertThat(gauge.scale().std()[0]).isEqualTo(1e-6f);
        ByteBuffer bytes = ByteBuffer.allocate(gauge.bytes());
        gauge.write(bytes);
        assertThat(bytes.getInt(0)).isEqualTo(10);
        assertThat(RunningScale.read(bytes.flip(), 1, 10, Scaling.Measure.STANDARD)
                        .scale()
                        .std()[0])
                .isEqualTo(1e-6f);
        RunningScale zeros = new RunningScale(1, 10, Scaling.Measure.STANDARD);
        zeros.addLevel(0, 0);
        bytes.clear();
        zeros.write(bytes);
        zeros = RunningScale.read(bytes.flip(), 1, 10, Scaling.Measure.STANDARD);
        assertThat(zeros.scale().std()[0]).as("nothing but 0").isEqualTo(1e-6f);
        zeros.addLevel(0, 1e-9f);
        assertThat(zeros.scale().std()[0]).isCloseTo(5e-10f, withPercentage(0.01));
    }

    @Test
    void shouldReadBackWhatItWrote() {
        RunningScale running = new RunningScale(3, 10, Scaling.Measure.STANDARD);
        for (int i = 0; i < 25; i++) {
            running.addLevel(i % 3, i * i);
            running.addChange(i % 3, i);
        }
        ByteBuffer bytes = ByteBuffer.allocate(running.bytes());
        running.write(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        Scale copy =
                RunningScale.read(bytes.flip(), 3, 10, Scaling.Measure.STANDARD).scale();
        assertThat(copy.mean()).containsExactly(running.scale().mean());
        assertThat(copy.diff()).containsExactly(running.scale().diff());
        assertThat(copy.std()).containsExactly(running.scale().std(), offset(1e-3f));
    }
}
