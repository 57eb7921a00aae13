package io.tidecast.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;

/** Terminal on which lines can be drawn again in place. */
final class Terminal {
    private static final int USUAL_WIDTH = 80;

    private final PrintWriter out;
    private int drawn;

    Terminal(PrintWriter out) {
        this.out = out;
    }

    /** Whether standard output is a terminal that understands cursor movements and is wanted to get them. */
    @SuppressWarnings("SystemConsoleNull") // Both answers of both JDKs are dealt with.
    static boolean isThere(Map<String, String> environment) {
        Console console = System.console();
        return console != null
                && isTerminal(console)
                && !"dumb".equals(environment.get("TERM"))
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** From JDK 22 on there is a console without a terminal too, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    static int width(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    /** Puts these lines in the place of those drawn before. */
    void draw(List<String> lines) {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A");
        }
        for (String line : lines) {
            out.print("\r\u001b[2K" + line + "\n");
        }
        out.flush();
        drawn = lines.size();
    }
}
