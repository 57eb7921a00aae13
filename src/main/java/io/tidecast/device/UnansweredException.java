package io.tidecast.device;

/** Question that a task has not answered, so that nobody knows yet whether it has the device. */
public final class UnansweredException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnansweredException(String message) {
        super(message);
    }
}
