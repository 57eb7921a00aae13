package io.tidecast.bench;

import io.tidecast.config.Values;
import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvReadings;
import io.tidecast.csv.CsvRows;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Benchmark data set: a file of readings, and what {@code INDEX.csv} beside it says of them. The first target is
 * judged.
 *
 * @param step of the grid
 */
record BenchSet(String name, Path file, TimeStep step, String target) {
    /** The sets of a folder, in the order of its index. */
    static List<BenchSet> of(Path folder) throws IOException {
        List<BenchSet> sets = new ArrayList<>();
        try (var rows = CsvRows.strict(folder.resolve("INDEX.csv"))) {
            List<String> head = rows.next().getFields();
            while (rows.hasNext()) {
                List<String> row = rows.next().getFields();
                String name = row.get(head.indexOf("name"));
                sets.add(new BenchSet(
                        name,
                        folder.resolve(name + ".csv.gz"),
                        TimeStep.read(row.get(head.indexOf("step"))),
                        row.get(head.indexOf("targets")).split(" ")[0]));
            }
        }
        return sets;
    }

    /** One step's readings of one device; mean of them. */
    private static final class Cell {
        private double sum;
        private int count;
    }

    /** By device, its observed steps in order: grid index and mean of the step's readings. */
    Map<String, TreeMap<Long, Double>> steps() {
        return steps(target, -Double.MAX_VALUE);
    }

    /**
     * The same of another column.
     *
     * @param least what is lower is missing
     */
    Map<String, TreeMap<Long, Double>> steps(String column, double least) {
        Map<String, TreeMap<Long, Cell>> cells = new TreeMap<>();
        CsvFormat format = new CsvFormat(Optional.of("device"), "time", List.of(column), ZoneOffset.UTC);
        try (CsvReadings readings = new CsvReadings(List.of(file), format)) {
            while (readings.hasNext()) {
                Reading reading = readings.next();
                double value = reading.values()[0];
                if (value >= least) {
                    Cell cell = cells.computeIfAbsent(reading.device(), device -> new TreeMap<>())
                            .computeIfAbsent(step.indexOf(reading.timeMs()), index -> new Cell());
                    cell.sum += value;
                    cell.count++;
                }
            }
        }
        Map<String, TreeMap<Long, Double>> steps = new TreeMap<>();
        cells.forEach((device, own) -> {
            TreeMap<Long, Double> means = new TreeMap<>();
            own.forEach((index, cell) -> means.put(index, cell.sum / cell.count));
            steps.put(device, means);
        });
        return steps;
    }

    /** Settings of a user who names step and value, and nothing else. */
    ForecastSettings forecast() {
        return ForecastSettings.from(Values.DEFAULTS.with(GridSettings.STEP, step), List.of(target));
    }
}
