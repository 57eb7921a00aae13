package io.tidecast.app;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/** Standard output: whether something can be drawn on it in place. {@code NO_COLOR} is about colours alone. */
public final class StandardOutput {
    private StandardOutput() {}

    /** Whether it is a terminal that understands cursor movements. */
    @SuppressWarnings("SystemConsoleNull") // Both answers of both JDKs are dealt with.
    public static boolean isTerminal(Map<String, String> environment) {
        Console console = System.console();
        return console != null && isTerminal(console) && !"dumb".equals(environment.get("TERM"));
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
}
