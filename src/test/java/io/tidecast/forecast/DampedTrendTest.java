package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.series.RecentSteps;
import io.tidecast.series.Sampling;
import io.tidecast.series.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DampedTrendTest {
    @Test
    void shouldFollowATrendAndFlattenItWhenItIsDamped() {
        DampedTrend damped = new DampedTrend();
        RecentSteps past = new RecentSteps(8, 1, Sampling.GRID);
        damped.begin();
        for (int t = 0; t < 300; t++) {
            past.append(t, 0, new double[] {2 * t}, new boolean[] {true});
            damped.learn(Window.upTo(past.since(0)), 0);
        }
        double[] forecast = new double[20];
        assertThat(damped.forecast(Window.upTo(past.since(0)), 0, forecast)).isTrue();
        assertThat(forecast[0]).isCloseTo(600.0, within(1.0));
        List<Double> growth = new ArrayList<>();
        for (int h = 1; h < forecast.length; h++) {
            growth.add(forecast[h] - forecast[h - 1]);
        }
        assertThat(growth).allMatch(g -> g > 0 && g < 2.1).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }
}
