package io.tidecast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortDurationTest {
    @ParameterizedTest
    @CsvSource({
        "PT1H,1h",
        "PT90M,90m",
        "PT0.2S,200ms",
        "P1D,1d",
        "PT36H,36h",
        "PT0S,0s",
        "PT60S,1m",
        "PT0.0000005S,PT0.0000005S"
    })
    void shouldTakeTheLargestUnitThatDividesWhenItIsPrinted(Duration duration, String text) {
        assertThat(ShortDuration.of(duration)).isEqualTo(text);
    }

    @Test
    void shouldStandInMessagesOfRulesAsItIsTyped() {
        Setting<Duration> grace =
                Setting.time("series.grace", Duration.ZERO, "").must(Rule.positive());
        assertThatThrownBy(() -> grace.check(Duration.ZERO)).hasMessage("series.grace must be positive, was 0s");
        assertThatThrownBy(() -> grace.require(false, "be less", Duration.ofSeconds(10)))
                .hasMessage("series.grace must be less, was 10s");
        Typed month = () -> "P1M";
        assertThatThrownBy(() -> grace.require(false, "be less", month))
                .hasMessage("series.grace must be less, was P1M");
    }

    @Property
    void shouldBeReadBackWhenItIsTypedAgain(@ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long ms) {
        assertThat(Parsers.duration(ShortDuration.of(Duration.ofMillis(ms)))).isEqualTo(Duration.ofMillis(ms));
    }
}
