package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.forecast.Threshold.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {
    private static final Threshold HOT = Threshold.parse("temp > 80");
    private static final Threshold COLD = Threshold.parse("temp<5");

    @Test
    void shouldReadTargetDirectionAndValue() {
        assertThat(HOT).isEqualTo(new Threshold("temp", Direction.ABOVE, 80));
        assertThat(COLD).isEqualTo(new Threshold("temp", Direction.BELOW, 5));
        assertThat(Threshold.parse("PM2.5>-1e2").value()).isEqualTo(-100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "temp", "temp=80", ">80", "temp>", "temp>x", "temp>NaN", "temp>=80", "a>b>3"})
    void shouldRefuseWhatIsNoRule(String text) {
        assertThatThrownBy(() -> Threshold.parse(text)).hasMessageContaining("such as temp>80");
    }

    @Test
    void shouldNameTheFirstStepOnTheOtherSide() {
        assertThat(HOT.crossedAt(79, new double[] {79.5f, 81, 83})).hasValue(2);
        assertThat(HOT.crossedAt(79, new double[] {80, 80, 80}))
                .as("reaching is not crossing")
                .isEmpty();
        assertThat(COLD.crossedAt(6, new double[] {5, 4.9f})).hasValue(2);
    }

    @Test
    void shouldNotNameWhatIsCrossedInTheOtherDirection() {
        assertThat(HOT.crossedAt(82, new double[] {81, 79, 70})).isEmpty();
        assertThat(COLD.crossedAt(4, new double[] {6, 7})).isEmpty();
    }

    @Test
    void shouldNotNameAStepWhenTheLastValueHasPassedAlready() {
        assertThat(HOT.crossedAt(82, new double[] {83, 84})).isEmpty();
        assertThat(HOT.crossedAt(82, new double[] {79, 81})).as("comes back").hasValue(2);
    }
}
