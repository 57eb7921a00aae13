package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GridSettingsTest {
    @Test
    void shouldPutATimeIntoTheStepThatHoldsIt() {
        GridSettings grid = GridSettings.of(Duration.ofMinutes(1));
        assertThat(grid.indexOf(0)).isZero();
        assertThat(grid.indexOf(59_999)).isZero();
        assertThat(grid.indexOf(60_000)).isEqualTo(1);
        assertThat(grid.indexOf(-1)).isEqualTo(-1);
        assertThat(grid.startOf(grid.indexOf(123_456_789))).isLessThanOrEqualTo(123_456_789);
    }

    @Test
    void shouldRefuseWhatMakesNoGrid() {
        assertThatThrownBy(() -> GridSettings.of(Duration.ZERO)).hasMessage("series.step must be at least 1ms, was 0s");
        Duration zero = Duration.ZERO;
        assertThatThrownBy(() -> new GridSettings(
                        Sampling.GRID,
                        Duration.ofHours(1),
                        Aggregation.MEAN,
                        Duration.ofSeconds(-1),
                        Fill.PREVIOUS,
                        zero,
                        zero,
                        zero))
                .hasMessage("series.grace must not be negative, was PT-1S");
    }
}
