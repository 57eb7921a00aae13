package io.tidecast.experiment;

import io.tidecast.experiment.Reproduction.GroupResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Markdown report of a carried-out experiment: a table per group, baselines first, then the networks beside what others
 * gave.
 */
public final class ExperimentReport {
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
            table(ExperimentTable.of(group));
        }
        for (String image : images) {
            line("");
            line("![" + image.replaceFirst(".*/", "").replaceFirst("\\.png$", "") + "](" + image + ")");
        }
    }

    private void table(ExperimentTable table) {
        line("### " + table.name());
        line("");
        row(table.header());
        line("|---".repeat(table.header().size()) + "|");
        for (ExperimentTable.Line row : table.lines()) {
            List<String> cells = new ArrayList<>(row.cells());
            cells.set(0, row.own() ? "**" + cells.get(0) + "**" : cells.get(0));
            row(cells);
        }
    }

    private void row(List<String> cells) {
        line(cells.stream()
                        .map(cell -> cell.isEmpty() ? "| " : "| " + cell + " ")
                        .collect(Collectors.joining()) + "|");
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
