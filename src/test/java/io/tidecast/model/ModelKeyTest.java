package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelKeyTest {
    @Test
    void shouldReadAKeyAsItWasWritten() {
        ModelKey key = new ModelKey("pumps.a", 42);
        assertThat(key).hasToString("pumps.a/42");
        assertThat(ModelKey.parse("pumps.a/42")).isEqualTo(key);
        assertThat(ModelKey.isPointer("pumps.a/42")).isFalse();
        assertThat(ModelKey.isPointer("pumps.a")).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "pumps", "pumps/", "/1", "pumps/x", "pumps/-1", "pumps/+1", "pumps/1.5", "a/9999999999"})
    void shouldSayTheRuleWhenAKeyIsNoVersions(String text) {
        assertThat(ModelKey.find(text)).isEmpty();
        assertThatThrownBy(() -> ModelKey.parse(text))
                .hasMessage("key must be a model's id, / and a version of at least 0, was " + text);
    }

    @Test
    void shouldRefuseAVersionBelowZero() {
        assertThatThrownBy(() -> new ModelKey("a", -1)).hasMessageEndingWith("was a/-1");
    }
}
