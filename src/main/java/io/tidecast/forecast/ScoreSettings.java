package io.tidecast.forecast;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.model.ForecastSettings;
import java.util.List;

/**
 * Prequential evaluation: how live forecasts are judged.
 *
 * @param memory scored steps of a device after which older errors and hits start to fade from its running measures
 * @param trial scored steps of a device after which older ones fade from its live skill; from so many on, or four
 *     horizons, the network is judged there
 * @param margin share of the naive error by which the network's must at least be above it for a naive forecast to take
 *     over, and below it to come back
 * @param summarySteps scored steps of each device of a task that the trainer gets a summary of
 * @param detail whose errors a score's record has
 */
public record ScoreSettings(int memory, int trial, double margin, int summarySteps, Detail detail) {
    /** Detail of a score's record. */
    public enum Detail {
        /** What was published, the network and the naive forecasts that they are judged by. */
        SUMMARY,
        /** Every method that is scored. */
        ALL;

        /** What of a score its record has. */
        public Score of(Score score) {
            return this == ALL ? score : score.compared();
        }
    }

    /** Windows of scored steps. */
    private static final int MEMORY_WINDOWS = 10;

    private static final int TRIAL_WINDOWS = 2;
    /** Summaries in a window of time: docs/adr/010 has what more of them cost in false alarms, and fewer in delay. */
    private static final int SUMMARIES = 4;

    static final Setting<Integer> MEMORY = Setting.derived(
                    "scores.memory",
                    "STEPS",
                    MEMORY_WINDOWS + " windows",
                    "scored steps of a device after which older errors and hits fade from its running MASE and coverage",
                    Parsers::integer)
            .must(Rule.atLeast(1));
    static final Setting<Integer> TRIAL = Setting.derived(
                    "scores.trial",
                    "STEPS",
                    TRIAL_WINDOWS + " windows",
                    "scored steps of a device after which older errors fade from its live skill; from so many on, or four"
                            + " horizons, its network is judged against naive",
                    Parsers::integer)
            .must(Rule.atLeast(1));
    static final Setting<Double> MARGIN = Setting.number(
                    "scores.margin",
                    0.02,
                    "how far the network's live error must at least be above the better naive one's for that to be published,"
                            + " and below it for the network to come back, 0.02 for 2 in 100; and by more than chance")
            .must(Rule.belowOne());
    static final Setting<Integer> SUMMARY_STEPS = Setting.derived(
                    "scores.summary-steps",
                    "STEPS",
                    "a quarter of a window",
                    "scored steps of each device that the trainer gets a summary of",
                    Parsers::integer)
            .must(Rule.atLeast(1));

    static final Setting<Detail> DETAIL = Setting.choice(
            "scores.detail",
            Detail.SUMMARY,
            "whose errors a score's record has: of what was published, the network and the naive forecasts, or of all"
                    + " methods, of which all horizon steps are kept for it");

    /** All of scoring, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(MEMORY, TRIAL, MARGIN, SUMMARY_STEPS, DETAIL);

    public ScoreSettings {
        MEMORY.check(memory);
        TRIAL.check(trial);
        MARGIN.check(margin);
        SUMMARY_STEPS.check(summarySteps);
    }

    public ScoreSettings withDetail(Detail other) {
        return new ScoreSettings(memory, trial, margin, summarySteps, other);
    }

    public static ScoreSettings from(Values values) {
        int window = values.get(ForecastSettings.WINDOW);
        return new ScoreSettings(
                values.find(MEMORY).orElse(MEMORY_WINDOWS * window),
                values.find(TRIAL).orElse(TRIAL_WINDOWS * window),
                values.get(MARGIN),
                values.find(SUMMARY_STEPS).orElse(Math.max(1, window / SUMMARIES)),
                values.get(DETAIL));
    }

    /** The defaults for a window of so many steps. */
    public static ScoreSettings of(int window) {
        return from(Values.DEFAULTS.with(ForecastSettings.WINDOW, window));
    }
}
