package io.tidecast.series;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holidays as a future covariate: of the day of a step, of the days after it and of those before it, the share of the
 * regions that keep it; then, if there are days of one's own, the same of those. A step's own numbers tell of the days
 * to come, so that what carries on from step to step, as a recurrent network does, knows of a holiday before it is
 * there.
 *
 * <p>Worked example, hours of 24 December in Bavaria, one day before and one after: {@code [0, 1, 0]}, for today is
 * none, tomorrow is one, and yesterday was none; on 25 December {@code [1, 1, 0]}, on 27 December {@code [0, 0, 1]}.
 *
 * @param days of one's own, if there are any
 * @param before days to come that are told of
 * @param after days gone that are told of
 * @param zone whose midnight a day begins at
 */
record Holidays(List<HolidayRegion> regions, Optional<DaySource> days, int before, int after, ZoneId zone)
        implements OwnZone.Zoned {
    Holidays {
        regions = List.copyOf(regions);
    }

    @Override
    public Holidays in(ZoneId other) {
        return new Holidays(regions, days, before, after, other);
    }

    @Override
    public int features() {
        return ((regions.isEmpty() ? 0 : 1) + (days.isEmpty() ? 0 : 1)) * (before + 1 + after);
    }

    @Override
    public String name(int feature) {
        int told = before + 1 + after;
        int i = feature % told;
        int shift = shift(i);
        boolean isPublic = !regions.isEmpty() && feature < told;
        String what = isPublic
                ? "share of " + regions.stream().map(HolidayRegion::name).toList() + " that keeps it"
                : "one of the model's own days";
        return "holidays: the step's day" + (shift == 0 ? "" : String.format(Locale.ROOT, " %+d", shift)) + " in "
                + zone + ": " + what;
    }

    @Override
    public void write(long timeMs, float[] x, int at) {
        LocalDate today = Instant.ofEpochMilli(timeMs).atZone(zone).toLocalDate();
        int next = at;
        if (!regions.isEmpty()) {
            for (int i = 0; i <= before + after; i++) {
                x[next++] = share(shifted(today, i));
            }
        }
        if (days.isPresent()) {
            List<DayRange> own = days.get().days();
            for (int i = 0; i <= before + after; i++) {
                LocalDate day = shifted(today, i);
                x[next++] = own.stream().anyMatch(range -> range.contains(day)) ? 1 : 0;
            }
        }
    }

    @Override
    public int version() {
        return days.map(DaySource::version).orElse(0);
    }

    /** Today, then the days to come, then those gone, the nearest first. */
    private LocalDate shifted(LocalDate today, int i) {
        return today.plusDays(shift(i));
    }

    private int shift(int i) {
        return i <= before ? i : before - i;
    }

    private float share(LocalDate day) {
        int keep = 0;
        for (HolidayRegion region : regions) {
            keep += region.keeps(day) ? 1 : 0;
        }
        return (float) keep / regions.size();
    }
}
