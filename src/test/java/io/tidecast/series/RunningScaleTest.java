package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RunningScaleTest {
    @Property(tries = 200)
    void shouldEqualMeanAndDeviationOfAllValuesWithinItsMemory(
            @ForAll @Size(min = 2, max = 60) List<@FloatRange(min = -1000, max = 1000) Float> list) {
        float[] values = new float[list.size()];
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
        for (float value : values) {
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
        assertThat(running.scale().mean()[0]).isCloseTo(0.5f, offset(0.1f));
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
