package io.tidecast.cli;

/**
 * Runtime failure of a command: what was asked for is understood and could not be done. Ends a command with exit code
 * 1.
 */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandFailed(String message) {
        super(message);
    }

    CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
