package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeedTest {
    @ParameterizedTest
    @CsvSource({"3600,3600", "0.5,0.5", "1h,3600", "1d,86400", "90s,90", "500ms,0.5", "PT1M,60"})
    void shouldBeSecondsPerSecondWhenGivenAsANumberOrADuration(String text, double factor) {
        assertThat(Speed.parse(text).factor()).isEqualTo(factor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0s", "fast", "", "NaN", "Infinity"})
    void shouldBeRefusedWhenItIsNoSpeed(String text) {
        assertThatThrownBy(() -> Speed.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
