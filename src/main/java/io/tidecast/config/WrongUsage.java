package io.tidecast.config;

/** What was asked for cannot be understood: a setting, a flag, an argument. Ends a command with exit code 2. */
public final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WrongUsage(String message) {
        super(message);
    }

    public WrongUsage(String message, Throwable cause) {
        super(message, cause);
    }
}
