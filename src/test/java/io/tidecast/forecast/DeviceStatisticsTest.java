package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Covariates;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is known of a device, when forecasting methods come and go between two runs. */
class DeviceStatisticsTest {
    private static final ScoredMethods SERVED = methods(List.of());
    private static final ScoredMethods MORE = methods(List.of(RunningMean.KIND));

    private static ScoredMethods methods(List<MethodKind> further) {
        ForecastSettings forecast = new ForecastSettings(
                "default",
                List.of("temp"),
                List.of("temp"),
                4,
                3,
                Duration.ofHours(1),
                Duration.ofHours(3),
                List.of(0.9));
        return new ScoredMethods(
                forecast,
                new ScoreSettings(100, 2, 0, 10),
                Covariates.NONE,
                Stream.concat(ForecastMethods.served().stream(), further.stream())
                        .toList());
    }

    private static DeviceStatistics learnt(ScoredMethods methods) {
        DeviceStatistics statistics = DeviceStatistics.of(null, methods);
        List<Float> values = new ArrayList<>();
        for (int t = 0; t < 9; t++) {
            values.add(10f + t);
            float[] so = new float[values.size()];
            boolean[] observed = new boolean[so.length];
            Arrays.fill(observed, true);
            for (int i = 0; i < so.length; i++) {
                so[i] = values.get(i);
            }
            statistics.learn(Window.upTo(new Segment(0, 1, so, observed)));
            double[] errors = new double[methods.kinds().size()];
            Arrays.fill(errors, 1 + t);
            statistics.scores().addErrors(0, errors);
        }
        return statistics;
    }

    @Test
    void shouldKeepWhatItKnowsWhenAMethodIsAdded() {
        DeviceStatistics before = learnt(SERVED);
        DeviceStatistics after = DeviceStatistics.of(before.bytes(), MORE);
        assertThat(after.scale().scale().mean())
                .isEqualTo(before.scale().scale().mean());
        assertThat(after.scores().mae(0, NetworkMethod.NAME)).isEqualTo(5);
        assertThat(after.scores().mae(0, RunningMean.KIND.name()))
                .as("begins anew")
                .isZero();
    }

    @Test
    void shouldKeepWhatItKnowsWhenAMethodIsTakenAway() {
        DeviceStatistics after = DeviceStatistics.of(learnt(MORE).bytes(), SERVED);
        assertThat(after.scores().mae(0, NetworkMethod.NAME)).isEqualTo(5);
        assertThat(after.bytes()).isEqualTo(learnt(SERVED).bytes());
    }

    @Test
    void shouldKeepAMethodsScoresAndStateUnderItsName() {
        byte[] bytes = learnt(MORE).bytes();
        DeviceStatistics back = DeviceStatistics.of(bytes, MORE);
        assertThat(back.bytes()).isEqualTo(bytes);
        assertThat(back.scores().mae(0, RunningMean.KIND.name())).isEqualTo(5);
        float[] means = new float[3];
        Segment last = new Segment(8, 1, new float[] {18}, new boolean[] {true});
        assertThat(back.methods().get(3).forecast(Window.upTo(last), means)).isTrue();
        assertThat(means).containsOnly(14);
    }

    @Test
    void shouldBeginAfreshWhenWhatFollowsIsNoMethod() {
        byte[] bytes = Arrays.copyOf(learnt(SERVED).bytes(), learnt(SERVED).bytes().length + 7);
        assertThat(DeviceStatistics.of(bytes, SERVED).scores().mae(0, NetworkMethod.NAME))
                .isZero();
    }
}
