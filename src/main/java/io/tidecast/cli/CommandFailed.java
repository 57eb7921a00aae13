package io.tidecast.cli;

/**
 * Runtime failure of a command: what was asked for is understood and could not be done. Ends a command with exit code
 * 1, unless there is one of its own for this.
 */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitStatus status;

    CommandFailed(String message) {
        this(ExitStatus.FAILED, message);
    }

    CommandFailed(ExitStatus status, String message) {
        super(message);
        this.status = status;
    }

    CommandFailed(String message, Throwable cause) {
        super(message, cause);
        status = ExitStatus.FAILED;
    }

    ExitStatus status() {
        return status;
    }
}
