package io.tidecast.config;

import java.util.stream.Collectors;

/**
 * Escaping of text from outside (record keys and values, device ids, names in files, messages of exceptions) before it
 * stands in a log, a header, an answer or on a terminal. A line break in it would forge a line of the log, an escape
 * sequence would take over the terminal, and a bidirectional control would show another order than there is; so they
 * are written as {@code \n} or with their numbers, and what is long is cut.
 */
public final class Printable {
    /** Characters of a message that is made of what came from outside. */
    public static final int MESSAGE = 500;

    /** Characters of one value within a message. */
    public static final int VALUE = 80;

    private Printable() {}

    /** A value within a message: {@value #VALUE} characters at most. */
    public static String value(Object value) {
        return cut(String.valueOf(value), VALUE);
    }

    /** A whole message: {@value #MESSAGE} characters at most. */
    public static String message(String text) {
        return cut(String.valueOf(text), MESSAGE);
    }

    /** The whole text as one line; where it is JSON, still the same JSON. */
    public static String line(String text) {
        return cut(text, Integer.MAX_VALUE);
    }

    /** The whole text, whose line breaks stay. */
    public static String lines(String text) {
        return text.lines().map(line -> line(line) + System.lineSeparator()).collect(Collectors.joining());
    }

    /** Escapes no more than it keeps; what is cut ends in an ellipsis beyond the {@code most} characters. */
    private static String cut(String text, int most) {
        StringBuilder safe = null;
        int length = text.length();
        for (int at = 0; at < length; ) {
            int codePoint = text.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            boolean plain = isPlain(codePoint);
            if (safe == null && !(plain && next <= most)) {
                safe = new StringBuilder(text.substring(0, at));
            }
            if (safe != null) {
                String piece = plain ? text.substring(at, next) : escaped(text, at, next);
                if (safe.length() + piece.length() > most) {
                    return safe.append('…').toString();
                }
                safe.append(piece);
            }
            at = next;
        }
        return safe == null ? text : safe.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static String escaped(String text, int from, int to) {
        return switch (text.charAt(from)) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                StringBuilder numbers = new StringBuilder();
                for (int at = from; at < to; at++) {
                    numbers.append(String.format("\\u%04x", (int) text.charAt(at)));
                }
                yield numbers.toString();
            }
        };
    }
}
