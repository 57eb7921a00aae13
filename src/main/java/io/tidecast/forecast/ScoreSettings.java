package io.tidecast.forecast;

/**
 * How live forecasts are judged.
 *
 * @param memory scored steps of a device after which older errors and hits start to fade from its running measures
 * @param trial scored steps of a device after which older ones fade from its live skill; from so many on, or four horizons, the
 *     network is judged there
 * @param margin share of the naive error by which the network's must at least be above it for a naive forecast to take over, and
 *     below it to come back
 * @param summarySteps scored steps of each device of a task that the trainer gets a summary of
 */
public record ScoreSettings(int memory, int trial, double margin, int summarySteps) {
    private static final double MARGIN = 0.02;
    /** Summaries in a window of time: docs/adr/010 has what more of them cost in false alarms, and fewer in delay. */
    private static final int SUMMARIES = 4;

    public ScoreSettings {
        require(memory >= 1, "scores.memory must be at least 1, was " + memory);
        require(trial >= 1, "scores.trial must be at least 1, was " + trial);
        require(margin >= 0 && margin < 1, "scores.margin must be in [0, 1), was " + margin);
        require(summarySteps >= 1, "scores.summary-steps must be at least 1, was " + summarySteps);
    }

    /** The defaults for a window of so many steps. */
    public static ScoreSettings of(int window) {
        return new ScoreSettings(10 * window, 2 * window, MARGIN, Math.max(1, window / SUMMARIES));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
