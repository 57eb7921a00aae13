package io.tidecast.cli;

/** Usage error: a flag or an argument that cannot be understood. Ends a command with exit code 2. */
final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongUsage(String message) {
        super(message);
    }

    WrongUsage(String message, Throwable cause) {
        super(message, cause);
    }
}
