package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pattern that log lines are written with, which has the last word on what libraries quote. */
class LogLinesTest {
    private static final String FORGED =
            "x\n2026-11-28T12:00:00.000Z ERROR [main] Main: forged \u001b[31mred\u202e\u2028";

    private static List<String> lines(Throwable thrown) throws IOException {
        String file;
        try (InputStream in = LogLinesTest.class.getResourceAsStream("/logback-text.xml")) {
            file = new String(in.readAllBytes(), UTF_8);
        }
        LoggerContext context = new LoggerContext();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(file.substring(file.indexOf("<pattern>") + 9, file.indexOf("</pattern>")));
        layout.start();
        LoggingEvent event =
                new LoggingEvent("test", context.getLogger("io.tidecast.Test"), Level.WARN, FORGED, thrown, null);
        event.setThreadName("main");
        return layout.doLayout(event).lines().toList();
    }

    @Test
    void shouldWriteOneLineWhateverAMessageQuotes() throws IOException {
        assertThat(lines(null))
                .singleElement()
                .asString()
                .contains(" WARN  [main] Test: x?2026")
                .endsWith("?[31mred??");
    }

    @Test
    void shouldWriteNoLineThatAnExceptionQuotes() throws IOException {
        IllegalStateException thrown = new IllegalStateException(FORGED, new IllegalArgumentException(FORGED));
        List<String> lines = lines(thrown);
        assertThat(lines).hasSizeGreaterThan(3);
        assertThat(lines.subList(1, lines.size()))
                .allMatch(line -> line.matches("(\\s+at |\\s+\\.\\.\\. |Caused by: |java\\.lang\\.Ill).*"))
                .noneMatch(line -> line.contains("\u001b") || line.contains("\u202e"));
    }
}
