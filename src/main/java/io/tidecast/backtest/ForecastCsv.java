package io.tidecast.backtest;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.tidecast.series.Precision;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** CSV export of published forecasts and their actuals, a row per origin and step ahead, written as they are judged. */
public final class ForecastCsv implements JudgedForecasts, AutoCloseable {
    private final CsvWriter csv;
    private final TimeStep step;
    private final int levels;

    /**
     * Begins the file.
     *
     * @param levels nominal coverages of the forecasts' intervals
     * @param step what a step is
     */
    public ForecastCsv(Path file, List<Double> levels, TimeStep step) throws IOException {
        this.step = step;
        this.levels = levels.size();
        csv = CsvWriter.builder().build(file);
        List<String> head = new ArrayList<>(List.of("device", "target", "origin", "step", "at", "forecast"));
        levels.forEach(level -> head.addAll(List.of("lower_" + level, "upper_" + level)));
        head.add("actual");
        csv.writeRecord(head);
    }

    @Override
    public void write(
            String device, String target, long origin, int h, ForecastTrail.Published forecast, double actual) {
        List<String> row = new ArrayList<>(List.of(
                device,
                target,
                Instant.ofEpochMilli(step.startOf(origin)).toString(),
                Integer.toString(h),
                Instant.ofEpochMilli(step.startOf(origin + h)).toString(),
                digits(forecast.mean()[h - 1])));
        for (int l = 0; l < levels; l++) {
            boolean known = l < forecast.lower().length;
            row.add(known ? digits(forecast.lower()[l][h - 1]) : "");
            row.add(known ? digits(forecast.upper()[l][h - 1]) : "");
        }
        row.add(digits(actual));
        csv.writeRecord(row);
    }

    private static String digits(double value) {
        return Precision.written(value).toString();
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
