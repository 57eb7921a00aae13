package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;

/**
 * Covariates that a network reads, as settings and a model's manifest say it. A further one is a component here with
 * its setting, and a line in {@link #ofSteps}.
 *
 * @param calendar cycles of the calendar, where steps are not too long for them
 * @param zone the time zone of the calendar
 */
public record CovariateSettings(List<Cycle> calendar, ZoneId zone) {
    static final Setting<List<Cycle>> CALENDAR = Setting.withDefault(
            "network.calendar",
            "CYCLE,…",
            Cycle.HOUR.label() + "," + Cycle.WEEKDAY.label(),
            "what of the calendar is a feature, as sine and cosine, where steps are not too long for it: "
                    + Parsers.names(Cycle.class, ", ") + "; [] for nothing",
            Parsers.listOf(Parsers.oneOf(Cycle.class)));
    static final Setting<ZoneId> ZONE = Setting.withDefault(
            "network.zone",
            "ZONE",
            "UTC",
            "the time zone of the calendar, e.g. Europe/Berlin",
            Parsers.as("a time zone such as UTC or Europe/Berlin", ZoneId::of));

    /** All of the covariates, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(CALENDAR, ZONE);

    public CovariateSettings {
        calendar = List.copyOf(calendar);
        CALENDAR.require(
                new HashSet<>(calendar).size() == calendar.size(),
                "name each cycle once",
                calendar.stream().map(Cycle::label).toList());
    }

    public static CovariateSettings from(Values values) {
        return new CovariateSettings(values.get(CALENDAR), values.get(ZONE));
    }

    /** The covariates of a series of such steps: the one list of all there are, in the order of a network's inputs. */
    public Covariates ofSteps(TimeStep step) {
        return new Covariates(List.of(new RecentTimes(new Calendar(calendar, step.length(), zone))), step);
    }
}
