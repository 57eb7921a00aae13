package io.tidecast.model;

import java.util.Locale;

/**
 * Decision of model selection about one version, and why. Records and logs tell it as one line, {@code promoted: 3.1 %
 * better on 512 held-out windows}; who decides anything by it asks for its {@link Kind}.
 *
 * @param words what was decided, as the line begins
 * @param reason why, as it goes on
 */
public record Ruling(Kind kind, String words, String reason) {
    private static final String BECAUSE = ": ";
    private static final String INSTEAD = ", not ";

    /** Kind of decision about a version. */
    public enum Kind {
        /** It serves from now on. */
        PROMOTED("promoted"),
        /** It was worse than what serves, or could not be judged. */
        REJECTED("rejected"),
        /** There is none, as its fine-tune failed. */
        FAILED("failed"),
        /** It is tried on live traffic first. */
        SHADOWED("in the shadow"),
        /** It served, and the one before it serves again. */
        ROLLED_BACK("rolled back"),
        /** It was to serve, or to serve no longer, and something kept that from being done. */
        HELD("held");

        private final String beginning;

        Kind(String beginning) {
            this.beginning = beginning;
        }
    }

    public static Ruling promoted(String gain) {
        return new Ruling(Kind.PROMOTED, Kind.PROMOTED.beginning, gain);
    }

    public static Ruling rejected(String why) {
        return new Ruling(Kind.REJECTED, Kind.REJECTED.beginning, why);
    }

    public static Ruling failed(Throwable failure) {
        return new Ruling(Kind.FAILED, Kind.FAILED.beginning, failure.toString());
    }

    public static Ruling rolledBack(int version, String why) {
        return new Ruling(Kind.ROLLED_BACK, Kind.ROLLED_BACK.beginning + " to " + version, why);
    }

    /** This one put off until so many steps of live traffic have come. */
    public Ruling shadowed(int steps) {
        String forSteps = String.format(Locale.ROOT, " for %,d steps", steps);
        return new Ruling(Kind.SHADOWED, Kind.SHADOWED.beginning + forSteps, reason);
    }

    /** This one not carried out: {@code pinned, not promoted: …}. */
    public Ruling heldBy(String obstacle) {
        return new Ruling(Kind.HELD, obstacle + INSTEAD + words, reason);
    }

    public boolean isPromoted() {
        return kind == Kind.PROMOTED;
    }

    /** The line of records and logs. */
    public String text() {
        return words.isEmpty() ? reason : words + BECAUSE + reason;
    }

    /**
     * The ruling that a record tells of; a line of somebody else's making is kept as it is.
     *
     * @param promoted as the record says beside its line
     */
    static Ruling parse(boolean promoted, String text) {
        int end = text.indexOf(BECAUSE);
        String words = end < 0 ? "" : text.substring(0, end);
        String reason = end < 0 ? text : text.substring(end + BECAUSE.length());
        return new Ruling(promoted ? Kind.PROMOTED : notPromoted(text, words), words, reason);
    }

    private static Kind notPromoted(String text, String words) {
        if (words.contains(INSTEAD)) {
            return Kind.HELD;
        }
        for (Kind kind : new Kind[] {Kind.FAILED, Kind.SHADOWED, Kind.ROLLED_BACK}) {
            if (text.startsWith(kind.beginning)) {
                return kind;
            }
        }
        return Kind.REJECTED;
    }
}
