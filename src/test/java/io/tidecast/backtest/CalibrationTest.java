package io.tidecast.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.backtest.Calibration.Quantile;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final List<Double> LEVELS = List.of(0.5, 0.9);

    /** Actuals of 0 to 99; the intervals are [25, 74] and [5, 94] but for what is given. */
    private static HorizonErrors errors(float shift) {
        HorizonErrors errors = new HorizonErrors(2, 2);
        for (int i = 0; i < 100; i++) {
            errors.intervals()
                    .add(
                            1 + i % 2,
                            new double[] {0.5, 0.9},
                            50,
                            new double[] {25 + shift, 5 + shift},
                            new double[] {74 + shift, 94 + shift},
                            i);
        }
        return errors;
    }

    @Test
    void shouldBeEvenWhenBoundsAreTheQuantiles() {
        Calibration calibration = Calibration.of(errors(0), LEVELS);
        assertThat(calibration.quantiles())
                .allSatisfy(quantile -> assertThat(quantile.observed()).isCloseTo(quantile.nominal(), within(1e-9)));
        assertThat(calibration.bins()).hasSize(5).allSatisfy(bin -> assertThat(bin.density())
                .isCloseTo(1, within(1e-9)));
    }

    @Test
    void shouldLeanToOneSideWhenForecastsAreTooHigh() {
        Calibration calibration = Calibration.of(errors(5), LEVELS);
        assertThat(calibration.quantiles())
                .extracting(Quantile::observed)
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : Double.compare(a, b))
                .containsExactly(0.10, 0.30, 0.80, 1.0);
        assertThat(calibration.bins().get(0).density()).isCloseTo(2, within(1e-9));
        assertThat(calibration.bins().get(4).density()).isCloseTo(0, within(1e-9));
    }

    @Test
    void shouldBeUnknownWhenThereIsNoInterval() {
        assertThat(Calibration.of(new HorizonErrors(2, 2), LEVELS).isKnown()).isFalse();
        assertThat(Calibration.of(new HorizonErrors(2, 0), List.of()).isKnown()).isFalse();
    }
}
