package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.base.BaseNetwork;
import io.tidecast.config.Values;
import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Covariates;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The network of the pool where the version that serves began as the base network. */
class NetworkMethodTest {
    private static final int STEPS = 400;
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default",
            List.of("temp"),
            List.of("temp"),
            48,
            12,
            Duration.ofHours(1),
            Duration.ofHours(24),
            List.of(0.9));
    private static final Forecaster BASE =
            UntrainedModel.untrained(FORECAST, new NetworkSettings(List.of(), true, List.of(), ZoneId.of("UTC")), 1);
    private static final Scale SCALE = new Scale(new double[1], new float[] {1}, new float[] {1});

    private static ScoredMethods pool(String... methods) {
        CombinationSettings combination = CombinationSettings.pool(List.of(methods), CombinationSettings.Loss.ABSOLUTE);
        return ScoredMethods.of(FORECAST, ScoreSettings.from(Values.DEFAULTS), combination, Covariates.NONE);
    }

    private static Segment segment() {
        SplitMix random = new SplitMix(5);
        double[] values = new double[STEPS];
        boolean[] observed = new boolean[STEPS];
        for (int t = 0; t < STEPS; t++) {
            values[t] = 10 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian();
            observed[t] = t < 100 || random.nextDouble() < 0.9;
        }
        return new Segment(480_000, 1, values, observed);
    }

    private static MethodForecasts made(
            ScoredMethods scored, List<ForecastMethod> methods, Forecaster version, int at) {
        int from = Math.max(0, at + 1 - scored.lookback() - 1);
        Segment held = segment().slice(from, at + 1);
        return new MethodForecasts(
                scored.window(held, at - from),
                scored.context(),
                new Limits[] {Limits.NONE},
                methods,
                Optional.of(new Serving(version.session(), SCALE, UnaryOperator.identity())));
    }

    private static Forecaster learnt() {
        float[] weights = BASE.parameters().toArray();
        for (int i = 0; i < weights.length; i++) {
            weights[i] += 0.002f * (i % 5 - 2);
        }
        return Forecaster.of(
                BASE.manifest().child(2, Map.of("reason", "test")),
                Parameters.of(BASE.parameters().layout(), weights));
    }

    @Test
    void shouldSayWhatTheBaseMethodSaysAsLongAsNothingWasLearnt() {
        ScoredMethods scored = pool("network", "base", "persistence");
        List<ForecastMethod> methods = scored.make();
        for (int at = 60; at < 200; at++) {
            MethodForecasts made = made(scored, methods, BASE, at);
            assertThat(made.speaks("network")).isTrue();
            assertThat(made.isUntrained("network")).as("it counts").isFalse();
            assertThat(made.means("network")).containsExactly(made.means("base"));
        }
        MethodForecasts learnt = made(scored, methods, learnt(), 200);
        assertThat(learnt.means("network")).isNotEqualTo(learnt.means("base"));
    }

    @Test
    void shouldBeAsleepAsLongAsTheWindowIsNotFull() {
        ScoredMethods scored = pool("network", "base", "persistence");
        MethodForecasts made = made(scored, scored.make(), BASE, 46);
        assertThat(made.speaks("base")).isTrue();
        assertThat(made.speaks("network")).isFalse();
        assertThat(made(scored, scored.make(), BASE, 47).speaks("network")).isTrue();
    }

    @Test
    void shouldSayTheSameByItselfWhenThereIsNoBaseMethod() {
        ScoredMethods with = pool("network", "base", "persistence");
        ScoredMethods without = pool("network", "persistence");
        assertThat(without.lookback()).isGreaterThanOrEqualTo(BaseNetwork.reach(24) - 1);
        assertThat(made(without, without.make(), BASE, 200).means("network"))
                .containsExactly(made(with, with.make(), BASE, 200).means("base"), offset(1e-5));
    }

    @Test
    void shouldGiveTheSameBitsWhenItsStateIsMadeAgainAfterARestart() {
        ScoredMethods scored = pool("network", "base", "persistence");
        Forecaster version = learnt();
        List<ForecastMethod> kept = scored.make();
        for (int at = 60; at < STEPS; at++) {
            double[] means = made(scored, kept, version, at).means("network");
            assertThat(means)
                    .as("origin %d", at)
                    .containsExactly(made(scored, scored.make(), version, at).means("network"));
            assertThat(Arrays.stream(means).allMatch(Double::isFinite)).isTrue();
        }
    }
}
