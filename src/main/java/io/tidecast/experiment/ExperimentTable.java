package io.tidecast.experiment;

import io.tidecast.experiment.Experiment.Group;
import io.tidecast.experiment.Experiment.Row;
import io.tidecast.experiment.Reproduction.GroupResult;
import io.tidecast.experiment.Reproduction.RowResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Table of a group's results: baselines first, then the networks beside what others gave.
 *
 * @param name the group's
 */
record ExperimentTable(String name, List<String> header, List<Line> lines) {
    /** Below this p, ours are said to be worse. */
    private static final double LEVEL = 0.001;

    /**
     * A row.
     *
     * @param own whether it is a network of the project's own
     * @param cells a text per column; the first is its name
     */
    record Line(boolean own, List<String> cells) {}

    static ExperimentTable of(GroupResult result) {
        Group group = result.group();
        String unit = group.unit().isEmpty() ? "" : ", " + group.unit();
        List<String> header = List.of(
                "test " + group.metric() + unit,
                "parameters",
                "mean ± sd",
                "median",
                "article",
                "Keras or PyTorch",
                "p",
                "better than",
                "s/run");
        List<Line> lines = new ArrayList<>();
        result.baselines()
                .forEach((baseline, error) -> lines.add(new Line(
                        false,
                        List.of(
                                baseline,
                                "",
                                shown(error) + " (" + shown(group.baselines().get(baseline)) + ")",
                                "",
                                "",
                                "",
                                "",
                                "",
                                ""))));
        result.rows().forEach(row -> lines.add(new Line(row.row().own(), cells(row, group))));
        return new ExperimentTable(group.name(), header, lines);
    }

    private static List<String> cells(RowResult result, Group group) {
        Row row = result.row();
        Summary summary = result.summary();
        String spread = result.errors().length == 1 ? "" : " ± " + shown(summary.deviation());
        return List.of(
                row.name(),
                String.format(Locale.ROOT, "%,d", result.first().parameters()),
                shown(summary.mean()) + spread,
                shown(summary.median()),
                row.article().isPresent() ? shown(row.article().getAsDouble()) : "",
                row.peer().map(ExperimentTable::shown).orElse(""),
                row.peer().map(peer -> verdict(peer, result.errors())).orElse(""),
                better(summary.median(), group.baselines()),
                String.format(Locale.ROOT, "%.1f", result.seconds()));
    }

    private static String shown(Peer peer) {
        return shown(peer.median()) + " [" + shown(peer.min()) + " .. " + shown(peer.max()) + "], " + peer.runs()
                + (peer.runs() == 1 ? " run" : " runs");
    }

    private static String verdict(Peer peer, double[] errors) {
        double p = peer.leastProbabilityOfBeing(errors);
        return String.format(Locale.ROOT, p < LEVEL ? "%.1g, worse?" : "≥ %.2g", p);
    }

    private static String better(double median, Map<String, Double> baselines) {
        long all = baselines.keySet().stream().filter(name -> !isFloor(name)).count();
        long beaten = baselines.entrySet().stream()
                .filter(entry -> !isFloor(entry.getKey()) && median < entry.getValue())
                .count();
        return beaten == all ? "all " + all : beaten + " of " + all;
    }

    static boolean isFloor(String baseline) {
        return baseline.equals("noise-floor");
    }

    /** Four digits that mean something. */
    static String shown(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return Double.toString(value);
        }
        int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(Math.abs(value))));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
