package io.tidecast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingTest {
    private static final Setting<Integer> LANES =
            Setting.count("learning.lanes", "N", 32, "lanes").must(Rule.between(1, 64));

    @Test
    void shouldNameKeyRuleAndValueWhenAValueBreaksItsRule() {
        assertThatCode(() -> LANES.check(64)).doesNotThrowAnyException();
        assertThatThrownBy(() -> LANES.check(65))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learning.lanes must be 1..64, was 65");
    }

    @Test
    void shouldNameTheSourceWhenATextCannotBeRead() {
        assertThatThrownBy(() -> LANES.parse("many", "environment"))
                .isInstanceOf(SettingException.class)
                .hasMessage("learning.lanes must be a whole number, was many (environment)");
        assertThatThrownBy(() -> LANES.parse(" ", "")).hasMessage("learning.lanes must be a whole number, was empty");
    }

    @Test
    void shouldNameTheElementWhenOneOfAListBreaksTheRule() {
        Setting<List<Double>> levels = Setting.<List<Double>>derived(
                        "levels", "L", "none", "levels", Parsers.listOf(Parsers::number))
                .must(Rule.each(Rule.properFraction()));
        assertThatThrownBy(() -> levels.check(List.of(0.5, 1.0, 2.0))).hasMessage("levels must be in (0, 1), was 1.0");
    }

    @Test
    void shouldHoldNumbersAndDurationsToTheSameRuleWhenItIsAboutTheirSign() {
        for (Object positive : List.of(1, 1e-9, Duration.ofNanos(1))) {
            assertThat(Rule.positive().breach().apply(positive)).isEmpty();
            assertThat(Rule.notNegative().breach().apply(positive)).isEmpty();
        }
        for (Object zero : List.of(0, 0.0, Duration.ZERO)) {
            assertThat(Rule.positive().breach().apply(zero)).isPresent();
            assertThat(Rule.notNegative().breach().apply(zero)).isEmpty();
        }
        for (Object negative : List.of(-1, -0.1, Duration.ofNanos(-1), Double.NaN, Double.POSITIVE_INFINITY)) {
            assertThat(Rule.notNegative().breach().apply(negative)).isPresent();
        }
    }

    @Test
    void shouldHaveTheDefaultWhenNothingWasGivenAndWhatWasGivenElse() {
        assertThat(Values.DEFAULTS.get(LANES)).isEqualTo(32);
        assertThat(Values.DEFAULTS.with(LANES, 8).get(LANES)).isEqualTo(8);
        assertThat(Values.DEFAULTS.with(LANES, 8).with(LANES, 9).find(LANES)).contains(9);
    }

    @Test
    void shouldAskForWhatMustBeSetWhenItIsNot() {
        Setting<Duration> step = Setting.required("series.step", "DURATION", "length of a step", Parsers::duration);
        assertThat(Values.DEFAULTS.find(step)).isEmpty();
        assertThatThrownBy(() -> Values.DEFAULTS.get(step))
                .isInstanceOf(SettingException.class)
                .hasMessage("series.step must be set: length of a step (--series-step DURATION)");
    }
}
