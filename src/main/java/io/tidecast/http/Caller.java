package io.tidecast.http;

/**
 * Credentials of a request, to be passed on where another instance is asked for its sake.
 *
 * @param authorization its header {@code Authorization}; empty without
 */
public record Caller(String authorization) {
    public static final Caller UNKNOWN = new Caller("");

    @Override
    public String toString() {
        return "Caller[hidden]";
    }
}
