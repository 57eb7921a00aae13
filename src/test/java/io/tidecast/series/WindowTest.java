package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long HOUR_MS = 3_600_000;
    private static final int FIRST = 480_000;
    private static final Calendar CALENDAR =
            new Calendar(List.of(Cycle.HOUR, Cycle.WEEKDAY), Duration.ofHours(1), ZoneId.of("Europe/Berlin"));
    private static final Covariates COVARIATES =
            new Covariates(List.of(CALENDAR, new MoonPhase()), TimeStep.ofMillis(HOUR_MS));

    /** Values 0, 1, 2 ...; not observed where odd. */
    private static Segment segment(int steps, long... timesMs) {
        double[] values = new double[steps];
        boolean[] observed = new boolean[steps];
        for (int t = 0; t < steps; t++) {
            values[t] = t;
            observed[t] = t % 2 == 0;
        }
        return new Segment(FIRST, 1, values, observed, timesMs);
    }

    private static float[] covariates(Window window, int step) {
        float[] x = new float[COVARIATES.features()];
        window.writeCovariates(step, x, 0);
        return x;
    }

    /** Each member asked by itself. */
    private static float[] expected(long timeMs) {
        float[] x = new float[5];
        CALENDAR.write(timeMs, x, 0);
        x[4] = MoonPhase.at(timeMs);
        return x;
    }

    @Test
    void shouldTellTheCovariatesOfStepsSeenAndStillToComeWhenAskedForAStep() {
        Window window = COVARIATES.window(segment(6), 3, 30);
        for (int step = 0; step <= 3 + 30; step++) {
            assertThat(covariates(window, step)).as("step " + step).containsExactly(expected((FIRST + step) * HOUR_MS));
        }
    }

    @Test
    void shouldGoOnFromTheOriginsOwnTimeWhenEveryReadingIsAStep() {
        Window window = COVARIATES.window(segment(4, FIRST, FIRST + 7_000, FIRST + 9_000, FIRST + 70_000), 2, 2);
        assertThat(covariates(window, 1)).containsExactly(expected(FIRST + 7_000));
        assertThat(covariates(window, 2)).containsExactly(expected(FIRST + 9_000));
        assertThat(covariates(window, 3))
                .as("an interval later, whenever the next reading came")
                .containsExactly(expected(FIRST + 9_000 + HOUR_MS));
        assertThat(window.future().timeMs(2)).isEqualTo(FIRST + 9_000 + 2 * HOUR_MS);
    }

    @Test
    void shouldComputeNothingOfTheFutureWhenNobodyAsks() {
        List<Long> asked = new ArrayList<>();
        Covariate listening = new Covariate() {
            @Override
            public int features() {
                return 1;
            }

            @Override
            public void write(long timeMs, float[] x, int at) {
                asked.add(timeMs);
            }
        };
        Window window = new Covariates(List.of(listening), TimeStep.ofMillis(HOUR_MS)).window(segment(6), 5, 24);
        assertThat(asked).isEmpty();
        window.future().write(24, new float[1], 0);
        assertThat(asked).containsExactly((FIRST + 5 + 24) * HOUR_MS);
    }

    @Test
    void shouldRefuseAStepOutsideItsHorizonWhenAsked() {
        Window window = COVARIATES.window(segment(6), 3, 2);
        float[] x = new float[COVARIATES.features()];
        assertThatThrownBy(() -> window.writeCovariates(6, x, 0))
                .hasMessage("a step of the future must be 1..2, was 3");
        assertThatThrownBy(() -> window.future().write(0, x, 0)).hasMessage("a step of the future must be 1..2, was 0");
        assertThatThrownBy(() -> new Future(COVARIATES, 0, -1, KnownAhead.NOTHING, Statics.NONE))
                .hasMessage("a horizon must not be negative, was -1");
    }

    @Test
    void shouldRefuseAnOriginThatIsNoStepOfItsSegment() {
        for (int origin : List.of(-1, 6)) {
            assertThatThrownBy(() -> COVARIATES.window(segment(6), origin, 2))
                    .hasMessage("a window's origin must be a step of its segment, 0..5, was " + origin);
        }
    }

    @Test
    void shouldLookBackFromItsOriginAndNoFartherThanItsSegment() {
        Window window = COVARIATES.window(segment(6), 3, 2);
        assertThat(window.value(0, 0)).isEqualTo(3);
        assertThat(window.value(3, 0)).isEqualTo(0);
        assertThat(window.value(4, 0)).isNaN();
        assertThat(window.observed(1, 0)).isTrue();
        assertThat(window.observed(0, 0)).as("odd steps were filled").isFalse();
        assertThat(window.observed(4, 0)).isFalse();
    }

    @Test
    void shouldBeginAtTheLastStepAndKnowNothingAheadWhenItIsReadForItsValuesAlone() {
        Window window = Window.upTo(segment(6));
        assertThat(window.value(0, 0)).isEqualTo(5);
        assertThatThrownBy(() -> window.future().write(1, new float[1], 0))
                .hasMessage("a step of the future must be 1..0, was 1");
    }

    @Test
    void shouldBeOfEqualCovariatesWhenTheyWriteTheSame() {
        CovariateSettings settings = new CovariateSettings(List.of(Cycle.HOUR), ZoneId.of("UTC"));
        TimeStep hour = TimeStep.of(Duration.ofHours(1));
        assertThat(settings.ofSteps(hour)).isEqualTo(settings.ofSteps(hour));
        assertThat(settings.ofSteps(hour))
                .isNotEqualTo(new CovariateSettings(List.of(Cycle.HOUR), ZoneId.of("Europe/Berlin")).ofSteps(hour))
                .isNotEqualTo(settings.ofSteps(TimeStep.of(Duration.ofMinutes(1))));
        assertThatThrownBy(() -> new Covariates(List.of(), TimeStep.ofMillis(0)))
                .hasMessage("a step must be at least 1 ms, was 0");
    }
}
