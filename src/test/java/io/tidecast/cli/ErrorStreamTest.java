package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorStreamTest {
    private static final Pattern FLAGS = Pattern.compile("(--add-opens \\S+) (-D\\S+=3)");

    /** The launcher's own flags: opening the package, and naming the descriptor. */
    private static Matcher flags() throws Exception {
        Matcher flags = FLAGS.matcher(Files.readString(Path.of("tidecast")));
        assertThat(flags.find()).isTrue();
        return flags;
    }

    private static void assertRunAsksForValues(String flags, String descriptors) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec \"$0\" " + flags + " -cp \"$1\" io.tidecast.cli.Main run " + descriptors,
                        java,
                        System.getProperty("java.class.path"))
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(err).startsWith("tidecast run: kafka.bootstrap.servers must be set");
        assertThat(process.exitValue()).isEqualTo(2);
    }

    @Test
    void shouldWriteErrorsToTheDescriptorWhenTheLauncherNamesOne() throws Exception {
        assertRunAsksForValues(flags().group(), "3>&2 2>/dev/null");
    }

    @Test
    void shouldWriteErrorsWhereTheyWentWhenTheDescriptorCannotBeOpened() throws Exception {
        assertRunAsksForValues(flags().group(2), "3>/dev/null");
    }

    @Test
    void shouldWriteErrorsWhereTheyWentWhenNoDescriptorIsNamed() throws Exception {
        assertRunAsksForValues("", "3>/dev/null");
    }
}
