package io.tidecast.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;

/**
 * Serving alias: which version of a model serves; the value under the model's id on the models topic.
 *
 * @param schema version of this record's form
 * @param serving the version that serves; 0 as long as a group has none of its own and the default model serves it
 * @param previous the version that a rollback goes to, or null; 0 for the default model's
 * @param shadow a version that does not serve, but is tried on live traffic; or null
 * @param pinned whether the trainer must leave {@code serving} alone
 * @param reason why this version serves
 * @param verdict of the last fine-tune, promoted or not; null before the first
 * @param rejected the last verdicts that promoted nothing, newest last, at most {@value #MOST_REJECTED}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pointer(
        int schema,
        int serving,
        Integer previous,
        Shadow shadow,
        boolean pinned,
        String reason,
        Verdict verdict,
        List<Verdict> rejected) {
    public static final int SCHEMA = 1;
    public static final int MOST_REJECTED = 10;

    public Pointer {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("pointer.schema must be " + SCHEMA + ", was " + schema);
        }
        if (serving < 0) {
            throw new IllegalArgumentException("pointer.serving must not be negative, was " + serving);
        }
        rejected = rejected == null ? List.of() : List.copyOf(rejected);
    }

    public static Pointer bootstrap(int version, String reason) {
        return new Pointer(SCHEMA, version, null, null, false, reason, null, List.of());
    }

    /** The pointer of a group that has no version of its own yet. */
    public static Pointer unserved() {
        return bootstrap(0, "the default model serves until a fine-tune is promoted");
    }

    /**
     * This pointer after a fine-tune: moved to the challenger if it was promoted, in any case with its verdict and
     * without a shadow.
     */
    public Pointer after(Verdict last) {
        if (last.promoted()) {
            return new Pointer(SCHEMA, last.version(), serving, null, pinned, last.reason(), last, rejected);
        }
        return new Pointer(SCHEMA, serving, previous, null, pinned, reason, last, more(last));
    }

    /**
     * This pointer with a challenger in the shadow of the version that serves.
     *
     * @param passed what the gate said of it
     */
    public Pointer shadowed(Shadow tried, Verdict passed) {
        return new Pointer(SCHEMA, serving, previous, tried, pinned, reason, passed, rejected);
    }

    /**
     * This pointer back at the version before.
     *
     * @param further the version that a further rollback would go to, or null
     * @param undone what is said of the version that served
     */
    public Pointer rolledBack(Integer further, Verdict undone) {
        if (previous == null) {
            throw new IllegalStateException("version " + serving + " has none before it to go back to");
        }
        return new Pointer(SCHEMA, previous, further, null, pinned, undone.reason(), verdict, more(undone));
    }

    private List<Verdict> more(Verdict last) {
        List<Verdict> more = new ArrayList<>(rejected);
        more.add(last);
        return more.subList(Math.max(0, more.size() - MOST_REJECTED), more.size());
    }

    /** This pointer with a verdict more that moved nothing. */
    public Pointer noted(Verdict last) {
        return new Pointer(SCHEMA, serving, previous, shadow, pinned, reason, verdict, more(last));
    }

    /** This pointer held at a version; nothing is tried in its shadow then. */
    public Pointer pinnedTo(int version, String why) {
        Integer before = version == serving ? previous : (Integer) serving;
        return new Pointer(SCHEMA, version, before, null, true, why, verdict, rejected);
    }

    /** This pointer, free to be moved by the trainer. */
    public Pointer unpinned() {
        return new Pointer(SCHEMA, serving, previous, shadow, false, reason, verdict, rejected);
    }

    /** This pointer without anything in its shadow. */
    public Pointer withoutShadow() {
        return new Pointer(SCHEMA, serving, previous, null, pinned, reason, verdict, rejected);
    }

    /** Whether it is the one that serves, the one before it, or the one in its shadow. */
    public boolean names(int version) {
        return version == serving || (previous != null && version == previous) || isShadow(version);
    }

    /** Whether a version is tried in the shadow of the one that serves. */
    public boolean isShadow(int version) {
        return shadow != null && version == shadow.version();
    }

    /** What a version is to this pointer: {@code serving}, {@code shadow}, {@code previous}, or empty. */
    public String state(int version) {
        if (version == serving) {
            return "serving";
        }
        if (isShadow(version)) {
            return "shadow";
        }
        return names(version) ? "previous" : "";
    }

    /** This pointer after somebody had a version serve; whether it is pinned, and the verdicts, stay. */
    public Pointer published(int version, String why) {
        return new Pointer(SCHEMA, version, serving, null, pinned, why, verdict, rejected);
    }

    /**
     * Shadow version: it passed the gate and forecasts the live traffic too, unpublished, until it is judged.
     *
     * @param champion {@code model/version} that served when it began
     * @param steps new steps that have come since; told each quarter of the way
     * @param of new steps whose windows it is to be judged on
     * @param since ISO-8601 time of the beginning
     */
    public record Shadow(int version, String champion, long steps, int of, String since) {}
}
