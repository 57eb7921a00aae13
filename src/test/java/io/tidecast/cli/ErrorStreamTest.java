package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorStreamTest {
    private static final String OPENS = "--add-opens java.base/java.io=ALL-UNNAMED -Dtidecast.err=3";

    /** Without the right to open the descriptor, and without a name of one, errors go where they always went. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"" + OPENS + "\", 3>&2 2>/dev/null",
                "-Dtidecast.err=3, 3>/dev/null",
                "-Dtidecast.other=3, 3>/dev/null"
            })
    void shouldWriteErrorsToTheDescriptorThatIsNamed(String flags, String descriptors) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec \"$0\" " + flags + " -cp \"$1\" io.tidecast.cli.Main watch --no-such-flag " + descriptors,
                        java,
                        System.getProperty("java.class.path"))
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(err).contains("unknown option --no-such-flag");
    }
}
