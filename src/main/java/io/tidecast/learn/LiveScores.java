package io.tidecast.learn;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Optional;

/**
 * Live scores of a model, by version: the one that serves, and the one before it as it last was. All of it is learnt
 * from score summaries.
 *
 * @param serving of the version that serves
 * @param before of the version that served before it, when it was replaced; null if there was none, or nothing is known
 *     of it
 * @param drift test for a rise of the serving version's error
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveScores(LiveError serving, LiveError before, PageHinkley drift) {
    public static LiveScores begin(String version) {
        return new LiveScores(LiveError.begin(version, Long.MIN_VALUE), null, PageHinkley.begin());
    }

    /**
     * The version that serves is another one now.
     *
     * @param fromMs event time from which on its forecasts count
     * @param onTrial whether it is to be compared with the one before
     */
    public LiveScores swapped(String version, long fromMs, boolean onTrial) {
        LiveError compared = onTrial && serving.count() > 0 ? serving : null;
        return new LiveScores(LiveError.begin(version, fromMs), compared, drift.inherited());
    }

    /** Takes a summary of the serving version. */
    public LiveScores with(RetrainingRecord.ScoreSummary summary) {
        if (summary.fromMs() < serving.fromMs()) {
            return this;
        }
        return new LiveScores(serving.with(summary), before, drift.with(LiveError.logError(summary)));
    }

    /**
     * A drift, if the error has risen.
     *
     * @param threshold excess that is one; 0: there is none
     */
    public Optional<String> drifted(double threshold, RetrainingRecord.ScoreSummary newest) {
        if (threshold == 0 || drift.excess() <= threshold) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "live error was %.2f and is %.2f change scales",
                Math.exp(drift.mean()),
                Math.exp(LiveError.logError(newest))));
    }

    /**
     * Why the swap to the serving version should be undone: its live error, over the naive one's on the same readings,
     * is above that of the version before by more than the margin and by more than chance. Empty if not, or not known
     * yet.
     */
    public Optional<String> regretted(TrialSettings trial) {
        boolean judged = before != null && serving.n() >= trial.steps();
        if (!judged || trial.margin() == 0 || !serving.worseThan(before, trial.margin())) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "live error over the naive one's is %.2f with %s over %,d scored steps, was %.2f with %s",
                serving.ratio(),
                serving.version(),
                serving.n(),
                before.ratio(),
                before.version()));
    }

    /** The version before is compared with no longer, once the serving one has been watched long enough. */
    public LiveScores settled(TrialSettings trial) {
        return before != null && serving.n() > trial.watched() ? withoutBefore() : this;
    }

    public LiveScores withoutBefore() {
        return new LiveScores(serving, null, drift);
    }

    /** The test for drift begins anew, from the error as it is now. */
    public LiveScores watchedAnew() {
        return new LiveScores(serving, before, PageHinkley.begin());
    }
}
