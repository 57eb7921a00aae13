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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is known of a device, when forecasting methods come and go between two runs. */
class DeviceStatisticsTest {
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default", List.of("temp"), List.of("temp"), 4, 3, Duration.ofHours(1), Duration.ofHours(3), List.of(0.9));
    private static final ScoredMethods SERVED = methods(List.of());
    private static final ScoredMethods MORE = methods(List.of(RunningMean.KIND));
    private static final ScoredMethods POOLED = pooled("persistence", "seasonal-naive", "seasonal-level");

    private static ScoredMethods pooled(String... names) {
        return ScoredMethods.of(
                FORECAST,
                new ScoreSettings(100, 2, 0, 10, ScoreSettings.Detail.SUMMARY),
                CombinationSettings.pool(List.of(names), CombinationSettings.Loss.ABSOLUTE),
                Covariates.NONE);
    }

    private static ScoredMethods methods(List<MethodKind> further) {
        return new ScoredMethods(
                FORECAST,
                new ScoreSettings(100, 2, 0, 10, ScoreSettings.Detail.SUMMARY),
                CombinationSettings.DEFAULT,
                Covariates.NONE,
                Regressors.NONE,
                Stream.concat(ForecastMethods.served().stream(), further.stream())
                        .toList());
    }

    private static DeviceStatistics learnt(ScoredMethods methods) {
        DeviceStatistics statistics = DeviceStatistics.of(null, methods);
        List<Float> values = new ArrayList<>();
        for (int t = 0; t < 9; t++) {
            values.add(10f + t);
            double[] so = new double[values.size()];
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
        double[] means = new double[3];
        Segment last = new Segment(8, 1, new double[] {18}, new boolean[] {true});
        assertThat(back.methods().get(3).forecast(Window.upTo(last), means)).isTrue();
        assertThat(means).containsOnly(14);
    }

    /** Persistence has been right, the others not. */
    private static DeviceStatistics weighed() {
        DeviceStatistics statistics = learnt(POOLED);
        double[][] forecasts = new double[POOLED.kinds().size()][3];
        for (double[] own : forecasts) {
            Arrays.fill(own, 9);
        }
        Arrays.fill(forecasts[1], 1);
        for (int t = 0; t < 200; t++) {
            statistics.combination().learn(0, 1, 1, forecasts, new double[] {4, 4, 4});
        }
        return statistics;
    }

    private static double ofPersistence(DeviceStatistics statistics) {
        return ((MlPol) statistics.combination()).weights(0, 1)[1];
    }

    @Test
    void shouldKeepAPoolsWeightsWhenAMethodIsAddedToItOrTakenAway() {
        assertThat(ofPersistence(weighed())).isGreaterThan(0.9);
        byte[] bytes = weighed().bytes();
        assertThat(DeviceStatistics.of(bytes, POOLED).bytes()).isEqualTo(bytes);
        ScoredMethods more = pooled("persistence", "seasonal-naive", "seasonal-level", "naive-mean");
        assertThat(ofPersistence(DeviceStatistics.of(bytes, more))).isGreaterThan(0.9);
        ScoredMethods fewer = pooled("persistence", "seasonal-naive");
        assertThat(ofPersistence(DeviceStatistics.of(bytes, fewer))).isGreaterThan(0.9);
    }

    @Test
    void shouldKeepWhatItKnowsWhenASwitchBecomesAPoolAndBack() {
        DeviceStatistics before = learnt(SERVED);
        before.combination().learn(7, name -> name.equals(Persistence.NAME) ? 1 : 2);
        DeviceStatistics pooled = DeviceStatistics.of(before.bytes(), POOLED);
        assertThat(pooled.scores().mae(0, NetworkMethod.NAME)).isEqualTo(5);
        assertThat(pooled.combination().skill()).isEqualTo(-1);
        assertThat(pooled.combination().betterNaive()).isEqualTo(Persistence.NAME);
        assertThat(ofPersistence(pooled)).as("weighs all the same").isLessThan(0.5);
        assertThat(DeviceStatistics.of(pooled.bytes(), SERVED).bytes()).isEqualTo(before.bytes());
    }

    /** One miss by far. */
    private static DeviceStatistics missed() {
        DeviceStatistics statistics = learnt(POOLED);
        for (int t = 0; t < 50; t++) {
            float error = t < 49 ? 1 : 100;
            statistics.intervals().add(0, new float[] {error, error, error}, new float[][] {{2, 2, 2}}, 1e-3f);
        }
        return statistics;
    }

    /** The build before wrote no offsets. */
    @Test
    void shouldKeepWidthsWhenTheyWereStoredWithoutOffsets() {
        DeviceStatistics before = missed();
        byte[] bytes = before.bytes();
        int offsets = PooledOffsets.NAME.length()
                + 2
                + Integer.BYTES
                + before.intervals().offsets().bytes();
        DeviceStatistics after = DeviceStatistics.of(Arrays.copyOf(bytes, bytes.length - offsets), POOLED);
        assertThat(after.scores().mae(0, NetworkMethod.NAME)).isEqualTo(5);
        double factor = Math.exp(before.intervals().offsets().of(0));
        assertThat(factor).isGreaterThan(1.05);
        assertThat(after.intervals().width(0, 0, 2, 1) * factor)
                .isCloseTo(before.intervals().width(0, 0, 2, 1), Offset.offset(1e-4));
    }

    @Test
    void shouldKeepOffsetsOfIntervals() {
        byte[] bytes = missed().bytes();
        assertThat(DeviceStatistics.of(bytes, POOLED).bytes()).isEqualTo(bytes);
        assertThat(DeviceStatistics.of(bytes, POOLED).intervals().width(0, 0, 2, 1))
                .isEqualTo(missed().intervals().width(0, 0, 2, 1));
    }

    /** A build of before all that follows refuses statistics that are longer than it knows. */
    @Test
    void shouldStoreNothingBehindWhatHasAlwaysBeenThereWhereOneMethodIsPublished() {
        DeviceStatistics statistics = learnt(ScoredMethods.of(
                FORECAST,
                new ScoreSettings(100, 2, 0, 10, ScoreSettings.Detail.SUMMARY),
                CombinationSettings.ONE,
                Covariates.NONE));
        int always = 1
                + statistics.scale().bytes()
                + statistics.combination().bytes()
                + statistics.scores().bytes(3)
                + statistics.intervals().bytes();
        assertThat(statistics.bytes()).hasSize(always);
    }

    @Test
    void shouldBeginAfreshWhenWhatFollowsIsNoMethod() {
        byte[] bytes = Arrays.copyOf(learnt(SERVED).bytes(), learnt(SERVED).bytes().length + 7);
        assertThat(DeviceStatistics.of(bytes, SERVED).scores().mae(0, NetworkMethod.NAME))
                .isZero();
    }
}
