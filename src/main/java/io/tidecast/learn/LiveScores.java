package io.tidecast.learn;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Locale;
import java.util.Optional;

/**
 * Live scores of the version of a model that serves, learnt from score summaries.
 *
 * @param serving its error
 * @param drift test for a rise of it
 */
@JsonIgnoreProperties("before") // The version before it, which builds before this one compared it with.
public record LiveScores(LiveError serving, PageHinkley drift) {
    public static LiveScores begin(String version) {
        return new LiveScores(LiveError.begin(version, Long.MIN_VALUE), PageHinkley.begin());
    }

    /**
     * The version that serves is another one now.
     *
     * @param fromMs event time from which on its forecasts count
     */
    public LiveScores swapped(String version, long fromMs) {
        return new LiveScores(LiveError.begin(version, fromMs), drift.inherited());
    }

    /** Takes a summary of the serving version. */
    public LiveScores with(RetrainingRecord.ScoreSummary summary) {
        if (summary.fromMs() < serving.fromMs()) {
            return this;
        }
        return new LiveScores(serving.with(summary), drift.with(LiveError.logError(summary)));
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

    /** The test for drift begins anew, from the error as it is now. */
    public LiveScores watchedAnew() {
        return new LiveScores(serving, PageHinkley.begin());
    }
}
