package io.tidecast.experiment;

import io.tidecast.backtest.HtmlPage;
import io.tidecast.experiment.Reproduction.GroupResult;
import java.util.List;

/** HTML report of carried-out experiments, one file that needs no other: the tables, and the plots as charts. */
public final class ExperimentPage {
    private ExperimentPage() {}

    /**
     * The page.
     *
     * @param account how it came about, in lines
     * @param legend how the tables are to be read, in Markdown
     */
    public static String of(List<Reproduction> results, List<String> account, String legend) {
        StringBuilder html = HtmlPage.begin("Experiments", account);
        html.append("<p>").append(emphasized(legend)).append("</p>\n");
        results.forEach(result -> section(result, html));
        return HtmlPage.end(html);
    }

    private static void section(Reproduction result, StringBuilder html) {
        Experiment experiment = result.experiment();
        html.append("<h2>")
                .append(HtmlPage.escaped(experiment.name() + ": " + experiment.title()))
                .append("</h2>\n<p>")
                .append(HtmlPage.escaped(experiment.about()))
                .append("</p>\n");
        for (GroupResult group : result.groups()) {
            table(ExperimentTable.of(group), html);
        }
        ExperimentPlots.of(result).values().forEach(plot -> {
            html.append("<h3>").append(HtmlPage.escaped(plot.title())).append("</h3>\n");
            HtmlPage.chart(html, plot);
        });
    }

    private static void table(ExperimentTable table, StringBuilder html) {
        html.append("<h3>").append(HtmlPage.escaped(table.name())).append("</h3>\n<div class=\"wide\"><table><thead>");
        HtmlPage.row(html, "th", table.header().stream().map(HtmlPage::escaped).toArray(String[]::new));
        html.append("</thead><tbody>\n");
        for (ExperimentTable.Line line : table.lines()) {
            String[] cells = line.cells().stream().map(HtmlPage::escaped).toArray(String[]::new);
            cells[0] = line.own() ? "<strong>" + cells[0] + "</strong>" : cells[0];
            HtmlPage.row(html, "td", cells);
        }
        html.append("</tbody></table></div>\n");
    }

    /** The marks of Markdown that a legend has. */
    private static String emphasized(String markdown) {
        return HtmlPage.escaped(markdown)
                .replaceAll("\\*\\*(.+?)\\*\\*", "<strong>$1</strong>")
                .replaceAll("\\*(.+?)\\*", "<em>$1</em>")
                .replaceAll("`(.+?)`", "<code>$1</code>");
    }
}
