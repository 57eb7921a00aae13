package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Covariates that a network reads, as settings and a model's manifest say it. A further one is a component here with
 * its setting, and a line in {@link #ofSteps}.
 *
 * @param calendar cycles of the calendar, where steps are not too long for them
 * @param zone the time zone of the calendar and of holidays
 * @param holidays where steps are no longer than a day
 * @param place where the sun is looked at from, where steps are shorter than a day
 * @param values features of the readings that are known ahead, see {@link KnownAhead}
 * @param statics what is told of a device and is the same at all times
 */
public record CovariateSettings(
        List<Cycle> calendar,
        ZoneId zone,
        HolidaySettings holidays,
        Optional<Place> place,
        List<String> values,
        StaticSettings statics) {
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
            "the time zone of the calendar and of holidays, e.g. Europe/Berlin",
            Parsers.as("a time zone such as UTC or Europe/Berlin", ZoneId::of));
    static final Setting<Place> SUN = Setting.derived(
            "network.sun",
            "LAT,LON",
            "not a feature",
            "the place where the sine of the sun's elevation is a feature, in degrees: " + Place.RULE,
            Parsers.as(Place.RULE, Place::parse));

    /** Values that readings have and that are known ahead. */
    public static final Setting<List<String>> VALUES = Setting.withDefault(
            "covariates.values",
            "NAME,…",
            "[]",
            "those of readings.values that are future covariates: known ahead, as a weather forecast or a plan is, and no"
                    + " targets",
            Parsers.listOf(Parsers::text));

    /** All of the covariates but {@link #VALUES}, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = Stream.of(
                    List.of(CALENDAR, ZONE), HolidaySettings.SETTINGS, List.of(SUN))
            .<Setting<?>>flatMap(List::stream)
            .toList();

    public CovariateSettings {
        calendar = List.copyOf(calendar);
        CALENDAR.require(
                new HashSet<>(calendar).size() == calendar.size(),
                "name each cycle once",
                calendar.stream().map(Cycle::label).toList());
        values = List.copyOf(values);
        VALUES.require(new HashSet<>(values).size() == values.size(), "name each value once", values);
    }

    /** Without static covariates. */
    public CovariateSettings(
            List<Cycle> calendar, ZoneId zone, HolidaySettings holidays, Optional<Place> place, List<String> values) {
        this(calendar, zone, holidays, place, values, StaticSettings.NONE);
    }

    /** Without values known ahead. */
    public CovariateSettings(List<Cycle> calendar, ZoneId zone, HolidaySettings holidays, Optional<Place> place) {
        this(calendar, zone, holidays, place, List.of());
    }

    /** The calendar alone. */
    public CovariateSettings(List<Cycle> calendar, ZoneId zone) {
        this(calendar, zone, HolidaySettings.NONE, Optional.empty());
    }

    public static CovariateSettings from(Values values) {
        return new CovariateSettings(
                values.get(CALENDAR),
                values.get(ZONE),
                HolidaySettings.from(values),
                values.find(SUN),
                values.get(VALUES),
                StaticSettings.from(values));
    }

    /**
     * These with days of one's own.
     *
     * @param days texts, see {@link DayRange}
     */
    public CovariateSettings withDays(List<String> days) {
        return new CovariateSettings(calendar, zone, holidays.withDays(days), place, values, statics);
    }

    /** These, with the other's days of one's own, where those are the same inputs. */
    public CovariateSettings withDaysOf(CovariateSettings other) {
        return holidays.hasInputsOf(other.holidays)
                ? new CovariateSettings(calendar, zone, other.holidays, place, values, statics)
                : this;
    }

    /**
     * The features that are known ahead, as indices among all.
     *
     * @throws IllegalArgumentException if one of them is no feature, or is itself forecast
     */
    public int[] known(List<String> features, List<String> targets) {
        for (String value : values) {
            VALUES.require(
                    features.contains(value) && !targets.contains(value),
                    "be among the values that are read, " + features + ", and not forecast, as " + targets + " are",
                    value);
        }
        return values.stream().mapToInt(features::indexOf).toArray();
    }

    /**
     * Those that a regression of differences reads: without the calendar, whose cycles a season has already, and
     * without what is the same at all times, of which no difference is left.
     */
    public CovariateSettings ofDifferences() {
        return new CovariateSettings(List.of(), zone, holidays, place, values, statics.withoutValues());
    }

    /** Those that are the same at all times. */
    public Covariates ofDevices(TimeStep step) {
        return new Covariates(List.copyOf(statics.covariates()), step);
    }

    /** The covariates of a series of such steps: the one list of all there are, in the order of a network's inputs. */
    public Covariates ofSteps(TimeStep step) {
        return ofSteps(step, Optional.empty());
    }

    /**
     * The same.
     *
     * @param live days of one's own that may change, in place of those here
     */
    public Covariates ofSteps(TimeStep step, Optional<DaySource> live) {
        List<Covariate> members = new ArrayList<>();
        members.add(ofDays(new Calendar(calendar, step.length(), zone)));
        if (Cycle.WEEKDAY.isSeenBy(step.length())) {
            holidays.in(zone, live).forEach(days -> members.add(ofDays(days)));
        }
        if (Cycle.HOUR.isSeenBy(step.length())) {
            sun(step.lengthMs() / 2).ifPresent(members::add);
        }
        members.addAll(statics.covariates());
        return new Covariates(members, step);
    }

    private Covariate ofDays(OwnZone.Zoned covariate) {
        return statics.zone() == null ? new RecentTimes(covariate) : new OwnZone(statics.zone(), covariate);
    }

    private Optional<Covariate> sun(long halfStepMs) {
        if (!statics.place().isEmpty()) {
            List<String> names = statics.place();
            return Optional.of(new OwnPlace(names.get(0), names.get(1), place, halfStepMs));
        }
        return place.map(own -> new RecentTimes(new SunElevation(own, halfStepMs)));
    }
}
