package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Static covariates that a network reads, as settings and a model's manifest say them.
 *
 * @param values texts, see {@link StaticCovariate}
 * @param zone name of the one that tells a device's time zone; null where none does
 * @param place names of the two that tell its latitude and longitude; none where none do
 */
public record StaticSettings(List<String> values, String zone, List<String> place) {
    static final Setting<List<String>> STATIC = Setting.withDefault(
                    "covariates.static",
                    "NAME=KIND|KIND,NAME=MIN..MAX,…",
                    "[]",
                    "static covariates that are a feature, each with the kinds or the range that its value is of, e.g."
                            + " kind=centrifugal|piston,power=0..500",
                    Parsers.listOf(Parsers::text))
            .must(Rule.each(Rule.of("be " + StaticCovariate.RULE, StaticSettings::isStatic)));
    static final Setting<String> ZONE = Setting.derived(
            "covariates.static-zone",
            "NAME",
            "network.zone for all",
            "the static covariate that tells a device's own time zone, for its calendar and holidays",
            Parsers.nonEmpty(Parsers::text));
    static final Setting<List<String>> PLACE = Setting.withDefault(
                    "covariates.static-place",
                    "LAT,LON",
                    "[]",
                    "the two static covariates that tell a device's own latitude and longitude in degrees, for the sun's"
                            + " elevation",
                    Parsers.listOf(Parsers::text))
            .must(Rule.of("be two names, or none", names -> names.isEmpty() || names.size() == 2));

    /** All of them, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(STATIC, ZONE, PLACE);

    /** None is read. */
    public static final StaticSettings NONE = new StaticSettings(List.of(), null, List.of());

    public StaticSettings {
        values = values == null ? List.of() : List.copyOf(values);
        place = place == null ? List.of() : List.copyOf(place);
        STATIC.check(values);
        PLACE.check(place);
        List<String> names = values.stream()
                .map(value -> StaticCovariate.parse(value).name())
                .toList();
        STATIC.require(new HashSet<>(names).size() == names.size(), "name each value once", values);
    }

    static StaticSettings from(Values values) {
        return new StaticSettings(values.get(STATIC), values.find(ZONE).orElse(null), values.get(PLACE));
    }

    private static boolean isStatic(String text) {
        try {
            StaticCovariate.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public boolean none() {
        return values.isEmpty() && zone == null && place.isEmpty();
    }

    /** In words. */
    public String describe() {
        List<String> parts = new ArrayList<>(values);
        if (zone != null) {
            parts.add("zone by " + zone);
        }
        if (!place.isEmpty()) {
            parts.add("place by " + String.join(", ", place));
        }
        return String.join("; ", parts);
    }

    /** Those that are numbers of their own. */
    List<StaticCovariate> covariates() {
        return values.stream().map(StaticCovariate::parse).toList();
    }

    /** These without the numbers of their own: what else they tell stays. */
    StaticSettings withoutValues() {
        return new StaticSettings(List.of(), zone, place);
    }

    /** Names that something is read of, in order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        covariates().forEach(covariate -> names.add(covariate.name()));
        if (zone != null) {
            names.add(zone);
        }
        names.addAll(place);
        return names.stream().distinct().toList();
    }

    /** What of a device's values is not taken as it is told, with name, rule and value. */
    public List<String> objections(Statics device) {
        List<String> objections = new ArrayList<>();
        for (StaticCovariate covariate : covariates()) {
            device.text(covariate.name())
                    .filter(text -> !covariate.takes(text, device.number(covariate.name())))
                    .ifPresent(text ->
                            objections.add(covariate.name() + " must be " + covariate.rule() + ", was " + text));
        }
        if (zone != null) {
            device.text(zone)
                    .filter(text -> !OwnZone.isZone(text))
                    .ifPresent(text -> objections.add(zone + " must be " + OwnZone.RULE + ", was " + text));
        }
        if (!place.isEmpty()) {
            List<String> told =
                    place.stream().map(name -> device.text(name).orElse("")).toList();
            boolean usable = Place.find(device.number(place.get(0)), device.number(place.get(1)))
                    .isPresent();
            if (!usable && !String.join("", told).isEmpty()) {
                objections.add(place + " must be " + Place.RULE + ", were " + told);
            }
        }
        return objections;
    }
}
