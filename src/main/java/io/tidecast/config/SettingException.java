package io.tidecast.config;

/**
 * Configuration error: a setting that is not known, is not set where it must be, or breaks a rule; the message has
 * name, rule and value.
 */
public final class SettingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingException(String message) {
        super(message);
    }

    public SettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
