package io.tidecast.backtest;

import io.tidecast.forecast.MethodKind;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTML report of a backtest's result, one file that needs no other: tables, errors by step, and a plot per device. */
public final class BacktestReport {
    private static final int MOST_PLOTS = 40;
    private static final String STYLE =
            """
            body { font: 15px/1.45 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
            table { border-collapse: collapse; margin: 0.6em 0 1.4em } th, td { padding: 0.2em 0.7em; text-align: right }
            th:first-child, td:first-child { text-align: left } tr:nth-child(even) { background: #f4f6f8 }
            thead th { border-bottom: 1px solid #999 } .best { font-weight: bold } pre { background: #f4f6f8; padding: 0.7em }
            .wide { overflow-x: auto } svg { max-width: 100%; height: auto } p { color: #555 }
            """;

    private BacktestReport() {}

    /**
     * Writes it.
     *
     * @param account how the result came about, in lines
     * @param step what a step is
     */
    public static void write(BacktestResult result, List<String> account, TimeStep step, Path file) throws IOException {
        StringBuilder html = new StringBuilder();
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Backtest</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Backtest</h1>\n<pre>");
        account.forEach(line -> html.append(escaped(line)).append('\n'));
        html.append("</pre>\n");
        for (int r = 0; r < result.plan().regions().size(); r++) {
            for (String target : result.targets()) {
                region(result, r, target, html);
            }
        }
        plots(result, step, html);
        html.append("</body></html>\n");
        Files.writeString(file, html);
    }

    private static void region(BacktestResult result, int r, String target, StringBuilder html) {
        Region region = result.plan().regions().get(r);
        List<String> methods = BacktestTable.methods(result, r, target);
        html.append("<h2>").append(escaped(region.name() + ": " + target)).append("</h2>\n");
        if (methods.isEmpty()) {
            html.append("<p>No forecast of the network could be judged.</p>\n");
            return;
        }
        html.append(String.format(
                Locale.ROOT,
                "<p>Origins %,d to %,d, %,d pairs of origin and step; every row is over the same pairs.</p>%n",
                region.from(),
                region.to(),
                result.pooled(r, target, Backtest.PUBLISHED).pairs(0)));
        html.append("<table><thead>");
        row(html, "th", "", "MAE", "RMSE", "MASE", "sMAPE", "pinball", "coverage");
        html.append("</thead><tbody>\n");
        for (String method : methods) {
            HorizonErrors errors = result.pooled(r, target, method);
            StringBuilder coverage = new StringBuilder();
            for (int l = 0; l < result.plan().levels().size(); l++) {
                double share = errors.coverage(l, 0);
                coverage.append(l == 0 ? "" : ", ")
                        .append(Double.isNaN(share) ? "-" : BacktestTable.percent(share))
                        .append(
                                Double.isNaN(share)
                                        ? ""
                                        : " of "
                                                + BacktestTable.percent(
                                                        result.plan().levels().get(l)));
            }
            row(
                    html,
                    "td",
                    MethodKind.title(method),
                    BacktestTable.number(errors.mae(0)),
                    BacktestTable.number(errors.rmse(0)),
                    BacktestTable.number(errors.mase(0)),
                    BacktestTable.number(errors.smape(0)),
                    BacktestTable.number(errors.pinball(0)),
                    coverage.toString());
        }
        html.append("</tbody></table>\n");
        bySteps(result, r, target, methods, html);
        byDevices(result, r, target, methods, html);
    }

    private static void bySteps(BacktestResult result, int r, String target, List<String> methods, StringBuilder html) {
        html.append("<h3>Mean absolute error by step</h3>\n<div class=\"wide\"><table><thead><tr><th>step</th>");
        methods.forEach(
                method -> html.append("<th>").append(MethodKind.title(method)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (int h = 1; h <= result.plan().horizon(); h++) {
            html.append("<tr><td>").append(h).append("</td>");
            for (String method : methods) {
                html.append("<td>")
                        .append(BacktestTable.number(
                                result.pooled(r, target, method).mae(h)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
    }

    private static void byDevices(
            BacktestResult result, int r, String target, List<String> methods, StringBuilder html) {
        html.append("<h3>Mean absolute error by device</h3>\n<div class=\"wide\"><table><thead><tr><th>device</th>");
        methods.forEach(
                method -> html.append("<th>").append(MethodKind.title(method)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (BacktestResult.Series one : result.of(target)) {
            html.append("<tr><td>").append(escaped(one.device())).append("</td>");
            for (String method : methods) {
                html.append("<td>")
                        .append(BacktestTable.number(
                                one.regions().get(r).get(method).mae(0)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
    }

    private static void plots(BacktestResult result, TimeStep step, StringBuilder html) throws IOException {
        html.append(
                "<h2>Actual against forecast</h2>\n<p>The end of the data; each forecast begins where the one before"
                        + " it ends.</p>\n");
        BacktestPlan plan = result.plan();
        double level = plan.levels().isEmpty() ? Double.NaN : plan.levels().get(0);
        int drawn = 0;
        for (BacktestResult.Series one : result.series()) {
            if (drawn++ == MOST_PLOTS) {
                html.append("<p>The first ").append(MOST_PLOTS).append(" are drawn.</p>\n");
                return;
            }
            String title = one.device() + ", " + one.target();
            Optional<ForecastPlot> plot = one.trail().plot(title, one.target(), plan.first(), step, level);
            if (plot.isPresent()) {
                html.append("<h3>")
                        .append(escaped(title))
                        .append("</h3>\n")
                        .append(plot.get().svg().replaceFirst("(?s)^.*?(?=<svg)", ""))
                        .append('\n');
            }
        }
    }

    private static void row(StringBuilder html, String cell, String... texts) {
        html.append("<tr>");
        for (String text : texts) {
            html.append('<')
                    .append(cell)
                    .append('>')
                    .append(text)
                    .append("</")
                    .append(cell)
                    .append('>');
        }
        html.append("</tr>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
