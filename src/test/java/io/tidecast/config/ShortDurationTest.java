package io.tidecast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortDurationTest {
    @ParameterizedTest
    @CsvSource({"PT1H,1h", "PT90M,90m", "PT0.2S,200ms", "P1D,1d", "PT36H,36h", "PT0S,0s", "PT60S,1m"})
    void shouldTakeTheLargestUnitThatDividesWhenItIsPrinted(Duration duration, String text) {
        assertThat(ShortDuration.of(duration)).isEqualTo(text);
    }

    @Property
    void shouldBeReadBackWhenItIsTypedAgain(@ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long ms) {
        assertThat(Parsers.duration(ShortDuration.of(Duration.ofMillis(ms)))).isEqualTo(Duration.ofMillis(ms));
    }
}
