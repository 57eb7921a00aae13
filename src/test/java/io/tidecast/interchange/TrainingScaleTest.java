package io.tidecast.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.model.LevelScale;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingScaleTest {
    private static final LevelScale.Order ORDER = LevelScale.Order.TARGETS;

    @Test
    void shouldScaleAsScikitLearnDoesWhenItsNumbersAreGiven() {
        Map<String, Object> unit = Map.of("type", "min-max", "min", List.of(5, 0), "max", List.of(25, 4));
        assertThat(TrainingScale.parse(unit).scale(2, ORDER))
                .isEqualTo(new LevelScale(List.of(5.0, 0.0), List.of(20.0, 4.0), ORDER));
        Map<String, Object> around =
                Map.of("type", "min-max", "low", -1, "high", 1, "min", List.of(5), "max", List.of(25));
        assertThat(TrainingScale.parse(around).scale(1, ORDER))
                .isEqualTo(new LevelScale(List.of(15.0), List.of(10.0), ORDER));
        Map<String, Object> standard = Map.of("type", "standard", "mean", List.of(7), "std", List.of(2));
        assertThat(TrainingScale.parse(standard).scale(1, ORDER))
                .isEqualTo(new LevelScale(List.of(7.0), List.of(2.0), ORDER));
        assertThat(TrainingScale.parse(Map.of("type", "none")).scale(1, ORDER))
                .isEqualTo(new LevelScale(List.of(0.0), List.of(1.0), ORDER));
    }

    @Test
    void shouldPassOverWhatIsMissingAndNotDivideByNothingWhenItIsFitted() {
        List<double[]> columns = List.of(new double[] {1, Double.NaN, 3}, new double[] {4, 4, 4});
        assertThat(TrainingScale.parse(Map.of("type", "standard")).fit(columns, ORDER))
                .isEqualTo(new LevelScale(List.of(2.0, 4.0), List.of(1.0, 1.0), ORDER));
        assertThat(TrainingScale.parse(Map.of("type", "min-max")).fit(columns, ORDER))
                .isEqualTo(new LevelScale(List.of(1.0, 4.0), List.of(2.0, 1.0), ORDER));
        assertThatThrownBy(() ->
                        TrainingScale.parse(Map.of("type", "standard")).fit(List.of(new double[] {Double.NaN}), ORDER))
                .hasMessage("scaling must be taken of one value or more of each feature, had none of 0");
    }

    @Test
    void shouldRefuseNumbersThatDoNotGoTogether() {
        assertThatThrownBy(() -> TrainingScale.parse(Map.of("type", "standard", "mean", List.of(1))))
                .hasMessage("scaling must have both mean and std, or neither");
        assertThatThrownBy(() -> TrainingScale.parse(Map.of("type", "standard", "mean", List.of(1), "std", List.of(2)))
                        .scale(2, ORDER))
                .hasMessageContaining("for each of the 2 features, had 1 and 1");
        assertThatThrownBy(() -> TrainingScale.parse(Map.of("type", "min-max", "low", 1, "high", 1)))
                .hasMessage("scaling.low must be below high, were 1.0 and 1.0");
    }
}
