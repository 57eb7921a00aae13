package io.tidecast.app;

/**
 * Result of one check of the doctor.
 *
 * @param remedy what to do; empty when all is well
 */
public record Finding(Level level, String message, String remedy) {
    /** Severity: well, worth a look, or in the way. */
    public enum Level {
        OK("ok  "),
        WARN("WARN"),
        FAIL("FAIL");

        private final String text;

        Level(String text) {
            this.text = text;
        }
    }

    static Finding ok(String message) {
        return new Finding(Level.OK, message, "");
    }

    static Finding warn(String message, String remedy) {
        return new Finding(Level.WARN, message, remedy);
    }

    static Finding fail(String message, String remedy) {
        return new Finding(Level.FAIL, message, remedy);
    }

    @Override
    public String toString() {
        return level.text + "  " + message + (remedy.isEmpty() ? "" : ": " + remedy);
    }
}
