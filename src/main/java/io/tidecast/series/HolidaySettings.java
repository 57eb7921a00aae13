package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

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
    static final Setting<Path> DAYS = Setting.derived(
            "network.days-file",
            "FILE",
            "no file",
            "days of your own that are a feature, such as school holidays: " + DayRange.RULE
                    + " a line, with what stands behind # left out; at most 1000 lines; a model has those it was"
                    + " trained with, and takes over newer ones when it is fine-tuned",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
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
    static final List<Setting<?>> SETTINGS = List.of(REGIONS, DAYS, BEFORE, AFTER);

    /** No holidays. */
    public static final HolidaySettings NONE = new HolidaySettings(List.of(), List.of(), 1, 1);

    private static final int MOST_DAYS = 1_000;

    public HolidaySettings {
        regions = List.copyOf(regions);
        days = List.copyOf(days);
        REGIONS.check(regions);
        REGIONS.require(new HashSet<>(regions).size() == regions.size(), "name each region once", regions);
        BEFORE.check(before);
        AFTER.check(after);
        DAYS.require(days.size() <= MOST_DAYS, "have at most " + MOST_DAYS + " lines", days.size());
        days.forEach(DayRange::parse);
    }

    static HolidaySettings from(Values values) {
        return new HolidaySettings(
                values.get(REGIONS),
                values.find(DAYS).map(HolidaySettings::read).orElse(List.of()),
                values.get(BEFORE),
                values.get(AFTER));
    }

    /** Whether no step is told of any. */
    public boolean none() {
        return regions.isEmpty() && days.isEmpty();
    }

    /** Whether a network's inputs mean the same with the other's. */
    boolean hasInputsOf(HolidaySettings other) {
        return regions.equals(other.regions)
                && days.isEmpty() == other.days.isEmpty()
                && before == other.before
                && after == other.after;
    }

    Holidays in(ZoneId zone) {
        return new Holidays(
                regions.stream().map(HolidayRegion::new).toList(),
                days.stream().map(DayRange::parse).toList(),
                before,
                after,
                zone);
    }

    private static List<String> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(DAYS.key() + " must be readable, was " + file, e);
        }
        List<String> days = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                days.add(checked(line, file + ":" + (i + 1)));
            }
        }
        return days;
    }

    private static String checked(String line, String where) {
        try {
            DayRange.parse(line);
            return line;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(DAYS.key() + " (" + where + ") " + e.getMessage(), e);
        }
    }
}
