package io.tidecast.guess;

/**
 * Inferred setting with its explanation.
 *
 * @param key of the setting; empty where only something is to be said
 * @param value as the file of settings has it, in YAML's flow form
 * @param why what was seen
 */
public record Decision(String key, String value, String why) {
    public Decision {
        if (why.isBlank()) {
            throw new IllegalArgumentException("why must say something, was blank");
        }
    }

    static Decision said(String why) {
        return new Decision("", "", why);
    }

    /** Whether it sets something. */
    public boolean isSetting() {
        return !key.isEmpty();
    }
}
