package io.tidecast.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InputFormatsTest {
    @Test
    void shouldFindAFormatByItsName() {
        assertThat(InputFormats.ALL).allSatisfy(format -> assertThat(InputFormats.named(format.name()))
                .isSameAs(format));
    }

    @Test
    void shouldNameAllFormatsWhenThereIsNoneOfTheName() {
        assertThatThrownBy(() -> InputFormats.named("xml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("one of " + InputFormats.names(", "));
    }
}
