package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.PoolTensors;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.Covariates;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A season of 3 steps, a horizon of 2, which has no last third. */
class StartErrorsTest {
    private static final int HORIZON = 2;
    private static final int WINDOW = 4;
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "m", List.of("a"), List.of("a"), WINDOW, HORIZON, Duration.ofHours(1), Duration.ofHours(3), List.of());
    private static final ScoredMethods SCORED =
            ScoredMethods.of(FORECAST, ScoreSettings.of(WINDOW), CombinationSettings.DEFAULT, Covariates.NONE);

    private static PoolTensors judged(Segment segment, int unusual) {
        Forecaster version =
                UntrainedModel.untrained(FORECAST, NetworkSettings.defaults().withOwnLayers(), 1);
        StartErrors errors = new StartErrors(SCORED);
        Scale scale = new Scale(new double[] {0}, new float[] {1}, new float[] {2});
        errors.judge(segment, WINDOW - 1, scale, step -> step != unusual, version.session());
        return new PoolTensors(errors.tensors());
    }

    private static float[] errors(PoolTensors pool) {
        return StartErrors.of(pool, SCORED.names(), SCORED.context()).orElseThrow();
    }

    private static double error(PoolTensors pool, int third, String method) {
        int methods = SCORED.names().size();
        return errors(pool)[third * methods + SCORED.names().indexOf(method)];
    }

    /** 0 1 2 3 …: persistence is off by h, the season by 3. */
    private static Segment rising(int steps) {
        return Stretches.of(steps, t -> t);
    }

    @Test
    void shouldBeMeanErrorsInTheDevicesScaleByThirdsOfTheHorizon() {
        PoolTensors pool = judged(rising(30), -1);
        assertThat(error(pool, 0, Persistence.NAME)).isCloseTo(0.5, offset(1e-6));
        assertThat(error(pool, 1, Persistence.NAME)).isCloseTo(1, offset(1e-6));
        assertThat(error(pool, 0, SeasonalNaive.NAME)).isCloseTo(1.5, offset(1e-6));
    }

    @Test
    void shouldBeUnknownWhereNothingWasForecast() {
        PoolTensors pool = judged(rising(30), -1);
        assertThat(error(pool, 2, Persistence.NAME)).isNegative();
        assertThat(judged(rising(WINDOW + HORIZON - 1), -1).isEmpty()).isTrue();
    }

    @Test
    void shouldNotJudgeByAStepThatIsUnusual() {
        Segment jump = Stretches.of(30, t -> t == 20 ? 1e6 : t);
        double with = error(judged(jump, -1), 0, SeasonalNaive.NAME);
        assertThat(with).isGreaterThan(1e3);
        // Origins after the jump look back on it, as those of a device do.
        assertThat(error(judged(jump, 20), 0, SeasonalNaive.NAME)).isLessThan(with);
    }

    @Test
    void shouldBeNoneOfOtherMethodsAnotherHorizonOrSeason() {
        PoolTensors pool = judged(rising(30), -1);
        for (MethodContext other : List.of(
                new MethodContext(new int[] {0}, HORIZON + 1, 3, WINDOW, MethodContext.NO_TRAINING),
                new MethodContext(new int[] {0, 0}, HORIZON, 3, WINDOW, MethodContext.NO_TRAINING),
                new MethodContext(new int[] {0}, HORIZON, 4, WINDOW, MethodContext.NO_TRAINING))) {
            assertThat(StartErrors.of(pool, SCORED.names(), other)).isEmpty();
        }
        assertThat(StartErrors.of(pool, List.of(NetworkMethod.NAME), SCORED.context()))
                .isEmpty();
        assertThat(StartErrors.of(PoolTensors.NONE, SCORED.names(), SCORED.context()))
                .isEmpty();
    }
}
