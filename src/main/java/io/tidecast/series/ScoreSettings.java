package io.tidecast.series;

import java.time.Duration;

/**
 * How live forecasts are judged.
 *
 * @param memory scored steps of a device after which older errors and hits start to fade from its running measures
 * @param trial scored steps over which the network must prove itself on a device: its live skill is judged from so many on, and
 *     older ones fade
 * @param margin how far the live skill must be below 0 for a naive forecast to take over, and above 0 for the network to come
 *     back, so that a device where both are as good does not go to and fro
 * @param summarySteps scored steps of all devices of a task that the trainer gets a summary of
 * @param summaryInterval longest wall time without a summary, where anything was scored
 */
public record ScoreSettings(int memory, int trial, double margin, int summarySteps, Duration summaryInterval) {
    private static final double MARGIN = 0.02;
    private static final Duration SUMMARY_INTERVAL = Duration.ofMinutes(1);

    public ScoreSettings {
        require(memory >= 1, "scores.memory must be at least 1, was " + memory);
        require(trial >= 1, "scores.trial must be at least 1, was " + trial);
        require(margin >= 0 && margin < 1, "scores.margin must be in [0, 1), was " + margin);
        require(summarySteps >= 1, "scores.summary-steps must be at least 1, was " + summarySteps);
        require(
                summaryInterval.toMillis() >= 1,
                "scores.summary-interval must be at least PT0.001S, was " + summaryInterval);
    }

    /** The defaults for a window of so many steps. */
    public static ScoreSettings of(int window) {
        return new ScoreSettings(10 * window, 2 * window, MARGIN, window, SUMMARY_INTERVAL);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
