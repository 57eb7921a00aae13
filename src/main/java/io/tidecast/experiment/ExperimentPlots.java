package io.tidecast.experiment;

import io.tidecast.backtest.ForecastPlot;
import io.tidecast.backtest.ForecastPlot.Line;
import io.tidecast.experiment.Reproduction.GroupResult;
import io.tidecast.experiment.Reproduction.RowResult;
import io.tidecast.train.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Plots of a carried-out experiment, of each network's first seed: how the loss fell, and what came against what was
 * forecast.
 */
public final class ExperimentPlots {
    /** Longer tests are drawn up to here, so that single steps can be seen. */
    private static final int LONGEST = 240;

    private ExperimentPlots() {}

    /**
     * Plots by their names, {@code NAME-N-loss} and {@code NAME-N-forecast} for each group with an own network, or for
     * every group where none has one.
     */
    static Map<String, ForecastPlot> of(Reproduction result) {
        Map<String, ForecastPlot> plots = new LinkedHashMap<>();
        for (int i = 0; i < result.groups().size(); i++) {
            GroupResult group = result.groups().get(i);
            if (hasOwn(group) || result.groups().stream().noneMatch(ExperimentPlots::hasOwn)) {
                String base = result.experiment().name() + "-" + (i + 1);
                plots.put(base + "-loss", loss(result, group));
                plots.put(base + "-forecast", forecast(result, group));
            }
        }
        return plots;
    }

    /** Writes each as a PNG of its name; returns the files. */
    public static List<Path> write(Reproduction result, Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, ForecastPlot> plot : of(result).entrySet()) {
            Path file = folder.resolve(plot.getKey() + ".png");
            plot.getValue().write(file);
            files.add(file);
        }
        return files;
    }

    private static boolean hasOwn(GroupResult group) {
        return group.rows().stream().anyMatch(row -> row.row().own());
    }

    /** Of the articles' networks, whose losses are in one unit; the project's own have others. */
    private static ForecastPlot loss(Reproduction result, GroupResult group) {
        List<RowResult> rows =
                group.rows().stream().filter(r -> !r.row().own()).limit(3).toList();
        List<RowResult> drawn = rows.isEmpty() ? group.rows() : rows;
        int epochs =
                drawn.stream().mapToInt(r -> r.first().curve().size()).max().orElseThrow();
        int every = Math.max(1, epochs / LONGEST);
        double[] x = IntStream.range(0, epochs / every)
                .mapToDouble(i -> i * every + 1)
                .toArray();
        List<Line> lines = new ArrayList<>();
        for (RowResult row : drawn) {
            List<Fit.Epoch> curve = row.first().curve();
            String watched = row.row().spec().training().validation().isNone() ? "test" : "validation";
            lines.add(new Line(row.row().name() + ", training", at(curve, x, true)));
            lines.add(new Line(row.row().name() + ", " + watched, at(curve, x, false)));
        }
        return new ForecastPlot(
                result.experiment().title() + ", " + group.group().name(), "epoch", "loss", x, false, lines);
    }

    private static double[] at(List<Fit.Epoch> curve, double[] epochs, boolean training) {
        return Arrays.stream(epochs)
                .map(number -> {
                    if (number > curve.size()) {
                        return Double.NaN;
                    }
                    Fit.Epoch epoch = curve.get((int) number - 1);
                    return training ? epoch.loss() : epoch.validationLoss();
                })
                .toArray();
    }

    /** Where there are several series, their tests one after the other, with a gap between them. */
    private static ForecastPlot forecast(Reproduction result, GroupResult group) {
        RunSpec.Split split = group.group().first().split();
        int rows = split.testUntil() - split.testFrom();
        double[] actual = parted(group.rows().get(0).first().actual(), rows);
        boolean several = actual.length > rows + 1;
        double[] x = IntStream.range(0, actual.length)
                .mapToDouble(i -> several ? i : split.testFrom() + i)
                .toArray();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("actual", actual));
        group.rows().stream()
                .filter(row -> row.row().own() || group.rows().indexOf(row) < 3)
                .forEach(row ->
                        lines.add(new Line(row.row().name(), parted(row.first().forecasts(), rows))));
        return new ForecastPlot(
                result.experiment().title() + ", test",
                several
                        ? "rows " + split.testFrom() + " to " + (split.testUntil() - 1)
                                + " of one series after the other"
                        : "row",
                "value",
                x,
                false,
                lines);
    }

    /** The first values, with NaN after those of each series. */
    private static double[] parted(double[] values, int rows) {
        return IntStream.range(0, Math.min(LONGEST, values.length))
                .boxed()
                .flatMapToDouble(i ->
                        i > 0 && i % rows == 0 ? DoubleStream.of(Double.NaN, values[i]) : DoubleStream.of(values[i]))
                .toArray();
    }
}
