package io.tidecast.series;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.time.Year;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Region of public holidays: a country, or a part of one. Feasts that move, such as Easter and those of the lunar
 * calendars, are worked out for each year, from 1900 to 2150; other years have none, for the tables of the Islamic
 * calendar end in 2174, and a year is kept once it was asked for.
 *
 * @param name codes as in ISO 3166, e.g. {@code de}, {@code de-by}, {@code au-vic}
 */
record HolidayRegion(String name) {
    static final String RULE = "a country, or a part of one, whose holidays are known, such as us, de-by or au-vic";
    private static final Pattern FORM = Pattern.compile("[a-z]{2}(-[a-z0-9]{1,10}){0,3}");
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2150;
    /** Days of the years that were asked for: the library settles its configuration anew with each question. */
    private static final Map<RegionYear, Set<LocalDate>> DAYS = new ConcurrentHashMap<>();

    private record RegionYear(String region, int year) {}

    HolidayRegion {
        if (!isKnown(name)) {
            throw new IllegalArgumentException("a region of holidays must be " + RULE + ", was " + name);
        }
    }

    static boolean isKnown(String name) {
        if (!FORM.matcher(name).matches()
                || HolidayManager.getSupportedCalendarCodes().stream().noneMatch(country(name)::equalsIgnoreCase)) {
            return false;
        }
        CalendarHierarchy region = manager(name).getCalendarHierarchy();
        for (String part : parts(name)) {
            region = region.getChildren().get(part);
            if (region == null) {
                return false;
            }
        }
        return true;
    }

    /** Whether the day is a public holiday there. */
    boolean keeps(LocalDate day) {
        return day.getYear() >= FIRST_YEAR
                && day.getYear() <= LAST_YEAR
                && DAYS.computeIfAbsent(new RegionYear(name, day.getYear()), HolidayRegion::days)
                        .contains(day);
    }

    private static Set<LocalDate> days(RegionYear of) {
        return manager(of.region())
                .getHolidays(Year.of(of.year()), HolidayType.PUBLIC_HOLIDAY, parts(of.region()))
                .stream()
                .map(Holiday::getDate)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static HolidayManager manager(String name) {
        return HolidayManager.getInstance(ManagerParameters.create(country(name)));
    }

    private static String country(String name) {
        return name.split("-", -1)[0];
    }

    private static String[] parts(String name) {
        String[] codes = name.split("-", -1);
        return Arrays.copyOfRange(codes, 1, codes.length);
    }
}
