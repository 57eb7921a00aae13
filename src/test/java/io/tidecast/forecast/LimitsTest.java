package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @Test
    void shouldReadRangesThatAreOpenOnEitherSide() {
        assertThat(Limits.parse("-40..125.5")).isEqualTo(new Limits(-40, 125.5f));
        assertThat(Limits.parse(" 0 .. ")).isEqualTo(new Limits(0, Float.MAX_VALUE));
        assertThat(Limits.parse("..1e3")).isEqualTo(new Limits(-Float.MAX_VALUE, 1000));
        assertThat(Limits.parse(".5...75")).isEqualTo(new Limits(0.5f, 0.75f));
        assertThat(Limits.parse("..")).isEqualTo(Limits.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "1.2", "5..5", "9..1", "a..b", "NaN..1", "0..Infinity"})
    void shouldRefuseWhatIsNoRange(String text) {
        assertThatThrownBy(() -> Limits.parse(text)).hasMessageStartingWith("a range");
    }

    @Test
    void shouldClipToWhatIsPossible() {
        Limits percent = new Limits(0, 100);
        assertThat(percent.clip(-3)).isZero();
        assertThat(percent.clip(55)).isEqualTo(55);
        assertThat(percent.clip(Float.POSITIVE_INFINITY)).isEqualTo(100);
        assertThat(percent.clip(Float.NaN)).isNaN();
        assertThat(Limits.NONE.clip(Float.NEGATIVE_INFINITY)).isEqualTo(-Float.MAX_VALUE);
        assertThat(percent.contains(100)).isTrue();
        assertThat(percent.contains(100.1f)).isFalse();
    }
}
