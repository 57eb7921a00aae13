package io.tidecast.guess;

import io.tidecast.config.ShortDuration;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Data profile of values: what they are, how often they come, what repeats, and what is worth a forecast. */
final class TableGuess {
    private static final int MOST_TARGETS = 8;
    private static final int HORIZON = 24;

    private TableGuess() {}

    /**
     * Decides on all that does not depend on where values came from.
     *
     * @param told the step, where it is known
     */
    static List<Decision> of(ValueGuess values, DeviceGuess device, Optional<TimeStep> told) {
        List<Decision> decisions = new ArrayList<>();
        List<ValueGuess.Value> all = values.values();
        if (all.isEmpty()) {
            throw new CannotTellException("no field is a number that may be forecast"
                    + values.leftOut().stream().map(one -> "; " + one.why()).collect(Collectors.joining()));
        }
        all.forEach(value -> decisions.add(Decision.said(value.name() + " is "
                + value.kind().kind().noun() + ": " + value.kind().why())));
        decisions.addAll(values.leftOut());
        StepGuess step = told.map(given ->
                        new StepGuess(given, List.of(new Decision("series.step", given.typed(), "it was given"))))
                .orElseGet(() -> StepGuess.of(longest(all)));
        decisions.addAll(step.decisions());
        if (all.stream().anyMatch(value -> value.kind().kind() == Kind.COUNTER)) {
            decisions.add(
                    new Decision("series.aggregation", aggregation(all), "of a counter its increase is forecast"));
        }
        List<ValueGuess.Value> targets = targets(all);
        decisions.add(new Decision(
                "forecast.targets",
                list(targets.stream().map(ValueGuess.Value::name).toList()),
                targets.size() == all.size()
                        ? "all move"
                        : "the others are read beside them"
                                + (targets.size() < MOST_TARGETS ? "" : ": name more here")));
        decisions.add(new Decision(
                ForecastSettings.HORIZON.key(), String.valueOf(HORIZON), "steps ahead: " + ahead(step.step())));
        if (step.step().usualSeason().isEmpty() && step.decisions().size() == 1) {
            season(targets, step.step(), decisions);
        }
        int devices = new LinkedHashSet<>(device.names()).size();
        decisions.add(Decision.said(devices + (devices == 1 ? " device" : " devices") + " seen"));
        return decisions;
    }

    /** Steps of a calendar, and of business days, say theirs themselves. */
    private static void season(List<ValueGuess.Value> targets, TimeStep step, List<Decision> decisions) {
        Duration usual = ForecastSettings.seasonOf(step).length();
        SeasonGuess.of(targets.stream().map(ValueGuess.Value::series).toList(), step, usual)
                .ifPresentOrElse(
                        decisions::add,
                        () -> decisions.add(Decision.said("the season is the usual one, " + ShortDuration.of(usual)
                                + ": what was seen tells of none, or is too short")));
    }

    private static String ahead(TimeStep step) {
        return step.toString().startsWith("PT")
                ? ShortDuration.of(step.times(HORIZON).length())
                : HORIZON + " of " + step;
    }

    /** The series of the value that has most: not every record has every field. */
    private static List<Series> longest(List<ValueGuess.Value> all) {
        List<Series> longest = List.of();
        int most = -1;
        for (ValueGuess.Value value : all) {
            int length = value.series().stream().mapToInt(Series::length).sum();
            longest = length > most ? value.series() : longest;
            most = Math.max(most, length);
        }
        return longest;
    }

    private static String aggregation(List<ValueGuess.Value> all) {
        return all.stream()
                .map(value ->
                        Text.yaml(value.name()) + ": " + (value.kind().kind() == Kind.COUNTER ? "increase" : "mean"))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Gauges and counters; where there is none, whatever there is. */
    private static List<ValueGuess.Value> targets(List<ValueGuess.Value> all) {
        List<ValueGuess.Value> moving = all.stream()
                .filter(value ->
                        value.kind().kind() == Kind.GAUGE || value.kind().kind() == Kind.COUNTER)
                .limit(MOST_TARGETS)
                .toList();
        return moving.isEmpty() ? all : moving;
    }

    static String list(List<String> names) {
        return names.stream().map(Text::yaml).collect(Collectors.joining(", ", "[", "]"));
    }
}
