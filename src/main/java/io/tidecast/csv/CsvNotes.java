package io.tidecast.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Data quality notes: what was dropped of files, and what was made of them where they leave a choice. */
public final class CsvNotes {
    private final Map<String, Long> counts = new LinkedHashMap<>();

    void count(String what) {
        count(what, 1);
    }

    void count(String what, long howMany) {
        if (howMany > 0) {
            counts.merge(what, howMany, Long::sum);
        }
    }

    /** One line each, in the order they came up: {@code 3 rows dropped: a comment}. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        counts.forEach((what, count) ->
                lines.add(String.format(Locale.ROOT, "%,d %s %s", count, count == 1 ? "row" : "rows", what)));
        return lines;
    }
}
