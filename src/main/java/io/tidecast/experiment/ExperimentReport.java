package io.tidecast.experiment;

import io.tidecast.experiment.Experiment.Group;
import io.tidecast.experiment.Experiment.Row;
import io.tidecast.experiment.Reproduction.GroupResult;
import io.tidecast.experiment.Reproduction.RowResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Markdown report of a carried-out experiment: a table per group, baselines first, then the networks beside what others
 * gave.
 */
public final class ExperimentReport {
    /** Below this p, ours are said to be worse. */
    private static final double LEVEL = 0.001;

    private final Reproduction result;
    private final StringBuilder text = new StringBuilder();

    private ExperimentReport(Reproduction result) {
        this.result = result;
    }

    /** How the tables are to be read; once for all experiments. */
    public static String legend() {
        return """
                Errors are those of the test rows, over the seeds: mean ± standard deviation, and median. *Article*: what its author published. *Keras or PyTorch*: median [least .. greatest] of so many runs on
                the same data; Keras 3.15.1 on TensorFlow 2.21.0, for `sine` PyTorch 2.13.0. *p*: a lower bound of the one-sided rank-sum test that errors here are greater than theirs, whatever their single
                runs were between those three figures; "worse" below 0.001. *Better than* counts the baselines (but the noise floor) whose error is above the median. A row in **bold** is a network of the
                project's own. Figures in brackets after a baseline are what the same source gave for it.
                """;
    }

    /** The section of one experiment. */
    public static String of(Reproduction result, List<String> images) {
        ExperimentReport report = new ExperimentReport(result);
        report.write(images);
        return report.text.toString();
    }

    private void write(List<String> images) {
        Experiment experiment = result.experiment();
        line("## " + experiment.name() + ": " + experiment.title());
        line("");
        line(experiment.about());
        for (GroupResult group : result.groups()) {
            line("");
            table(group);
        }
        for (String image : images) {
            line("");
            line("![" + image.replaceFirst(".*/", "").replaceFirst("\\.png$", "") + "](" + image + ")");
        }
    }

    private void table(GroupResult result) {
        Group group = result.group();
        String unit = group.unit().isEmpty() ? "" : ", " + group.unit();
        line("### " + group.name());
        line("");
        line("| test " + group.metric() + unit
                + " | parameters | mean ± sd | median | article | Keras or PyTorch | p | better than | s/run |");
        line("|---|---|---|---|---|---|---|---|---|");
        for (Map.Entry<String, Double> baseline : result.baselines().entrySet()) {
            line("| " + baseline.getKey() + " | | " + shown(baseline.getValue()) + " ("
                    + shown(group.baselines().get(baseline.getKey())) + ") | | | | | | |");
        }
        result.rows().forEach(row -> row(row, result));
    }

    private void row(RowResult result, GroupResult group) {
        Row row = result.row();
        Summary summary = result.summary();
        String spread = result.errors().length == 1 ? "" : " ± " + shown(summary.deviation());
        String name = row.own() ? "**" + row.name() + "**" : row.name();
        line("| " + name
                + " | " + String.format(Locale.ROOT, "%,d", result.first().parameters())
                + " | " + shown(summary.mean()) + spread
                + " | " + shown(summary.median())
                + " | " + (row.article().isPresent() ? shown(row.article().getAsDouble()) : "")
                + " | " + row.peer().map(ExperimentReport::shown).orElse("")
                + " | " + row.peer().map(peer -> verdict(peer, result.errors())).orElse("")
                + " | " + better(summary.median(), group.baselines())
                + " | " + String.format(Locale.ROOT, "%.1f", result.seconds()) + " |");
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

    private static boolean isFloor(String baseline) {
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

    private void line(String words) {
        text.append(words).append('\n');
    }
}
