package io.tidecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Terminal on which lines can be drawn again in place, whatever its width becomes meanwhile, and above which others may
 * write.
 */
final class Terminal {
    private static final int USUAL_WIDTH = 80;
    /** From here to the end of the screen. */
    private static final String CLEAR = "\u001b[J";

    private final PrintWriter out;
    private final IntSupplier asked;
    private int width;
    private List<String> drawn = List.of();

    Terminal(PrintWriter out) {
        this(out, () -> USUAL_WIDTH);
    }

    /** @param asked its width, each time anew */
    Terminal(PrintWriter out, IntSupplier asked) {
        this.out = out;
        this.asked = asked;
        width = asked.getAsInt();
    }

    /** The width that the terminal itself has now; where it cannot be asked, that of the environment. */
    static int ask(Map<String, String> environment) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), UTF_8).strip();
            return stty.waitFor() == 0 && size.matches("[0-9]+ [1-9][0-9]{0,4}")
                    ? Integer.parseInt(size.substring(size.indexOf(' ') + 1))
                    : width(environment);
        } catch (IOException e) {
            return width(environment);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return width(environment);
        }
    }

    static int width(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    /** The width that it has now, which lines are to be made for. */
    synchronized int width() {
        width = Math.max(1, asked.getAsInt());
        return width;
    }

    /** Puts these lines in the place of those drawn before. */
    synchronized void draw(List<String> lines) {
        erase();
        for (String line : lines) {
            out.print("\r\u001b[2K" + line + "\n");
        }
        out.flush();
        drawn = List.copyOf(lines);
    }

    /** A terminal that has become narrower has broken what is longer than a row now. */
    private void erase() {
        int rows = drawn.stream()
                .mapToInt(line -> 1 + Math.max(0, line.length() - 1) / width)
                .sum();
        if (rows > 0) {
            out.print("\u001b[" + rows + "A" + CLEAR);
        }
        drawn = List.of();
    }

    /** A stream to the same terminal, such as the log's: its lines come to stand above what is drawn. */
    PrintStream above(PrintStream to) {
        return new PrintStream(new Above(to), true, UTF_8);
    }

    /** Takes whole lines. */
    private final class Above extends OutputStream {
        private final PrintStream to;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Above(PrintStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) {
            line.write(b);
            if (b == '\n') {
                pass();
            }
        }

        private void pass() {
            synchronized (Terminal.this) {
                List<String> below = drawn;
                erase();
                out.print("\r");
                out.flush();
                to.writeBytes(line.toByteArray());
                to.flush();
                line.reset();
                if (!below.isEmpty()) {
                    draw(below);
                }
            }
        }
    }
}
