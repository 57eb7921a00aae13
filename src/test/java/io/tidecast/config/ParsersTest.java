package io.tidecast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParsersTest {
    private static final String RULE = "a map of names";

    @ParameterizedTest
    @ValueSource(strings = {"a,0.90,off", " a , 0.90, off", "[a, 0.90, off]", "[\"a\",\"0.90\",\"off\"]"})
    void shouldKeepTheTextsOfAListWhenItIsShortOrYamlOrJson(String text) {
        assertThat(Parsers.listOf(Parsers::text).apply(text.strip())).containsExactly("a", "0.90", "off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a", "[a, [b]]", "[{a: b}]", "[a]: b"})
    void shouldSayTheRuleWhenAListIsNone(String text) {
        assertThatThrownBy(() -> Parsers.listOf(Parsers::text).apply(text)).hasMessage("a list such as a,b");
    }

    @Test
    void shouldHaveNoElementWhenAListIsEmpty() {
        assertThat(Parsers.listOf(Parsers::text).apply("")).isEmpty();
        assertThat(Parsers.listOf(Parsers::text).apply("[]")).isEmpty();
    }

    @Test
    void shouldKeepTheOrderOfNamesWhenAMapIsShortOrYaml() {
        assertThat(Parsers.named("b=/x,a", RULE)).isEqualTo(Map.of("b", "/x", "a", ""));
        assertThat(Parsers.named("b=/x,a", RULE).keySet()).containsExactly("b", "a");
        assertThat(Parsers.named("{b: /x, a: {min: 1}}", RULE).entrySet())
                .containsExactlyElementsOf(List.of(Map.entry("b", "/x"), Map.entry("a", Map.of("min", "1"))));
    }

    @Test
    void shouldSayTheRuleWhenAMapIsNoneOrNamesOneTwice() {
        assertThatThrownBy(() -> Parsers.named("a=1,a=2", RULE)).hasMessage("distinct names, not twice a");
        for (String text : List.of("{a: 1, a: 2}", "{a: 1", "{a: 1}: 2", "{[a]: 1}")) {
            assertThatThrownBy(() -> Parsers.named(text, RULE)).as(text).hasMessage(RULE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 minute", "", "1.5h", "PT"})
    void shouldSayTheRuleWhenADurationIsNone(String text) {
        assertThatThrownBy(() -> Parsers.duration(text)).hasMessage("a duration such as PT1M, 60s, 5m, 1h or 1d");
    }
}
