package io.tidecast.series;

import java.time.ZoneId;
import java.util.Optional;

/** Fixed frequency: steps of one length, counted from the epoch. */
record FixedStep(long lengthMs) implements TimeStep {
    @Override
    public long indexOf(long timeMs) {
        return Math.floorDiv(timeMs, lengthMs);
    }

    @Override
    public long startOf(long index) {
        return index * lengthMs;
    }

    @Override
    public long after(long timeMs, long steps) {
        return timeMs + steps * lengthMs;
    }

    @Override
    public long between(long fromMs, long toMs) {
        return (toMs - fromMs) / lengthMs;
    }

    @Override
    public int stepsIn(TimeStep season) {
        long seasonMs = CalendarStep.isMonths(season) ? 0 : season.lengthMs();
        return seasonMs >= lengthMs && seasonMs % lengthMs == 0 ? (int) (seasonMs / lengthMs) : 0;
    }

    @Override
    public TimeStep times(int steps) {
        return new FixedStep(lengthMs * steps);
    }

    @Override
    public TimeStep in(ZoneId zone, WeekDays days) {
        if (!days.isAll()) {
            throw new IllegalArgumentException("be all days where series.step is no number of days such as P1D");
        }
        return this;
    }

    @Override
    public Optional<TimeStep> usualSeason() {
        return Optional.empty();
    }

    @Override
    public String toString() {
        return length().toString();
    }
}
