package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Holidays and days of one's own that a network reads, as settings and a model's manifest say them. The days are the
 * model's own, not the file's they came from, so that it is the same model wherever it is read.
 *
 * @param regions names, see {@link HolidayRegion}
 * @param days texts, see {@link DayRange}
 * @param before how many days ahead of a step's own are told of
 * @param after how many days behind it
 */
public record HolidaySettings(List<String> regions, List<String> days, int before, int after) {
    static final Setting<List<String>> REGIONS = Setting.withDefault(
                    "network.holidays",
                    "REGION,…",
                    "[]",
                    "public holidays that are a feature, of countries and parts of them, e.g. us or de-by; of several,"
                            + " the share that keeps the day",
                    Parsers.listOf(Parsers::text))
            .must(Rule.each(Rule.of("be " + HolidayRegion.RULE, HolidayRegion::isKnown)));
    static final Setting<Integer> BEFORE = Setting.count(
                    "network.holidays-before",
                    "DAYS",
                    1,
                    "days before a holiday or a day of your own that tell of it, one feature each: as many as the"
                            + " horizon is long")
            .must(Rule.between(0, 14));
    static final Setting<Integer> AFTER = Setting.count(
                    "network.holidays-after", "DAYS", 1, "days after one that tell of it, one feature each")
            .must(Rule.between(0, 14));

    /** All of holidays, in the order of the reference. */
    static final List<Setting<?>> SETTINGS = List.of(REGIONS, BEFORE, AFTER);

    /** No holidays. */
    public static final HolidaySettings NONE = new HolidaySettings(List.of(), List.of(), 1, 1);

    /** Ranges of one's own days at most. */
    public static final int MOST_DAYS = 1_000;

    public HolidaySettings {
        regions = List.copyOf(regions);
        days = List.copyOf(days);
        REGIONS.check(regions);
        REGIONS.require(new HashSet<>(regions).size() == regions.size(), "name each region once", regions);
        BEFORE.check(before);
        AFTER.check(after);
        if (days.size() > MOST_DAYS) {
            throw new IllegalArgumentException(
                    "days of one's own must be at most " + MOST_DAYS + " ranges, were " + days.size());
        }
        days.forEach(DayRange::parse);
    }

    static HolidaySettings from(Values values) {
        return new HolidaySettings(values.get(REGIONS), List.of(), values.get(BEFORE), values.get(AFTER));
    }

    /** These with days of one's own. */
    HolidaySettings withDays(List<String> own) {
        return new HolidaySettings(regions, own, before, after);
    }

    /** Whether no step is told of any. */
    public boolean none() {
        return regions.isEmpty() && days.isEmpty();
    }

    /** In words, without the zone. */
    public String describe() {
        List<String> parts = new ArrayList<>(regions);
        if (!days.isEmpty()) {
            parts.add("own days (" + days.size() + ")");
        }
        return String.join(", ", parts) + "; days before " + before + ", after " + after;
    }

    /** Whether a network's inputs mean the same with the other's. */
    boolean hasInputsOf(HolidaySettings other) {
        return regions.equals(other.regions)
                && days.isEmpty() == other.days.isEmpty()
                && before == other.before
                && after == other.after;
    }

    /**
     * Public holidays, then days of one's own: each a covariate, so that a model that has one can be given the other.
     *
     * @param live days that take the place of these
     */
    List<Holidays> in(ZoneId zone, Optional<DaySource> live) {
        List<Holidays> all = new ArrayList<>();
        if (!regions.isEmpty()) {
            List<HolidayRegion> kept = regions.stream().map(HolidayRegion::new).toList();
            all.add(new Holidays(kept, Optional.empty(), before, after, zone));
        }
        List<DayRange> own = days.stream().map(DayRange::parse).toList();
        if (live.isPresent() || !own.isEmpty()) {
            DaySource source = live.orElseGet(() -> new DaySource.Fixed(own));
            all.add(new Holidays(List.of(), Optional.of(source), before, after, zone));
        }
        return all;
    }
}
