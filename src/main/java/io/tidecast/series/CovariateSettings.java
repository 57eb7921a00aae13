package io.tidecast.series;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;

/**
 * Covariates that a network reads, as settings and a model's manifest say it. A further one is a component here and a line in
 * {@link #ofSteps}.
 *
 * @param calendar cycles of the calendar, where steps are not too long for them
 * @param zone the time zone of the calendar
 */
public record CovariateSettings(List<Cycle> calendar, ZoneId zone) {
    public CovariateSettings {
        calendar = List.copyOf(calendar);
        if (new HashSet<>(calendar).size() < calendar.size()) {
            throw new IllegalArgumentException("network.calendar must name each cycle once, was "
                    + calendar.stream().map(Cycle::label).toList());
        }
    }

    /** The covariates of a series of such steps: the one list of all there are, in the order of a network's inputs. */
    public Covariates ofSteps(Duration step) {
        return new Covariates(List.of(new Calendar(calendar, step, zone)), step.toMillis());
    }
}
