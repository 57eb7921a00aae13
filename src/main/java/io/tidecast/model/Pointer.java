package io.tidecast.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Serving alias: which version of a model serves; the value under the model's id on the models topic. Several write it:
 * the trainer, and people by {@code tidecast models}. Each change is made from a pointer that its writer has read, and
 * has a greater revision; a pointer of a smaller revision than the one before it on the topic was made without knowing
 * that one, and every reader passes over it ({@link #follows}). What a person does counts {@value #BY_HAND} changes of
 * the trainer, so that it stands whichever of the two was faster.
 *
 * <p>Worked example. At revision 7 the trainer promotes version 5, which is revision 8, while somebody pins version 4,
 * which is 1,007. Pinned first, version 5 is passed over; promoted first, the pin takes its place.
 *
 * @param schema version of this record's form
 * @param serving the version that serves; 0 as long as a group has none of its own and the default model serves it
 * @param previous the version that a rollback goes to, or null; 0 for the default model's
 * @param shadow a version that does not serve, but is tried on live traffic; or null
 * @param pinned whether the trainer must leave {@code serving} alone
 * @param reason why this version serves
 * @param verdict of the last fine-tune, promoted or not; null before the first
 * @param rejected the last verdicts that promoted nothing, newest last: at most {@value #MOST_REJECTED} rollbacks,
 *     which rejections come between, and as many others
 * @param revision grows with each change; 0 in a pointer of a build that wrote none
 * @param movedAt ISO-8601 time since when this version serves, or since when it is held or free again; null where the
 *     build that wrote it did not say
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
        List<Verdict> rejected,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long revision,
        String movedAt) {
    public static final int SCHEMA = 1;
    public static final int MOST_REJECTED = 10;
    /** More changes than a trainer makes between two looks at the models topic. */
    private static final long BY_HAND = 1_000;

    public Pointer {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("pointer.schema must be " + SCHEMA + ", was " + schema);
        }
        if (serving < 0) {
            throw new IllegalArgumentException("pointer.serving must not be negative, was " + serving);
        }
        if (revision < 0) {
            throw new IllegalArgumentException("pointer.revision must not be negative, was " + revision);
        }
        rejected = rejected == null ? List.of() : List.copyOf(rejected);
    }

    public static Pointer bootstrap(int version, String reason) {
        return new Pointer(SCHEMA, version, null, null, false, reason, null, List.of(), 1, null);
    }

    /** The pointer of a group that has no version of its own yet. */
    public static Pointer unserved() {
        String reason = "the default model serves until a fine-tune is promoted";
        return new Pointer(SCHEMA, 0, null, null, false, reason, null, List.of(), 0, null);
    }

    /**
     * This pointer after a fine-tune: moved to the challenger if it was promoted, in any case with its verdict and
     * without a shadow.
     */
    public Pointer after(Verdict last) {
        if (last.promoted()) {
            return new Pointer(
                    SCHEMA,
                    last.version(),
                    serving,
                    null,
                    pinned,
                    last.reason(),
                    last,
                    rejected,
                    revision + 1,
                    last.at());
        }
        return new Pointer(SCHEMA, serving, previous, null, pinned, reason, last, more(last), revision + 1, movedAt);
    }

    /**
     * This pointer with a challenger in the shadow of the version that serves.
     *
     * @param passed what the gate said of it
     */
    public Pointer shadowed(Shadow tried, Verdict passed) {
        return new Pointer(SCHEMA, serving, previous, tried, pinned, reason, passed, rejected, revision + 1, movedAt);
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
        return new Pointer(
                SCHEMA,
                previous,
                further,
                null,
                pinned,
                undone.reason(),
                verdict,
                more(undone),
                revision + 1,
                undone.at());
    }

    private List<Verdict> more(Verdict last) {
        List<Verdict> more = new ArrayList<>(rejected);
        more.add(last);
        List<Verdict> alike = more.stream()
                .filter(verdict -> verdict.rolledBack() == last.rolledBack())
                .toList();
        if (alike.size() > MOST_REJECTED) {
            more.remove(alike.get(0));
        }
        return more;
    }

    /** This pointer with a verdict more that moved nothing. */
    public Pointer noted(Verdict last) {
        return new Pointer(
                SCHEMA, serving, previous, shadow, pinned, reason, verdict, more(last), revision + 1, movedAt);
    }

    /** This pointer held at a version; nothing is tried in its shadow then. */
    public Pointer pinnedTo(int version, String why) {
        Integer before = version == serving ? previous : (Integer) serving;
        return new Pointer(SCHEMA, version, before, null, true, why, verdict, rejected, revision + BY_HAND, null);
    }

    /** This pointer, free to be moved by the trainer, with who has done it among why this version serves. */
    public Pointer unpinned(String why) {
        return new Pointer(SCHEMA, serving, previous, shadow, false, why, verdict, rejected, revision + BY_HAND, null);
    }

    /** This pointer without anything in its shadow. */
    public Pointer withoutShadow() {
        return new Pointer(SCHEMA, serving, previous, null, pinned, reason, verdict, rejected, revision, movedAt);
    }

    /** This pointer once more, over one that was passed over. */
    public Pointer again() {
        return withRevision(revision + 1);
    }

    /** This change as one that a person makes. */
    public Pointer byHand() {
        return withRevision(revision + BY_HAND);
    }

    /** This pointer, moved at an ISO-8601 time. */
    public Pointer withMovedAt(String at) {
        return new Pointer(SCHEMA, serving, previous, shadow, pinned, reason, verdict, rejected, revision, at);
    }

    public Pointer withRevision(long other) {
        return new Pointer(SCHEMA, serving, previous, shadow, pinned, reason, verdict, rejected, other, movedAt);
    }

    /**
     * Whether it takes the place of the pointer before it on the topic, or was made without knowing that one. One
     * without a revision always does, as it did for the build that wrote it.
     */
    public boolean follows(Pointer before) {
        return revision == 0 || revision >= before.revision;
    }

    /** Whether it is the one that serves, the one before it, or the one in its shadow. */
    public boolean names(int version) {
        return version == serving || (previous != null && version == previous) || isShadow(version);
    }

    /** The newest of its verdicts whose trigger begins so; empty if none of those it has does. */
    public Optional<Verdict> lastOf(String trigger) {
        return Stream.concat(rejected.stream(), Stream.ofNullable(verdict))
                .filter(one -> one.trigger() != null && one.trigger().startsWith(trigger))
                .max(Comparator.comparing(one -> one.at() == null ? "" : one.at()));
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
        return new Pointer(SCHEMA, version, serving, null, pinned, why, verdict, rejected, revision + BY_HAND, null);
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
