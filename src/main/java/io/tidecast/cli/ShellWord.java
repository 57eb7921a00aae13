package io.tidecast.cli;

/** Quoting of a word for a shell, so that a command that is printed can be pasted. */
final class ShellWord {
    private ShellWord() {}

    /** The word as it is, or in single quotes where a shell would take some of it for its own. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./,:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
