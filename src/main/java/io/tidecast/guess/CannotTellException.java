package io.tidecast.guess;

/** Inference that came to nothing: says what is missing, and the option that helps. */
public final class CannotTellException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotTellException(String message) {
        super(message);
    }
}
