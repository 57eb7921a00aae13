package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeasonalNaiveTest {
    private static Segment counting(int steps) {
        double[] values = new double[steps];
        boolean[] observed = new boolean[steps];
        for (int t = 0; t < steps; t++) {
            values[t] = t;
        }
        Arrays.fill(observed, true);
        return new Segment(0, 1, values, observed);
    }

    private static MethodContext context(int horizon, int season) {
        return new MethodContext(new int[] {0}, horizon, season, 2, MethodContext.NO_TRAINING);
    }

    @Test
    void shouldRepeatTheLastValue() {
        double[] forecast = new double[3];
        new Persistence(context(3, 1)).forecast(Window.upTo(counting(8)), forecast);
        assertThat(forecast).containsExactly(7, 7, 7);
    }

    @Property(tries = 300)
    void shouldRepeatTheLastSeasonWhenTheHorizonIsLongerThanIt(
            @ForAll @IntRange(min = 1, max = 30) int season,
            @ForAll @IntRange(min = 1, max = 70) int horizon,
            @ForAll @IntRange(min = 0, max = 20) int more) {
        Segment segment = counting(season + more);
        double[] forecast = new double[horizon];
        new SeasonalNaive(context(horizon, season)).forecast(Window.upTo(segment), forecast);
        for (int h = 1; h <= horizon; h++) {
            int slow = segment.steps() - 1 + h;
            while (slow >= segment.steps()) {
                slow -= season;
            }
            assertThat(forecast[h - 1]).isEqualTo(slow);
            assertThat(SeasonalNaive.lag(h, season)).isEqualTo(segment.steps() - 1 - slow);
        }
    }
}
