package io.tidecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void shouldGoBackUpOverItsOwnLinesWhenItDrawsAgain() {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out));
        terminal.draw(List.of("a", "b"));
        assertThat(out.toString()).isEqualTo("\r\u001b[2Ka\n\r\u001b[2Kb\n");
        terminal.draw(List.of("c"));
        assertThat(out.toString()).endsWith("b\n\u001b[2A\r\u001b[2Kc\n");
    }

    @Test
    void shouldTakeTheWidthFromTheEnvironmentWhenItIsANumber() {
        assertThat(Terminal.width(Map.of("COLUMNS", "132"))).isEqualTo(132);
        assertThat(Terminal.width(Map.of("COLUMNS", "wide"))).isEqualTo(80);
        assertThat(Terminal.width(Map.of())).isEqualTo(80);
    }

    @Test
    void shouldNotDrawInPlaceWhenTheEnvironmentForbidsIt() {
        assertThat(Terminal.isThere(Map.of("TERM", "dumb"))).isFalse();
        assertThat(Terminal.isThere(Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
    }
}
