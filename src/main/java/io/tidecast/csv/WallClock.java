package io.tidecast.csv;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.HashMap;
import java.util.Map;

/**
 * Local time of a zone whose clocks change, told by the order of a device's rows: in the hour that comes twice, a time
 * that does not go on from the row before it is of the other pass.
 *
 * <p>Worked example, Europe/Berlin on 26 October 2025: the rows 01:30, 02:00, 02:30, 02:00, 02:30, 03:00 are 23:30,
 * 00:00, 00:30, 01:00, 01:30 and 02:00 in UTC; so they are in a file that has the newest first. Rows of one time that
 * have values of different columns are of one pass.
 */
final class WallClock {
    private final ZoneId zone;
    private final Map<String, Last> lasts = new HashMap<>();
    private long repeated;
    private long skipped;

    /** Last row of a device. */
    private record Last(LocalDateTime local, long timeMs, boolean falling, boolean[] there) {}

    WallClock(ZoneId zone) {
        this.zone = zone;
    }

    /** Rows that were put into the second pass of an hour. */
    long repeated() {
        return repeated;
    }

    /** Rows of a time that the clocks skip, which are taken as an hour later. */
    long skipped() {
        return skipped;
    }

    long millis(String device, LocalDateTime local, double[] values) {
        long firstMs = local.atZone(zone).toInstant().toEpochMilli();
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        Last last = lasts.get(device);
        long timeMs = firstMs;
        boolean[] there = new boolean[values.length];
        if (change != null && change.isGap()) {
            skipped++;
        } else if (change != null) {
            long secondMs = firstMs - change.getDuration().toMillis();
            if (last != null && last.local().equals(local) && !overlaps(last.there(), values)) {
                timeMs = last.timeMs();
                System.arraycopy(last.there(), 0, there, 0, there.length);
            } else if (last != null) {
                boolean second = last.falling() ? secondMs < last.timeMs() : firstMs <= last.timeMs();
                timeMs = second ? secondMs : firstMs;
            }
            repeated += timeMs == secondMs ? 1 : 0;
        }
        for (int f = 0; f < values.length; f++) {
            there[f] |= !Double.isNaN(values[f]);
        }
        boolean falling = last != null && (timeMs == last.timeMs() ? last.falling() : timeMs < last.timeMs());
        lasts.put(device, new Last(local, timeMs, falling, there));
        return timeMs;
    }

    private static boolean overlaps(boolean[] there, double[] values) {
        for (int f = 0; f < values.length; f++) {
            if (there[f] && !Double.isNaN(values[f])) {
                return true;
            }
        }
        return false;
    }
}
