package io.tidecast.input;

import io.tidecast.input.ReadingDecoder.Decoded;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Join of what one record holds of a device and time: metrics that stand apart become one reading. Of records the
 * stream joins them; of one record they must not come apart, or a step that closes at once would have the first alone.
 */
final class MergedReadings {
    private record Moment(String device, long timeMs, String group) {}

    private MergedReadings() {}

    /** The readings in the order of their first parts; one whose value is there already stays apart, as a repeat. */
    static List<Decoded> of(List<Decoded> all) {
        if (all.size() < 2) {
            return all;
        }
        Map<Moment, Decoded> merged = new LinkedHashMap<>();
        List<Decoded> repeats = new ArrayList<>();
        for (Decoded next : all) {
            Moment moment = new Moment(next.reading().device(), next.reading().timeMs(), next.group());
            Decoded first = merged.putIfAbsent(moment, next);
            if (first != null && overlap(first.reading(), next.reading())) {
                repeats.add(next);
            } else if (first != null) {
                merged.put(moment, joined(first, next));
            }
        }
        List<Decoded> readings = new ArrayList<>(merged.values());
        readings.addAll(repeats);
        return readings;
    }

    private static boolean overlap(Reading first, Reading next) {
        for (int f = 0; f < next.values().length; f++) {
            if (!Double.isNaN(first.values()[f]) && !Double.isNaN(next.values()[f])) {
                return true;
            }
        }
        return false;
    }

    private static Decoded joined(Decoded first, Decoded next) {
        double[] values = first.reading().values().clone();
        for (int f = 0; f < values.length; f++) {
            values[f] = Double.isNaN(values[f]) ? next.reading().values()[f] : values[f];
        }
        List<UnreadableRecordException> dropped = new ArrayList<>(first.dropped());
        dropped.addAll(next.dropped());
        return new Decoded(
                new Reading(first.reading().device(), first.reading().timeMs(), values), first.group(), dropped);
    }
}
