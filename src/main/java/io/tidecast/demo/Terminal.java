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
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Terminal on which lines can be drawn again in place, whatever its size becomes meanwhile, and above which others may
 * write.
 */
final class Terminal {
    private static final int USUAL_WIDTH = 80;
    /** From here to the end of the screen. */
    private static final String CLEAR = "\u001b[J";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5}) ([1-9][0-9]{0,4})");

    private final PrintWriter out;
    private final Supplier<Size> asked;
    private Size size;
    private List<String> drawn = List.of();

    /**
     * Size in characters.
     *
     * @param rows 0 where it is not known
     */
    record Size(int columns, int rows) {}

    Terminal(PrintWriter out) {
        this(out, () -> new Size(USUAL_WIDTH, 0));
    }

    /** @param asked its size, each time anew */
    Terminal(PrintWriter out, Supplier<Size> asked) {
        this.out = out;
        this.asked = asked;
        size = asked.get();
    }

    /** The size that the terminal itself has now; where it cannot be asked, the width of the environment. */
    static Size ask(Map<String, String> environment) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Matcher told = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), UTF_8).strip());
            return stty.waitFor() == 0 && told.matches()
                    ? new Size(Integer.parseInt(told.group(2)), Integer.parseInt(told.group(1)))
                    : unasked(environment);
        } catch (IOException e) {
            return unasked(environment);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unasked(environment);
        }
    }

    private static Size unasked(Map<String, String> environment) {
        return new Size(width(environment), 0);
    }

    static int width(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    /** The width that it has now, which lines are to be made for. */
    synchronized int width() {
        size = asked.get();
        return columns();
    }

    private int columns() {
        return Math.max(1, size.columns());
    }

    /**
     * Puts these lines in the place of those drawn before; of more than fit, the first: what has left the screen at its
     * top could not be taken back.
     */
    synchronized void draw(List<String> lines) {
        erase();
        drawn = List.copyOf(size.rows() > 0 ? lines.subList(0, Math.min(lines.size(), size.rows() - 1)) : lines);
        for (String line : drawn) {
            out.print("\r\u001b[2K" + line + "\n");
        }
        out.flush();
    }

    /** A terminal that has become narrower has broken what is longer than a row now. */
    private void erase() {
        int rows = drawn.stream()
                .mapToInt(line -> 1 + Math.max(0, line.length() - 1) / columns())
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
