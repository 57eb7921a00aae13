package io.tidecast.csv;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Column layout of a CSV file: which columns make a reading. The first line names the columns.
 *
 * @param device column of the device; where empty, each file is one device, named as the file without its suffixes
 * @param time column of the event time, see {@link CsvTime}
 * @param values columns of the values, in feature order
 * @param names of the features, one per column
 * @param zone the time zone of times that are written without an offset
 */
public record CsvFormat(Optional<String> device, String time, List<String> values, List<String> names, ZoneId zone) {
    public CsvFormat {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("csv values must name at least one column");
        }
        if (values.size() != names.size()) {
            throw new IllegalArgumentException("csv names must be one per column " + values + ", were " + names);
        }
        values = List.copyOf(values);
        names = List.copyOf(names);
    }

    /** Features that are called as their columns. */
    public CsvFormat(Optional<String> device, String time, List<String> values, ZoneId zone) {
        this(device, time, values, values, zone);
    }
}
