package io.tidecast.learn;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What has come of a model since its last fine-tune.
 *
 * @param runs fine-tunes begun
 * @param newSteps steps that came since the last one began
 * @param restedMs wall-clock time since which it has rested: the end of the last fine-tune, or when the model was first seen
 * @param growing while there is little history of the way things are now; null when there is enough
 * @param drift that was found and not answered yet, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Progress(int runs, long newSteps, long restedMs, Growing growing, Drift drift) {
    /**
     * History that grows from nothing: of a new model, or after a drift. Fine-tunes follow one another each time it has doubled.
     *
     * @param sinceMs event time at which a drift began; null for a new model
     * @param steps known at the last fine-tune
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Growing(Long sinceMs, long steps) {
        private Growing with(long more, int enough) {
            return steps + more >= enough ? null : new Growing(sinceMs, steps + more);
        }
    }

    /**
     * A drift.
     *
     * @param sinceMs event time at which it began
     * @param steps scored since then
     */
    public record Drift(long sinceMs, long steps, String reason) {}

    public static Progress begin(long nowMs) {
        return new Progress(0, 0, nowMs, new Growing(null, 0), null);
    }

    public Progress withSteps(int steps) {
        return new Progress(runs, newSteps + steps, restedMs, growing, drift);
    }

    /**
     * A drift was found. One that is not answered yet stays; and as long as history grows since one, there is no other: fine-tunes follow one another quickly then as it is, and a test that gives false alarms must not keep them at it.
     */
    public Progress drifted(Drift found) {
        boolean known = drift != null || (growing != null && growing.sinceMs() != null);
        return known ? this : new Progress(runs, newSteps, restedMs, growing, found);
    }

    /** A fine-tune begins. */
    public Progress begun(int everySteps) {
        Growing grown = growing == null ? null : growing.with(newSteps, everySteps);
        Growing next = drift == null ? grown : new Growing(drift.sinceMs(), 0).with(drift.steps(), everySteps);
        return new Progress(runs + 1, 0, restedMs, next, null);
    }

    /** A fine-tune has ended. */
    public Progress ended(long nowMs) {
        return new Progress(runs, newSteps, nowMs, growing, drift);
    }

    /** Event time from which on things are as they are now: where the last drift began, as long as little is known since; or null. */
    public Long changedMs() {
        return drift != null ? (Long) drift.sinceMs() : growing == null ? null : growing.sinceMs();
    }
}
