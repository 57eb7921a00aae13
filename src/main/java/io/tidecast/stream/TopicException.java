package io.tidecast.stream;

/**
 * Topic error: what was asked of one cannot be had: the topic is not there, does not answer, or holds no such record.
 */
public final class TopicException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TopicException(String message) {
        super(message);
    }

    public TopicException(String message, Throwable cause) {
        super(message, cause);
    }
}
