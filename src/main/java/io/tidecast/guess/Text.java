package io.tidecast.guess;

import io.tidecast.config.Printable;

/** What records hold, as messages and files repeat it. */
final class Text {
    private static final int LONGEST = 40;

    private Text() {}

    /** In a message: printable, and short. */
    static String quoted(String text) {
        String shown = Printable.value(text);
        return "'" + (shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown) + "'";
    }

    /** In YAML's flow form, in quotes where it needs them. */
    static String yaml(String text) {
        return text.matches("[/A-Za-z][A-Za-z0-9_./-]*") || text.matches("-?\\d{1,9}")
                ? text
                : '"' + escaped(text) + '"';
    }

    /** In YAML as a value of its own, where a colon need not be in quotes if no space follows. */
    static String scalar(String text) {
        return text.matches("(record:|header:)[A-Za-z0-9_./-]+") ? text : yaml(text);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", "?");
    }
}
