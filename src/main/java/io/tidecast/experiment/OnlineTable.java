package io.tidecast.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Markdown report of an online experiment: a table per series, naive forecasts first, then its runs, then others'. */
public final class OnlineTable {
    private final OnlineExperiment experiment;
    private final StringBuilder text = new StringBuilder();

    private OnlineTable(OnlineExperiment experiment) {
        this.experiment = experiment;
    }

    /**
     * The report.
     *
     * @param made how it was made
     * @param series by the name of each set
     * @param results by the name of a set, by the name of a run, errors per horizon
     */
    public static String of(
            OnlineExperiment experiment,
            String made,
            Map<String, OnlineSeries> series,
            Map<String, Map<String, List<OnlineErrors>>> results) {
        OnlineTable table = new OnlineTable(experiment);
        table.text
                .append("# ")
                .append(experiment.title())
                .append("\n\n")
                .append(made)
                .append("\n\n");
        table.text.append(experiment.about()).append('\n');
        for (OnlineExperiment.DataSet set : experiment.sets()) {
            table.section(set, series.get(set.name()), results.get(set.name()));
        }
        return table.text.toString();
    }

    private void section(OnlineExperiment.DataSet set, OnlineSeries series, Map<String, List<OnlineErrors>> results) {
        List<String> steps = experiment.horizons().stream()
                .map(h -> h == 1 ? "1 step" : h + " steps")
                .toList();
        text.append("\n## ").append(set.name()).append("\n\n| |");
        List.of("MSE", "MAE").forEach(kind -> steps.forEach(h -> cell(kind + ", " + h)));
        text.append('\n').append("|---".repeat(1 + 2 * steps.size())).append("|\n");
        Map<String, List<OnlineErrors>> rows = new LinkedHashMap<>();
        rows.put(
                "persistence",
                experiment.horizons().stream().map(series::persistence).toList());
        rows.put(
                "seasonal naive",
                experiment.horizons().stream().map(series::seasonalNaive).toList());
        results.forEach((run, errors) -> rows.put("**" + run + "**", errors));
        rows.forEach((name, errors) -> {
            List<Double> figures = new ArrayList<>();
            errors.forEach(error -> figures.add(error.mse()));
            errors.forEach(error -> figures.add(error.mae()));
            row(name, figures);
        });
        set.published().forEach((name, mse) -> {
            List<Double> figures = new ArrayList<>(mse);
            IntStream.range(0, mse.size()).forEach(i -> figures.add(Double.NaN));
            row(name, figures);
        });
    }

    private void row(String name, List<Double> figures) {
        text.append("| ").append(name).append(" |");
        figures.forEach(figure -> cell(figure.isNaN() ? "" : String.format(Locale.ROOT, "%.3f", figure)));
        text.append('\n');
    }

    private void cell(String content) {
        text.append(' ').append(content).append(" |");
    }
}
