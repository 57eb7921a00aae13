package io.tidecast.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * Outcome of one fine-tune, or of a version's time in service: what was decided, and by which errors. Pointers carry
 * it, in the flat form that they had when it was text alone.
 *
 * @param version number the challenger has, or would have had
 * @param ruling what was decided
 * @param trigger what started the fine-tune
 * @param requests ids of the requests it answers
 * @param heldOut errors on the held-out windows
 * @param updates weight updates made
 * @param seconds time the training took
 * @param at ISO-8601 time of the verdict
 * @param live what came of its time in the shadow; null without
 */
public record Verdict(
        int version,
        Ruling ruling,
        String trigger,
        List<String> requests,
        Errors heldOut,
        int updates,
        double seconds,
        String at,
        Errors live) {
    public Verdict {
        requests = requests == null ? List.of() : List.copyOf(requests);
    }

    /**
     * Mean absolute errors of both on the same windows, in units of the devices' change scales; null where one is not
     * known.
     *
     * @param windows how many there were
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Errors(Double champion, Double challenger, int windows) {
        static final Errors NONE = new Errors(null, null, 0);

        /** Errors as they were measured; one that is not finite is not known. */
        public static Errors of(double champion, double challenger, int windows) {
            return new Errors(finite(champion), finite(challenger), windows);
        }

        private static Double finite(double value) {
            return Double.isFinite(value) ? value : null;
        }
    }

    /** A fine-tune ended without a challenger. */
    public static Verdict failed(int version, Throwable failure, String trigger, List<String> requests, String at) {
        return new Verdict(version, Ruling.failed(failure), trigger, requests, Errors.NONE, 0, 0, at, null);
    }

    /**
     * A version is served no longer, or would not be if nothing kept it; without a fine-tune.
     *
     * @param trigger who found it wanting
     */
    public static Verdict undone(int version, Ruling ruling, String trigger, String at) {
        return new Verdict(version, ruling, trigger, List.of(), Errors.NONE, 0, 0, at, null);
    }

    /** This verdict, come to again: on live windows, or because something else ended the time in the shadow. */
    public Verdict again(Ruling other, Errors tried, String when) {
        return new Verdict(version, other, trigger, requests, heldOut, updates, seconds, when, tried);
    }

    public boolean promoted() {
        return ruling.isPromoted();
    }

    /** Whether the version served, and serves no longer. */
    public boolean rolledBack() {
        return ruling.kind() == Ruling.Kind.ROLLED_BACK;
    }

    /** The ruling as one line. */
    public String reason() {
        return ruling.text();
    }

    @JsonValue
    Form form() {
        return new Form(
                version,
                promoted(),
                reason(),
                trigger,
                requests,
                heldOut.champion(),
                heldOut.challenger(),
                heldOut.windows(),
                updates,
                seconds,
                at,
                live);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Verdict of(Form form) {
        return new Verdict(
                form.version(),
                Ruling.parse(form.promoted(), form.reason() == null ? "" : form.reason()),
                form.trigger(),
                form.requests(),
                new Errors(form.champion(), form.challenger(), form.windows()),
                form.updates(),
                form.seconds(),
                form.at(),
                form.live());
    }

    /** JSON form of a verdict. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Form(
            int version,
            boolean promoted,
            String reason,
            String trigger,
            List<String> requests,
            Double champion,
            Double challenger,
            int windows,
            int updates,
            double seconds,
            String at,
            Errors live) {}
}
