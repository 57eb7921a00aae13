package io.tidecast.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scaling;
import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Layout of a device's stored state: the settings that say what its numbers mean. State is written as plain arrays, so
 * with other names in the same places, other levels or another step it would be read as something that it is not.
 *
 * @param stepMs length of a step; where every reading is a step, what seasons are counted in
 * @param calendar the step where it is a calendar's, whose mean length {@code stepMs} is then; else null, and not said
 * @param features in the order of a reading's values
 * @param targets in the order of a forecast's
 * @param levels nominal coverages of the intervals, in their order
 * @param seasonSteps lag of the seasonal naive forecast, which scores and weights were earned against
 */
record Layout(
        Sampling steps,
        long stepMs,
        List<String> features,
        List<String> targets,
        int horizon,
        List<Double> levels,
        int seasonSteps,
        Scaling.Measure measure,
        @JsonInclude(JsonInclude.Include.NON_NULL) String calendar) {
    static Layout of(ForecastSettings forecast) {
        return new Layout(
                forecast.steps(),
                forecast.grid().stepMs(),
                forecast.features(),
                forecast.targets(),
                forecast.horizon(),
                forecast.levels(),
                forecast.seasonSteps(),
                forecast.scaling().measure(),
                forecast.timeStep().equals(TimeStep.ofMillis(forecast.grid().stepMs()))
                        ? null
                        : forecast.timeStep().toString());
    }

    private TimeStep timeStep() {
        return calendar == null ? TimeStep.ofMillis(stepMs) : TimeStep.read(calendar);
    }

    /** These settings where they say something of the layout, the others' where not. */
    ForecastSettings with(ForecastSettings others) {
        GridSettings grid = others.grid();
        GridSettings own = new GridSettings(
                steps,
                timeStep(),
                grid.aggregation(),
                grid.grace(),
                grid.fill(),
                grid.maxGap(),
                grid.idleClose(),
                grid.maxAhead());
        return new ForecastSettings(
                others.model(),
                features,
                targets,
                others.window(),
                horizon,
                own,
                timeStep().times(seasonSteps),
                levels,
                new Scaling(measure, others.scaling().over()));
    }

    /** Whether a step of one is a step of the other, with the same number. */
    boolean sameSteps(Layout other) {
        return steps == other.steps && (steps == Sampling.READINGS || timeStep().equals(other.timeStep()));
    }

    /** Whether a forecast of the other layout says all that one of this layout does, intervals apart. */
    boolean isCoveredBy(Layout other) {
        return sameSteps(other) && other.targets.containsAll(targets) && other.horizon >= horizon;
    }

    /** Place in the other layout of each of these features; -1 where it has none. */
    int[] featuresIn(Layout other) {
        return features.stream().mapToInt(other.features::indexOf).toArray();
    }

    /** Place in the other layout of each of these targets; -1 where it has none. */
    int[] targetsIn(Layout other) {
        return targets.stream().mapToInt(other.targets::indexOf).toArray();
    }

    /** Place in the other layout of each of these levels; -1 where it has none. */
    int[] levelsIn(Layout other) {
        return levels.stream().mapToInt(other.levels::indexOf).toArray();
    }

    /** What has changed since another layout and what becomes of the state, setting by setting. */
    List<String> changesSince(Layout before) {
        List<String> changes = new ArrayList<>();
        if (!sameSteps(before)) {
            changes.add("series.step " + step(before) + " is " + step(this)
                    + " now: windows, scores and intervals begin afresh; open readings are kept");
            return changes;
        }
        if (!features.equals(before.features)) {
            changes.add("readings.values " + before.features + " is " + features
                    + " now: kept by name; what is new is unknown up to here");
        }
        if (!targets.equals(before.targets)) {
            changes.add("forecast.targets " + before.targets + " is " + targets
                    + " now: scores, intervals and the weights of methods are kept by name");
        }
        if (horizon != before.horizon) {
            changes.add("forecast.horizon " + before.horizon + " is " + horizon
                    + " now: intervals are kept, scores and the weighing of methods begin afresh");
        }
        if (!levels.equals(before.levels)) {
            changes.add("forecast.levels " + before.levels + " is " + levels
                    + " now: intervals are kept by level, a new one begins with the width that its neighbours suggest");
        }
        if (seasonSteps != before.seasonSteps) {
            changes.add("forecast.season of " + before.seasonSteps + " steps is " + seasonSteps
                    + " now: scores and the weighing of methods begin afresh");
        }
        if (measure != before.measure) {
            changes.add("series.scaling " + before.measure + " is " + measure
                    + " now: scales are measured anew from the steps that are kept");
        }
        return changes;
    }

    private static String step(Layout layout) {
        return layout.timeStep() + " (" + layout.steps.name().toLowerCase(Locale.ROOT) + ")";
    }

    /** Whether every place is its own. */
    static boolean isIdentity(int[] places, int of) {
        return places.length == of
                && Arrays.equals(places, IntStream.range(0, of).toArray());
    }
}
