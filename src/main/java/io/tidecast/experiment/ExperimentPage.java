package io.tidecast.experiment;

import io.tidecast.backtest.ErrorSections;
import io.tidecast.backtest.HorizonErrors;
import io.tidecast.backtest.HtmlPage;
import io.tidecast.backtest.PointForecasts;
import io.tidecast.experiment.Reproduction.GroupResult;
import io.tidecast.experiment.Reproduction.RowResult;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * HTML report of carried-out experiments, one file that needs no other: the tables, and charts of how the loss fell, of
 * error and skill by step, of the intervals, and of the best, the median and the worst series.
 */
public final class ExperimentPage {
    private static final List<Double> LEVELS = List.of(0.5, 0.9);
    /** Rows of a series that are drawn, so that single ones can be seen. */
    private static final int LONGEST = 240;

    private final HtmlPage page;

    private ExperimentPage(HtmlPage page) {
        this.page = page;
    }

    /**
     * The page.
     *
     * @param account how it came about, in lines
     * @param legend how the tables are to be read, in Markdown
     */
    public static String of(List<Reproduction> results, List<String> account, String legend) {
        HtmlPage page = new HtmlPage("Experiments", account);
        page.add("<p>" + emphasized(legend) + "</p>\n");
        ExperimentPage filled = new ExperimentPage(page);
        results.forEach(filled::section);
        return page.end();
    }

    private void section(Reproduction result) {
        Experiment experiment = result.experiment();
        page.heading(2, experiment.name() + ": " + experiment.title());
        page.text(experiment.about());
        result.groups().forEach(group -> table(ExperimentTable.of(group)));
        ExperimentPlots.of(result).values().forEach(plot -> {
            page.heading(3, plot.title());
            page.chart(plot);
        });
        for (GroupResult group : result.groups()) {
            if (page.hasRoom()) {
                judged(group);
            } else {
                page.text("The charts of " + group.group().name()
                        + " would make this page larger than 3 MB, and are left out.");
            }
        }
    }

    private void table(ExperimentTable table) {
        page.heading(3, table.name());
        page.add("<div class=\"wide\" tabindex=\"0\"><table><thead>");
        page.row("th", table.header().stream().map(HtmlPage::escaped).toArray(String[]::new));
        page.add("</thead><tbody>\n");
        for (ExperimentTable.Line line : table.lines()) {
            String[] cells = line.cells().stream().map(HtmlPage::escaped).toArray(String[]::new);
            cells[0] = line.own() ? "<strong>" + cells[0] + "</strong>" : cells[0];
            page.row("td", cells);
        }
        page.add("</tbody></table></div>\n");
    }

    /** The forecasts of the first seed, as a backtest's are judged: in the unit of the data. */
    private void judged(GroupResult group) {
        page.heading(3, group.group().name() + ": the first seed's forecasts, judged as a backtest's");
        Map<String, PointForecasts> networks = new LinkedHashMap<>();
        group.rows()
                .forEach(row ->
                        networks.put(row.row().name(), judged(group, row.first().forecasts())));
        Map<String, HorizonErrors> errors = new LinkedHashMap<>();
        networks.forEach((name, forecasts) -> errors.put(name, forecasts.errors()));
        group.firstForecasts()
                .forEach(
                        (name, values) -> errors.put(name, judged(group, values).errors()));
        String best = least(errors, List.copyOf(networks.keySet()));
        String reference = least(
                errors,
                group.firstForecasts().keySet().stream()
                        .filter(name -> !ExperimentTable.isFloor(name))
                        .toList());
        page.text("Errors are in the unit of the data. Intervals come from the errors that were known at each origin;"
                + " those of " + best + " are drawn. A network is forecast from alone: no weights.");
        ErrorSections sections =
                new ErrorSections(errors, reference, group.group().first().horizon(), LEVELS);
        sections.measures(page);
        sections.intervalMeasures(page);
        sections.bySteps(page);
        sections.intervals(page, best);
        series(group, best, networks.get(best));
    }

    private static PointForecasts judged(GroupResult group, double[] forecasts) {
        RowResult any = group.rows().get(0);
        return new PointForecasts(
                forecasts,
                any.first().actual(),
                group.series().size(),
                group.group().first().horizon(),
                LEVELS);
    }

    /** Whose error is least; an empty name of none. */
    private static String least(Map<String, HorizonErrors> errors, List<String> names) {
        return names.stream()
                .min(Comparator.comparingDouble(name -> errors.get(name).mae(0)))
                .orElse("");
    }

    private void series(GroupResult group, String network, PointForecasts forecasts) {
        List<Integer> ranked = forecasts.ranked();
        int last = ranked.size() - 1;
        Map<Integer, String> drawn = new LinkedHashMap<>();
        drawn.put(ranked.get(0), last == 0 ? "the only series" : "the best series");
        if (last >= 2) {
            drawn.put(ranked.get(last / 2), "the median series");
        }
        if (last >= 1) {
            drawn.put(ranked.get(last), "the worst series");
        }
        int first = group.group().first().split().testFrom();
        drawn.forEach((one, why) -> {
            String title = group.series().get(one) + ", " + network;
            page.heading(3, title);
            page.text("The end of " + why + " of " + ranked.size() + ".");
            page.chart(forecasts.plot(title, one, first, LONGEST));
        });
    }

    /** The marks of Markdown that a legend has. */
    private static String emphasized(String markdown) {
        return HtmlPage.escaped(markdown)
                .replaceAll("\\*\\*(.+?)\\*\\*", "<strong>$1</strong>")
                .replaceAll("\\*(.+?)\\*", "<em>$1</em>")
                .replaceAll("`(.+?)`", "<code>$1</code>");
    }
}
