package io.tidecast.input;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Non-finite literals of JSON that is none: Python, JavaScript and C write {@code NaN}, {@code Infinity} and
 * {@code -nan} where a number is not there. They are made null, and the rest of the record is read.
 */
final class BareWords {
    private static final Set<String> WORDS = Set.of("nan", "inf", "infinity");
    private static final String NULL = "null";

    private BareWords() {}

    /** The text with null for each such word outside of strings; empty if there is none. */
    static Optional<String> asNull(String text) {
        StringBuilder made = new StringBuilder(text.length() + NULL.length());
        boolean any = false;
        int at = 0;
        while (at < text.length()) {
            int end = text.charAt(at) == '"' ? stringEnd(text, at) : wordEnd(text, at);
            if (isWord(text, at, end)) {
                made.append(NULL);
                any = true;
            } else {
                made.append(text, at, end);
            }
            at = end;
        }
        return any ? Optional.of(made.toString()) : Optional.empty();
    }

    /** Behind the quote that ends a string. */
    private static int stringEnd(String text, int from) {
        int at = from + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), at + 1);
    }

    /** Behind the last of letters, digits and signs in a row; behind the character where there is none. */
    private static int wordEnd(String text, int from) {
        int at = from;
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        return Math.max(at, from + 1);
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.' || c == '_';
    }

    private static boolean isWord(String text, int from, int end) {
        boolean signed = text.charAt(from) == '-' || text.charAt(from) == '+';
        int length = end - from;
        return length <= "-infinity".length()
                && WORDS.contains(text.substring(signed ? from + 1 : from, end).toLowerCase(Locale.ROOT));
    }
}
