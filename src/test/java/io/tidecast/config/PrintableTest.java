package io.tidecast.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @Test
    void shouldLeaveOrdinaryTextAsItIs() {
        String text = "pump 7/ü 温度 \uD83D\uDE80 \"quoted\" \\";
        assertThat(Printable.message(text)).isSameAs(text);
        assertThat(Printable.line(text)).isSameAs(text);
    }

    @Test
    void shouldKeepToOneLineWhenAnIdHoldsALogLineOfItsOwn() {
        assertThat(Printable.value("x\n2026-11-28 ERROR forged\r\t\u001b[31mred\u001b[0m"))
                .isEqualTo("x\\n2026-11-28 ERROR forged\\r\\t\\u001b[31mred\\u001b[0m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u0007", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff",
                "\ud800", "\udc00", "\u200b"
            })
    void shouldWriteTheNumberWhenACharacterMovesWhatIsAroundIt(String character) {
        assertThat(Printable.line("a" + character + "b"))
                .isEqualTo("a" + String.format("\\u%04x", (int) character.charAt(0)) + "b");
    }

    @Test
    void shouldCutAtTheBoundAndNeverWithinAnEscapeOrACharacter() {
        assertThat(Printable.value("x".repeat(80))).isEqualTo("x".repeat(80));
        assertThat(Printable.value("x".repeat(81))).isEqualTo("x".repeat(80) + "…");
        assertThat(Printable.value("x".repeat(79) + "\n")).isEqualTo("x".repeat(79) + "…");
        assertThat(Printable.value("x".repeat(79) + "\uD83D\uDE80")).isEqualTo("x".repeat(79) + "…");
        assertThat(Printable.message("\n".repeat(1_000_000))).isEqualTo("\\n".repeat(250) + "…");
        assertThat(Printable.message(null)).isEqualTo("null");
    }

    @Test
    void shouldStillBeTheSameJsonWhenAStringHoldsControls() throws Exception {
        ObjectMapper json = new ObjectMapper();
        String text = "{\"device\":\"a\u202e\u009bb\u007f\"}";
        assertThat(Printable.line(text)).isEqualTo("{\"device\":\"a\\u202e\\u009bb\\u007f\"}");
        assertThat(json.readTree(Printable.line(text))).isEqualTo(json.readTree(text));
    }

    @Test
    void shouldKeepLineBreaksOnlyWhereLinesAreMeant() {
        assertThat(Printable.lines("{\n  \"a\u001b\"\n}")).isEqualToNormalizingNewlines("{\n  \"a\\u001b\"\n}\n");
    }
}
