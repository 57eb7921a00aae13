package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.ShortDuration;
import io.tidecast.config.Values;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * Resampling: how readings become a device's steps.
 *
 * @param steps what a step is
 * @param timeStep length of a step, or what it is on the calendar; a step is named by its start, so 05:07:30 falls in
 *     step 05:07 of a one-minute grid. Where every reading is a step, the interval at which they usually come: seasons
 *     are counted in it
 * @param aggregation how several readings of a step become one value
 * @param grace how far a later reading must pass the end of a step before the step closes
 * @param fill what an empty step holds
 * @param maxGap the longest run of empty steps that is filled; after a longer one the window starts afresh. Where every
 *     reading is a step, the longest pause between two of a window
 * @param idleClose when nothing was received from a device for so long of wall time, its last steps close without a
 *     later reading; 0 for never. Worked example, steps of a minute, idle-close five minutes: the reading of 05:00:30
 *     is the last one received, at 05:00:31. At 05:05:31, or some seconds later, step 05:00 closes with it and is
 *     forecast from. A reading of 05:00:40 that comes after that is late; one of 05:07:10 opens step 05:07, and 05:01
 *     to 05:06 close as empty steps. A device whose newest reading was older than {@code idleClose + step + grace} when
 *     it was received is replaying history, and waits for its next reading however long that takes. Silence counts as
 *     far as the application has received what was sent, so none of its own outages is one
 * @param maxAhead a reading further past the wall clock than this is refused and moves no clock. Worked example, an
 *     hour: at 12:00:00 on the wall a reading of 13:00:00 is taken, and closes the steps before it; one of 13:00:00.001
 *     goes to the dead letters, and the next one of 12:00:01 is as much in time as if it had never come
 */
public record GridSettings(
        Sampling steps,
        TimeStep timeStep,
        Aggregations aggregation,
        Duration grace,
        Fill fill,
        Duration maxGap,
        Duration idleClose,
        Duration maxAhead) {
    public static final Setting<TimeStep> STEP = Setting.required(
                    "series.step",
                    "DURATION",
                    "length of a step of the grid that readings fall on, e.g. 1m for a reading a minute, or P1D, P1W, P1M,"
                            + " P3M, P1Y for those of the calendar; where every reading is a step, the interval at which"
                            + " they usually come",
                    Parsers.as(TimeStep.RULE, TimeStep::parse))
            .must(Rule.of("be at least 1ms", step -> step.lengthMs() >= 1));
    public static final Setting<ZoneId> ZONE = Setting.derived(
            "series.zone",
            "ZONE",
            TimeText.ZONE.key(),
            "time zone of the calendar's steps, which begin at its midnight; P1D is 24h in UTC",
            Parsers.as("a time zone such as Europe/Berlin", ZoneId::of));
    public static final Setting<WeekDays> DAYS = Setting.withDefault(
            "series.days",
            "DAY-DAY|DAY,…",
            "mon-sun",
            "days of the week that are steps where series.step is P1D, e.g. mon-fri for business days; what is read on"
                    + " another day belongs to the one before it",
            Parsers.as(WeekDays.RULE, WeekDays::parse));
    public static final Setting<Sampling> STEPS = Setting.choice(
            "series.steps",
            Sampling.GRID,
            "what a step is: a stretch of time, whose readings are aggregated, or each reading; forecasts are then of the next"
                    + " readings, and their times by the device's median interval");
    static final Setting<Aggregations> AGGREGATION = Setting.withDefault(
            "series.aggregation",
            Parsers.names(Aggregation.class, "|") + "|NAME=…,…",
            Parsers.name(Aggregation.MEAN),
            "how several readings of a step become one value, for all values or each by its name; increase and rate (a"
                    + " second) are of counters, whose resets and roll-overs are told",
            Parsers.as(Aggregations.RULE, Aggregations::parse));
    static final Setting<Duration> GRACE = Setting.time(
                    "series.grace",
                    Duration.ZERO,
                    "how far a later reading must pass the end of a step before the step closes")
            .must(Rule.notNegative());
    static final Setting<Fill> FILL = Setting.choice(
            "series.fill",
            Fill.PREVIOUS,
            "what an empty step holds: the previous value, the straight line to the next one as soon as that is known, the"
                    + " device's mean, or zero");
    private static final int MAX_GAP_STEPS = 6;
    private static final Duration LONGEST_PAUSE_BETWEEN_READINGS = Duration.ofDays(365);
    static final Setting<Duration> MAX_GAP = Setting.derived(
                    "series.max-gap",
                    "DURATION",
                    MAX_GAP_STEPS + " steps; 365d where every reading is a step",
                    "the longest run of empty steps that is filled, or pause between two readings where each is a step; after"
                            + " a longer one the window starts afresh",
                    Parsers::duration)
            .must(Rule.notNegative());
    private static final int IDLE_STEPS = 10;
    private static final Duration LEAST_IDLE = Duration.ofMinutes(1);
    static final Setting<Duration> IDLE_CLOSE = Setting.derived(
                    "series.idle-close",
                    "DURATION",
                    IDLE_STEPS + " steps, at least " + ShortDuration.of(LEAST_IDLE),
                    "when nothing was received from a device for so long, its last steps close without a later reading; 0s"
                            + " for never, and never while a device replays history",
                    Parsers::duration)
            .must(Rule.notNegative());
    static final Setting<Duration> MAX_AHEAD = Setting.time(
                    "series.max-ahead",
                    Duration.ofHours(1),
                    "a reading further past the wall clock than this is refused")
            .must(Rule.notNegative());

    /** All of the series, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(
            STEP,
            ZONE,
            DAYS,
            STEPS,
            AGGREGATION,
            GRACE,
            FILL,
            MAX_GAP,
            IDLE_CLOSE,
            Scaling.MEASURE,
            Scaling.OVER,
            MAX_AHEAD);

    public GridSettings {
        STEP.check(timeStep);
        STEP.require(
                steps == Sampling.GRID || timeStep instanceof FixedStep,
                "be of a fixed length, such as "
                        + ShortDuration.of(Duration.ofDays(timeStep.length().toDays()))
                        + ", where every reading is a step (series.steps is readings)",
                timeStep);
        GRACE.check(grace);
        MAX_GAP.check(maxGap);
        IDLE_CLOSE.check(idleClose);
        MAX_AHEAD.check(maxAhead);
        AGGREGATION.require(
                steps == Sampling.GRID || !aggregation.anyCounter(),
                "have no increase or rate where every reading is a step (series.steps is readings)",
                aggregation);
    }

    /** One aggregation for all values. */
    public GridSettings(
            Sampling steps,
            Duration step,
            Aggregation aggregation,
            Duration grace,
            Fill fill,
            Duration maxGap,
            Duration idleClose,
            Duration maxAhead) {
        this(steps, TimeStep.of(step), Aggregations.of(aggregation), grace, fill, maxGap, idleClose, maxAhead);
    }

    public static GridSettings from(Values values) {
        TimeStep timeStep = step(values);
        Duration step = timeStep.length();
        Sampling steps = values.get(STEPS);
        return new GridSettings(
                steps,
                timeStep,
                values.get(AGGREGATION),
                values.get(GRACE),
                values.get(FILL),
                values.find(MAX_GAP)
                        .orElseGet(() -> steps == Sampling.GRID
                                ? step.multipliedBy(MAX_GAP_STEPS)
                                : LONGEST_PAUSE_BETWEEN_READINGS),
                values.find(IDLE_CLOSE).orElseGet(() -> idleClose(step)),
                values.get(MAX_AHEAD));
    }

    /** What the settings say a step is, in its zone and of its days. */
    public static TimeStep step(Values values) {
        WeekDays days = values.get(DAYS);
        TimeStep step = values.get(STEP);
        try {
            return step.in(values.find(ZONE).orElseGet(() -> values.get(TimeText.ZONE)), days);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    DAYS.key() + " must " + e.getMessage() + ", was " + days + " with " + step.typed(), e);
        }
    }

    /** What is usual with steps of this length. */
    public static GridSettings of(Duration step) {
        return of(Sampling.GRID, step);
    }

    /** What is usual with such steps of this length. */
    public static GridSettings of(Sampling steps, Duration step) {
        return from(Values.DEFAULTS.with(STEPS, steps).with(STEP, TimeStep.of(step)));
    }

    private static Duration idleClose(Duration step) {
        Duration idle = step.multipliedBy(IDLE_STEPS);
        return idle.compareTo(LEAST_IDLE) < 0 ? LEAST_IDLE : idle;
    }

    /** How long a step is; on a calendar the mean. */
    public Duration step() {
        return timeStep.length();
    }

    /** {@link #step} in milliseconds. */
    public long stepMs() {
        return timeStep.lengthMs();
    }

    /** The longest run of empty steps that is filled, in steps; on a calendar rounded, as 90 days are three months. */
    public long maxGapSteps() {
        return timeStep instanceof FixedStep
                ? maxGap.toMillis() / stepMs()
                : Math.round((double) maxGap.toMillis() / stepMs());
    }

    /** Index of the step that holds a time, see {@link TimeStep}. */
    public long indexOf(long timeMs) {
        return timeStep.indexOf(timeMs);
    }

    public long startOf(long index) {
        return timeStep.startOf(index);
    }
}
