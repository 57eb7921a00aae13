package io.tidecast.learn;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Training progress of a model since its last fine-tune.
 *
 * @param runs fine-tunes begun
 * @param newSteps steps that came since the last one began
 * @param restedMs wall-clock time since which it has rested: the end of the last fine-tune, or when the model was first
 *     seen
 * @param growing steps known at the last fine-tune while there is little history of the way things are now; null when
 *     there is enough
 * @param changedMs event time from which on things are as they are now; null where all history is of one kind
 * @param drift that was found and not answered yet, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Progress(int runs, long newSteps, long restedMs, Long growing, Long changedMs, String drift) {
    public static Progress begin(long nowMs) {
        return new Progress(0, 0, nowMs, 0L, null, null);
    }

    public Progress withSteps(int steps) {
        return new Progress(runs, newSteps + steps, restedMs, growing, changedMs, drift);
    }

    /** The live error has risen: a reason to look whether things have changed. One that is not answered yet stays. */
    public Progress drifted(String found) {
        return drift != null ? this : new Progress(runs, newSteps, restedMs, growing, changedMs, found);
    }

    /** A fine-tune begins. */
    public Progress begun(int everySteps) {
        Long grown = growing == null || growing + newSteps >= everySteps ? null : (Long) (growing + newSteps);
        return new Progress(runs + 1, 0, restedMs, grown, changedMs, null);
    }

    /** A fine-tune has ended, or the time of its challenger in the shadow. */
    public Progress ended(long nowMs) {
        return new Progress(runs, newSteps, nowMs, growing, changedMs, drift);
    }

    /**
     * A fine-tune has told how far back history holds.
     *
     * @param change that it found, or found again; null if all history is of one kind
     */
    public Progress told(FineTuner.Change change, int everySteps) {
        if (change == null) {
            return new Progress(runs, newSteps, restedMs, growing, null, drift);
        }
        Long little = change.steps() < everySteps ? (Long) change.steps() : null;
        return new Progress(runs, newSteps, restedMs, little, change.sinceMs(), drift);
    }
}
