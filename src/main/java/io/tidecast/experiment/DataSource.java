package io.tidecast.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tidecast.csv.CsvRows;
import io.tidecast.csv.CsvTime;
import io.tidecast.experiment.Dataset.Track;
import io.tidecast.nn.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Data source of an experiment. */
sealed interface DataSource permits DataSource.Sine, DataSource.Table, MonthlyMeans {
    /**
     * Reads or draws them.
     *
     * @param folder of the files that are not part of the project
     * @param run 0, 1, ...: drawn data take one seed after the other
     */
    Dataset load(Path folder, int run);

    /** What a spec says under {@code data}; which of its keys is there tells the kind. */
    static DataSource parse(String place, Object form) {
        Fields fields = new Fields(place, form);
        DataSource source = fields.has("sine")
                ? Sine.parse(place + ".sine", fields.required("sine"))
                : fields.has("monthly")
                        ? MonthlyMeans.parse(place + ".monthly", fields.required("monthly"))
                        : Table.parse(fields);
        fields.nothingElse();
        return source;
    }

    /** Opens a file of the folder; where it is not there, but with or without {@code .gz}, that one. */
    static CloseableIterator<CsvRecord> open(Path folder, String name, String get) {
        Path path = folder.resolve(name);
        Path other = folder.resolve(name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz");
        if (!Files.exists(path) && Files.exists(other)) {
            return CsvRows.strict(other);
        }
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(
                    path + " does not exist; --data must name the folder it is in" + (get.isEmpty() ? "" : ". " + get));
        }
        return CsvRows.strict(path);
    }

    /** Where a file has a column. */
    static int column(String file, List<String> header, String name) {
        int index = header.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(file + " has no column '" + name + "', it has " + header);
        }
        return index;
    }

    /** A row's number; {@code missing}, unless empty, where it is empty, {@code ?} or {@code NA}. */
    static double number(String file, CsvRecord row, int column, String missing) {
        String text = row.getField(column).strip();
        boolean absent = text.isEmpty() || text.equals("?") || text.equals("NA");
        try {
            return Double.parseDouble(absent && !missing.isEmpty() ? missing : text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    file + " line " + row.getStartingLineNumber() + ": must be a number, was '" + text
                            + "'; `missing` says what stands for an absent one",
                    e);
        }
    }

    private static CloseableIterator<CsvRecord> resource(String name) throws IOException {
        InputStream bytes = DataSource.class.getResourceAsStream("/experiments/" + name);
        if (bytes == null) {
            throw new IllegalArgumentException("resource " + name + " is not part of the project");
        }
        return CsvReader.builder()
                .ofCsvRecord(new InputStreamReader(bytes, UTF_8))
                .iterator();
    }

    /**
     * Noisy sine: {@code sin(x) + normal(0, noise)} with x from first to last in equal steps, the noise as numpy draws
     * it.
     *
     * @param seeds of the noise, one run after the other
     */
    record Sine(double first, double last, int points, double noise, List<Integer> seeds) implements DataSource {
        /** Validates. */
        public Sine {
            seeds = List.copyOf(seeds);
        }

        static Sine parse(String place, Object form) {
            Fields fields = new Fields(place, form);
            List<Integer> seeds = new ArrayList<>();
            for (Object seed : fields.list("seeds")) {
                seeds.add(Integer.valueOf(seed.toString()));
            }
            Sine sine = new Sine(
                    fields.real("from", 0), fields.real("to"), fields.integer("points"), fields.real("noise"), seeds);
            fields.nothingElse();
            return sine;
        }

        @Override
        public Dataset load(Path folder, int run) {
            NumpyRandom random = new NumpyRandom(seeds.get(run % seeds.size()));
            double[] signal = new double[points];
            double[] values = new double[points];
            double step = (last - first) / (points - 1);
            for (int i = 0; i < points; i++) {
                signal[i] = Math.sin(first + i * step);
                values[i] = signal[i] + noise * random.nextGaussian();
            }
            return new Dataset(List.of("y"), List.of(new Track("sine", new double[][] {values}, new long[0], signal)));
        }
    }

    /**
     * Columns of a CSV file, plain or gzipped, whose first line names them; one row per step.
     *
     * @param file in the data folder, or on its own path
     * @param bundled whether it is part of the project
     * @param values columns, the one to forecast first
     * @param time column of the time; empty: not read
     * @param missing what stands for an empty, {@code ?} or {@code NA} value: a number, or empty to refuse
     * @param divide what values are divided by
     * @param rows how many of the file's rows; 0: all
     * @param get where a user gets the file
     */
    record Table(
            String file,
            boolean bundled,
            List<String> values,
            String time,
            String missing,
            double divide,
            int rows,
            String get)
            implements DataSource {
        /** Validates. */
        public Table {
            values = List.copyOf(values);
        }

        static Table parse(Fields fields) {
            boolean bundled = fields.has("resource");
            return new Table(
                    fields.required(bundled ? "resource" : "file").toString(),
                    bundled,
                    fields.list("values").stream().map(Object::toString).toList(),
                    fields.text("time", ""),
                    fields.text("missing", ""),
                    fields.real("divide", 1),
                    fields.integer("rows", 0),
                    fields.text("get", ""));
        }

        @Override
        public Dataset load(Path folder, int run) {
            List<double[]> read = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            try (CloseableIterator<CsvRecord> csv = bundled ? resource(file) : open(folder, file, get)) {
                List<String> header =
                        csv.next().getFields().stream().map(String::strip).toList();
                int[] columns =
                        values.stream().mapToInt(v -> column(file, header, v)).toArray();
                int timeColumn = time.isEmpty() ? -1 : column(file, header, time);
                while (csv.hasNext() && (rows == 0 || read.size() < rows)) {
                    CsvRecord row = csv.next();
                    double[] numbers = new double[columns.length];
                    for (int i = 0; i < columns.length; i++) {
                        numbers[i] = number(file, row, columns[i], missing) / divide;
                    }
                    read.add(numbers);
                    if (timeColumn >= 0) {
                        times.add(time(row, timeColumn));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            double[][] columns = new double[values.size()][read.size()];
            for (int i = 0; i < read.size(); i++) {
                for (int f = 0; f < columns.length; f++) {
                    columns[f][i] = read.get(i)[f];
                }
            }
            long[] timesMs = times.stream().mapToLong(Long::longValue).toArray();
            return new Dataset(values, List.of(new Track(file, columns, timesMs, new double[0])));
        }

        private long time(CsvRecord row, int column) {
            String text = row.getField(column).strip();
            try {
                return CsvTime.millis(text, ZoneOffset.UTC);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        file + " line " + row.getStartingLineNumber() + ": must be a time, was '" + text + "'", e);
            }
        }
    }
}
