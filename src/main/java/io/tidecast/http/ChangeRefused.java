package io.tidecast.http;

import java.util.List;

/** Refusal of a change, with the status of the answer. */
public final class ChangeRefused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SOON_SECONDS = 1;

    private final int status;

    private ChangeRefused(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** It does not go with what is there. */
    public static ChangeRefused conflict(String why, Throwable cause) {
        return new ChangeRefused(409, why, cause);
    }

    /** There is no such model. */
    public static ChangeRefused unknown(String why) {
        return new ChangeRefused(404, why, null);
    }

    /** Another change is being made. */
    public static ChangeRefused busy() {
        return new ChangeRefused(429, "another change is being made", null);
    }

    /** The broker does not do it now. */
    public static ChangeRefused unavailable(String why, Throwable cause) {
        return new ChangeRefused(503, why, cause);
    }

    Answer answer() {
        return status == 429
                ? Answer.tooMany(SOON_SECONDS, getMessage())
                : Answer.refused(status, List.of(getMessage()));
    }
}
