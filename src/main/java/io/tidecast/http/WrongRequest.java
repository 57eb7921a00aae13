package io.tidecast.http;

/** Bad request: a parameter of the query that cannot be used; its message has name, rule and value. */
final class WrongRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongRequest(String name, String rule, String value) {
        super(name + " must " + rule + ", was " + value);
    }
}
