package io.tidecast.cli;

/** What was asked for cannot be understood: a flag, an argument. Ends a command with exit code 2. */
final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongUsage(String message) {
        super(message);
    }

    WrongUsage(String message, Throwable cause) {
        super(message, cause);
    }
}
