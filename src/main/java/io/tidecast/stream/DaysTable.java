package io.tidecast.stream;

import io.tidecast.record.Names;
import io.tidecast.series.DayRange;
import io.tidecast.series.DaySource;
import io.tidecast.series.HolidaySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Table of a calendar of one's own, as a compacted topic, a {@link GlobalTable}, tells it: of any key a day or a range
 * of days, taken back by a record without a value; beside them those of the settings' file. Linear maps see a change at
 * once, a network at its next fine-tune, since a version is the same wherever it is read.
 */
public final class DaysTable implements DaySource {
    /** Stands for no day, so that a model whose days have all been taken back has others, and not the last ones. */
    static final String NO_DAY = "1970-01-01";

    private final List<String> file;
    private final boolean told;
    private final Map<String, String> byKey = new TreeMap<>();
    private volatile Days current;

    private record Days(List<String> texts, List<DayRange> ranges, int version) {}

    /** @param settings whose file's days are always among them */
    public DaysTable(StreamSettings settings) {
        file = settings.network().covariates().holidays().days();
        told = settings.days().isPresent();
        current = days(0);
    }

    private Days days(int version) {
        List<String> texts = new ArrayList<>(file);
        texts.addAll(byKey.values());
        if (told && texts.isEmpty()) {
            texts.add(NO_DAY);
        }
        return new Days(List.copyOf(texts), texts.stream().map(DayRange::parse).toList(), version);
    }

    @Override
    public List<DayRange> days() {
        return current.ranges();
    }

    @Override
    public int version() {
        return current.version();
    }

    /** The days as settings have them, see {@link DayRange}. */
    public List<String> texts() {
        return current.texts();
    }

    /**
     * Takes a record of the topic.
     *
     * @param text a day or a range of days; null takes the key's back
     * @throws IllegalArgumentException with the rule, if it is none or one too many
     */
    public synchronized void accept(String key, String text) {
        if (text == null) {
            byKey.remove(key);
        } else {
            DayRange.parse(text.strip());
            if (!byKey.containsKey(key) && current.texts().size() >= HolidaySettings.MOST_DAYS) {
                throw new IllegalArgumentException(
                        "days of one's own must be at most " + HolidaySettings.MOST_DAYS + " ranges, was one more");
            }
            byKey.put(key, text.strip());
        }
        current = days(current.version() + 1);
    }

    /** What a topic feeds. */
    public GlobalTable table() {
        return GlobalTable.ofRows(
                Names.GLOBAL_DAYS,
                Names.DAYS_SOURCE,
                "days of one's own are not used",
                (key, value, objections) -> accept(key, GlobalTable.text(value)));
    }
}
