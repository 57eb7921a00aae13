package io.tidecast.csv;

import io.tidecast.series.MissingValues;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Column layout of a CSV file: which columns make a reading. The first line names the columns.
 *
 * @param device column of the device; where empty, each file is one device, named as the file without its suffixes
 * @param time column of the event time, see {@link CsvTime}; where there are several, as of date and time, they are put
 *     together with a space
 * @param values columns of the values
 * @param names of the features, one per column
 * @param features what a reading has values of, in their order; one that no column is of has none
 * @param times how a time is written
 * @param asOf column of the time since when a row's values were known, which a reading then has in ms as a further
 *     value, its last
 * @param missing what stands for no value, besides nothing, NA, nan and null
 */
public record CsvFormat(
        Optional<String> device,
        List<String> time,
        List<String> values,
        List<String> names,
        List<String> features,
        CsvTimes times,
        Optional<String> asOf,
        MissingValues missing,
        CsvDialect dialect) {
    public CsvFormat {
        if (values.isEmpty() || time.isEmpty()) {
            throw new IllegalArgumentException("csv values and time must name at least one column");
        }
        if (values.size() != names.size()) {
            throw new IllegalArgumentException("csv names must be one per column " + values + ", were " + names);
        }
        if (!features.containsAll(names)) {
            throw new IllegalArgumentException("csv names must be among the features " + features + ", were " + names);
        }
        time = List.copyOf(time);
        values = List.copyOf(values);
        names = List.copyOf(names);
        features = List.copyOf(features);
    }

    /** Of a reading of these columns alone, in rows that do not say since when they were known. */
    public CsvFormat(
            Optional<String> device,
            List<String> time,
            List<String> values,
            List<String> names,
            CsvTimes times,
            MissingValues missing,
            CsvDialect dialect) {
        this(device, time, values, names, names, times, Optional.empty(), missing, dialect);
    }

    /** Features that are called as their columns, in files as they usually are. */
    public CsvFormat(Optional<String> device, String time, List<String> values, ZoneId zone) {
        this(device, List.of(time), values, values, CsvTimes.of(zone), MissingValues.NONE, CsvDialect.READ_OFF);
    }

    /** The same, with a column of the time since when a row's values were known. */
    public CsvFormat withAsOf(Optional<String> column) {
        return new CsvFormat(device, time, values, names, features, times, column, missing, dialect);
    }

    /** The same, for readings of these features, of which the columns may be some. */
    public CsvFormat withFeatures(List<String> all) {
        return new CsvFormat(device, time, values, names, all, times, asOf, missing, dialect);
    }

    /** Every column that must be there. */
    List<String> columns() {
        return Stream.of(device.stream(), time.stream(), values.stream(), asOf.stream())
                .flatMap(names -> names)
                .distinct()
                .toList();
    }
}
