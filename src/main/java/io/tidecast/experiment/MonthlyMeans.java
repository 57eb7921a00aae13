package io.tidecast.experiment;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tidecast.backtest.BacktestResult;
import io.tidecast.experiment.Dataset.Track;
import io.tidecast.nn.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Monthly means of daily values, a series per place, the places in alphabetical order. A day's value is the median of
 * some columns, and a day that lacks one of them does not count. A single month without a day is the mean of its
 * neighbours:
 *
 * <pre>
 * 2011-03  19.91
 * 2011-04      -   becomes (19.91 + 13.97) / 2 = 16.94
 * 2011-05  13.97
 * </pre>
 *
 * A place that lacks two months in a row, the first or the last one, is left out.
 *
 * @param file in the data folder, a row per place and day
 * @param place column of the place
 * @param date column of the day, as {@code 2011-04-01}
 * @param medianOf columns of which the day's value is the median
 * @param from first month
 * @param until last month
 * @param get where a user gets the file
 */
record MonthlyMeans(
        String file, String place, String date, List<String> medianOf, YearMonth from, YearMonth until, String get)
        implements DataSource {
    /** Validates. */
    public MonthlyMeans {
        medianOf = List.copyOf(medianOf);
        if (medianOf.isEmpty()) {
            throw new IllegalArgumentException("median-of must name at least one column");
        }
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("until must be later than from, " + from + ", was " + until);
        }
    }

    static MonthlyMeans parse(String name, Object form) {
        Fields fields = new Fields(name, form);
        MonthlyMeans means = new MonthlyMeans(
                fields.required("file").toString(),
                fields.required("place").toString(),
                fields.required("date").toString(),
                fields.list("median-of").stream().map(Object::toString).toList(),
                YearMonth.parse(fields.required("from").toString()),
                YearMonth.parse(fields.required("until").toString()),
                fields.text("get", ""));
        fields.nothingElse();
        return means;
    }

    @Override
    public Dataset load(Path folder, int run) {
        int months = month(until) + 1;
        TreeMap<String, Sums> places = new TreeMap<>();
        try (CloseableIterator<CsvRecord> csv = DataSource.open(folder, file, get)) {
            List<String> header =
                    csv.next().getFields().stream().map(String::strip).toList();
            int placeColumn = DataSource.column(file, header, place);
            int dateColumn = DataSource.column(file, header, date);
            int[] columns = medianOf.stream()
                    .mapToInt(name -> DataSource.column(file, header, name))
                    .toArray();
            while (csv.hasNext()) {
                CsvRecord row = csv.next();
                int month = month(month(row, dateColumn));
                Sums sums = places.computeIfAbsent(row.getField(placeColumn), name -> new Sums(months));
                if (month >= 0 && month < months) {
                    sums.add(month, median(row, columns));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Track> tracks = new ArrayList<>();
        places.forEach((name, sums) -> sums.means()
                .ifPresent(means -> tracks.add(new Track(name, new double[][] {means}, new long[0], new double[0]))));
        if (tracks.isEmpty()) {
            throw new IllegalArgumentException(file + " has no place with all months from " + from + " to " + until);
        }
        return new Dataset(List.of("value"), tracks);
    }

    private int month(YearMonth month) {
        return (month.getYear() - from.getYear()) * 12 + month.getMonthValue() - from.getMonthValue();
    }

    private YearMonth month(CsvRecord row, int column) {
        String text = row.getField(column).strip();
        try {
            return YearMonth.parse(text.substring(0, Math.min(7, text.length())));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    file + " line " + row.getStartingLineNumber() + ": must be a day, was '" + text + "'", e);
        }
    }

    /** NaN where a column is absent. */
    private double median(CsvRecord row, int[] columns) {
        double[] values = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            values[i] = DataSource.number(file, row, columns[i], "NaN");
        }
        return Arrays.stream(values).anyMatch(Double::isNaN) ? Double.NaN : BacktestResult.median(values);
    }

    /** Sums and numbers of the days of each month. */
    private record Sums(double[] total, int[] days) {
        Sums(int months) {
            this(new double[months], new int[months]);
        }

        void add(int month, double value) {
            if (!Double.isNaN(value)) {
                total[month] += value;
                days[month]++;
            }
        }

        Optional<double[]> means() {
            double[] means = new double[total.length];
            for (int m = 0; m < means.length; m++) {
                means[m] = mean(m);
                if (Double.isNaN(means[m])) {
                    means[m] = (mean(m - 1) + mean(m + 1)) / 2;
                }
                if (Double.isNaN(means[m])) {
                    return Optional.empty();
                }
            }
            return Optional.of(means);
        }

        /** NaN if no day counts. */
        private double mean(int month) {
            return month < 0 || month >= days.length ? Double.NaN : total[month] / days[month];
        }
    }
}
