package io.tidecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
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
        assertThat(out.toString()).endsWith("b\n\u001b[2A\u001b[J\r\u001b[2Kc\n");
    }

    @Test
    void shouldLetWholeLinesOfOthersStandAboveWhatItDraws() {
        StringWriter out = new StringWriter();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintWriter(out));
        PrintStream above = terminal.above(new PrintStream(err, true, UTF_8));
        above.println("before");
        assertThat(out.toString()).isEqualTo("\r");
        terminal.draw(List.of("a", "b"));
        above.print("half");
        assertThat(err.toString(UTF_8)).isEqualTo("before" + System.lineSeparator());
        above.println(" and half");
        assertThat(err.toString(UTF_8).lines()).containsExactly("before", "half and half");
        assertThat(out.toString()).endsWith("b\n\u001b[2A\u001b[J\r\r\u001b[2Ka\n\r\u001b[2Kb\n");
    }

    @Test
    void shouldGoUpOverAllRowsOfALineThatANarrowerTerminalHasBroken() {
        StringWriter out = new StringWriter();
        int[] width = {20};
        Terminal terminal = new Terminal(new PrintWriter(out), () -> new Terminal.Size(width[0], 0));
        terminal.draw(List.of("0123456789", "ab"));
        width[0] = 5;
        assertThat(terminal.width()).isEqualTo(5);
        terminal.draw(List.of("c"));
        assertThat(out.toString()).endsWith("\u001b[3A\u001b[J\r\u001b[2Kc\n");
    }

    @Test
    void shouldDrawNoMoreThanTheTerminalIsHigh() {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out), () -> new Terminal.Size(80, 3));
        terminal.draw(List.of("a", "b", "c"));
        terminal.draw(List.of("d"));
        assertThat(out.toString()).isEqualTo("\r\u001b[2Ka\n\r\u001b[2Kb\n\u001b[2A\u001b[J\r\u001b[2Kd\n");
    }

    @Test
    void shouldTakeTheWidthFromTheEnvironmentWhenItIsANumber() {
        assertThat(Terminal.width(Map.of("COLUMNS", "132"))).isEqualTo(132);
        assertThat(Terminal.width(Map.of("COLUMNS", "wide"))).isEqualTo(80);
        assertThat(Terminal.width(Map.of())).isEqualTo(80);
    }
}
