package io.tidecast.record;

/**
 * Retriable error: a schema registry does not answer, which says nothing of the record that needs it. It is no dead
 * letter: the client ends, and starts anew at the same record.
 */
public final class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message) {
        super(message, null, false, false);
    }
}
