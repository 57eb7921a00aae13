package io.tidecast.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory of another JVM, looked at from outside. */
final class JvmFigures {
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)\\s*$", Pattern.MULTILINE);
    private static final Pattern RESIDENT = Pattern.compile("^VmRSS:\\s+(\\d+) kB$", Pattern.MULTILINE);

    private JvmFigures() {}

    /** Bytes of live objects: a histogram of classes begins with a full collection. */
    static long liveHeap(long pid) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(pid),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
            jcmd.waitFor();
            return total(histogram);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static long total(String histogram) {
        return number(TOTAL, histogram);
    }

    /** Bytes that are in memory of all that the process has mapped. */
    static long resident(long pid) {
        try {
            return residentOf(Files.readString(Path.of("/proc", String.valueOf(pid), "status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long residentOf(String status) {
        return number(RESIDENT, status) * 1024;
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException(pattern + " must be in what was printed, was "
                    + text.lines().toList());
        }
        return Long.parseLong(found.group(1));
    }
}
