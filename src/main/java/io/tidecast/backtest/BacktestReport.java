package io.tidecast.backtest;

import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * HTML report of a backtest's result, one file that needs no other and holds no script: measures, charts by step and of
 * the intervals, and the forecasts of the best, the median and the worst device. However many devices there are, it is
 * at most 3 MB.
 */
public final class BacktestReport {
    /** Where a section, which is smaller than what is left to 3 MB, is begun no more. */
    private static final int FULL = 2_300_000;

    private static final int MOST_DEVICES = 100;
    private static final int LONGEST_NAME = 60;

    private BacktestReport() {}

    /**
     * Writes it.
     *
     * @param account how the result came about, in lines
     * @param step what a step is
     */
    public static void write(BacktestResult result, List<String> account, TimeStep step, Path file) throws IOException {
        StringBuilder html = HtmlPage.begin("Backtest", account);
        for (int r = 0; r < result.plan().regions().size(); r++) {
            for (String target : result.targets()) {
                if (hasRoom(html)) {
                    region(result, r, target, step, html);
                }
            }
        }
        plots(result, step, html);
        if (!hasRoom(html)) {
            html.append("<p>What would make this page larger than 3 MB is left out; --csv has all figures.</p>\n");
        }
        Files.writeString(file, HtmlPage.end(html));
    }

    private static boolean hasRoom(StringBuilder html) {
        return html.length() < FULL;
    }

    private static void region(BacktestResult result, int r, String target, TimeStep step, StringBuilder html) {
        Region region = result.plan().regions().get(r);
        List<String> methods = BacktestTable.methods(result, r, target);
        html.append("<h2>")
                .append(HtmlPage.escaped(region.name() + ": " + target))
                .append("</h2>\n");
        if (methods.isEmpty()) {
            html.append("<p>No forecast of the network could be judged.</p>\n");
            return;
        }
        html.append(String.format(
                Locale.ROOT,
                "<p>Origins %s to %s (steps %,d to %,d of the data), %,d pairs of origin and step; every row is over the"
                        + " same pairs.</p>%n",
                date(result.plan(), region.from(), step),
                date(result.plan(), region.to(), step),
                region.from(),
                region.to(),
                result.pooled(r, target, Backtest.PUBLISHED).pairs(0)));
        html.append("<table><thead>");
        HtmlPage.row(html, "th", "", "MAE", "skill", "RMSE", "MASE", "sMAPE", "pinball", "coverage");
        html.append("</thead><tbody>\n");
        double naive = result.complete(r, target, SeasonalNaive.NAME)
                ? result.pooled(r, target, SeasonalNaive.NAME).mae(0)
                : Double.NaN;
        for (String method : methods) {
            HorizonErrors errors = result.pooled(r, target, method);
            double skill = 1 - errors.mae(0) / naive;
            HtmlPage.row(
                    html,
                    "td",
                    MethodKind.title(method),
                    BacktestTable.number(errors.mae(0)),
                    Double.isFinite(skill) ? BacktestTable.percent(skill) : "-",
                    BacktestTable.number(errors.rmse(0)),
                    BacktestTable.number(errors.mase(0)),
                    BacktestTable.number(errors.smape(0)),
                    BacktestTable.number(errors.pinball(0)),
                    coverage(errors, result.plan().levels()));
        }
        html.append("</tbody></table>\n<p>Skill is how much smaller the MAE is than the seasonal naive")
                .append(" forecast's.</p>\n");
        bySteps(result, r, target, methods, html);
        intervals(result, r, target, html);
        byDevices(result, r, target, methods, html);
    }

    private static String date(BacktestPlan plan, long at, TimeStep step) {
        return Instant.ofEpochMilli(step.startOf(plan.first() + at)).toString();
    }

    private static String coverage(HorizonErrors errors, List<Double> levels) {
        List<String> shares = new ArrayList<>();
        for (int l = 0; l < levels.size(); l++) {
            double share = errors.coverage(l, 0);
            shares.add(
                    Double.isNaN(share)
                            ? "-"
                            : BacktestTable.percent(share) + " of " + BacktestTable.percent(levels.get(l)));
        }
        return String.join(", ", shares);
    }

    private static void bySteps(BacktestResult result, int r, String target, List<String> methods, StringBuilder html) {
        int horizon = result.plan().horizon();
        List<ForecastPlot.Line> lines = new ArrayList<>();
        for (String method : methods) {
            HorizonErrors errors = result.pooled(r, target, method);
            lines.add(line(MethodKind.title(method), horizon, errors::mae));
        }
        html.append("<h3>Mean absolute error by step</h3>\n");
        HtmlPage.chart(html, steps("Mean absolute error by step", "MAE", horizon, lines));
        html.append("<details><summary>In figures</summary><div class=\"wide\"><table><thead><tr><th>step</th>");
        methods.forEach(
                method -> html.append("<th>").append(MethodKind.title(method)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (int h = 1; h <= horizon; h++) {
            html.append("<tr><td>").append(h).append("</td>");
            for (ForecastPlot.Line line : lines) {
                html.append("<td>")
                        .append(BacktestTable.number(line.y()[h - 1]))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div></details>\n");
    }

    private static void intervals(BacktestResult result, int r, String target, StringBuilder html) {
        HorizonErrors errors = result.pooled(r, target, Backtest.PUBLISHED);
        BacktestPlan plan = result.plan();
        Calibration calibration = Calibration.of(errors, plan.levels());
        if (!calibration.isKnown()) {
            return;
        }
        List<ForecastPlot.Line> lines = new ArrayList<>();
        for (int l = 0; l < plan.levels().size(); l++) {
            int level = l;
            double nominal = plan.levels().get(l);
            lines.add(line("in " + BacktestTable.percent(nominal), plan.horizon(), h -> errors.coverage(level, h)));
            lines.add(line("meant", plan.horizon(), h -> nominal));
        }
        html.append("<h3>Coverage by step</h3>\n");
        HtmlPage.chart(html, steps("Coverage by step", "share of actuals in the interval", plan.horizon(), lines));
        reliability(calibration, html);
        histogram(calibration, html);
    }

    private static void reliability(Calibration calibration, StringBuilder html) {
        double[] nominal = calibration.quantiles().stream()
                .mapToDouble(Calibration.Quantile::nominal)
                .toArray();
        double[] observed = calibration.quantiles().stream()
                .mapToDouble(Calibration.Quantile::observed)
                .toArray();
        html.append("<h3>Reliability</h3>\n<p>Of each bound, what share of the actuals came below it.</p>\n");
        HtmlPage.chart(
                html,
                new ForecastPlot(
                        "Reliability",
                        "share that is meant",
                        "share observed",
                        nominal,
                        false,
                        List.of(new ForecastPlot.Line("meant", nominal), new ForecastPlot.Line("observed", observed)),
                        Optional.empty()));
    }

    private static void histogram(Calibration calibration, StringBuilder html) {
        List<Calibration.Bin> bins = calibration.bins();
        double[] x = new double[2 * bins.size()];
        double[] density = new double[x.length];
        double[] even = new double[x.length];
        Arrays.fill(even, 1);
        for (int i = 0; i < bins.size(); i++) {
            x[2 * i] = bins.get(i).from();
            x[2 * i + 1] = bins.get(i).to();
            density[2 * i] = bins.get(i).density();
            density[2 * i + 1] = bins.get(i).density();
        }
        html.append("<h3>PIT histogram</h3>\n<p>Where in the forecast's distribution the actuals came, between its")
                .append(" bounds: 1 throughout is calibrated, more at both ends is too narrow.</p>\n");
        HtmlPage.chart(
                html,
                new ForecastPlot(
                        "PIT histogram",
                        "probability integral transform",
                        "density",
                        x,
                        false,
                        List.of(new ForecastPlot.Line("meant", even), new ForecastPlot.Line("observed", density)),
                        Optional.of(new ForecastPlot.Interval("observed", new double[x.length], density))));
    }

    private static ForecastPlot.Line line(String name, int horizon, IntToDoubleFunction at) {
        double[] y = new double[horizon];
        Arrays.setAll(y, i -> at.applyAsDouble(i + 1));
        return new ForecastPlot.Line(name, y);
    }

    private static ForecastPlot steps(String title, String y, int horizon, List<ForecastPlot.Line> lines) {
        double[] x = new double[horizon];
        Arrays.setAll(x, i -> i + 1);
        return new ForecastPlot(title, "steps ahead", y, x, false, lines, Optional.empty());
    }

    private static void byDevices(
            BacktestResult result, int r, String target, List<String> methods, StringBuilder html) {
        html.append("<h3>Mean absolute error by device</h3>\n<div class=\"wide\"><table><thead><tr><th>device</th>");
        methods.forEach(
                method -> html.append("<th>").append(MethodKind.title(method)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        List<BacktestResult.Series> ranked = ranked(result, r, target);
        List<BacktestResult.Series> shown = ranked;
        if (ranked.size() > MOST_DEVICES) {
            shown = new ArrayList<>(ranked.subList(0, MOST_DEVICES / 2));
            shown.addAll(ranked.subList(ranked.size() - MOST_DEVICES / 2, ranked.size()));
        }
        for (BacktestResult.Series one : shown) {
            html.append("<tr><td>")
                    .append(HtmlPage.escaped(shortened(one.device())))
                    .append("</td>");
            for (String method : methods) {
                html.append("<td>")
                        .append(BacktestTable.number(
                                one.regions().get(r).get(method).mae(0)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
        if (shown.size() < ranked.size()) {
            html.append(String.format(
                    Locale.ROOT,
                    "<p>The %d best and the %d worst of %,d devices; --csv has all.</p>%n",
                    MOST_DEVICES / 2,
                    MOST_DEVICES / 2,
                    ranked.size()));
        }
    }

    /**
     * Best first by the scaled error, or by the error itself where no scale is known; those without a pair are last.
     */
    private static List<BacktestResult.Series> ranked(BacktestResult result, int r, String target) {
        List<BacktestResult.Series> all = result.of(target);
        boolean scaled = all.stream()
                .map(one -> one.regions().get(r).get(Backtest.PUBLISHED))
                .allMatch(errors -> errors.pairs(0) == 0 || Double.isFinite(errors.mase(0)));
        return all.stream()
                .sorted(Comparator.comparingDouble(one -> {
                    HorizonErrors errors = one.regions().get(r).get(Backtest.PUBLISHED);
                    return scaled ? errors.mase(0) : errors.mae(0); // NaN is behind all numbers.
                }))
                .toList();
    }

    private static void plots(BacktestResult result, TimeStep step, StringBuilder html) {
        html.append(
                "<h2>Actual against forecast</h2>\n<p>The end of the data; each forecast begins where the one before"
                        + " it ends.</p>\n");
        for (String target : result.targets()) {
            List<BacktestResult.Series> ranked = ranked(result, 0, target).stream()
                    .filter(one -> one.regions().get(0).get(Backtest.PUBLISHED).pairs(0) > 0)
                    .toList();
            int last = ranked.size() - 1;
            if (last >= 0) {
                plot(ranked.get(0), "best", result, step, html);
            }
            if (last >= 2) {
                plot(ranked.get(last / 2), "median", result, step, html);
            }
            if (last >= 1) {
                plot(ranked.get(last), "worst", result, step, html);
            }
        }
    }

    private static void plot(
            BacktestResult.Series one, String rank, BacktestResult result, TimeStep step, StringBuilder html) {
        BacktestPlan plan = result.plan();
        double level = plan.levels().isEmpty() ? Double.NaN : plan.levels().get(0);
        String title = shortened(one.device()) + ", " + one.target();
        one.trail().plot(title, one.target(), plan.first(), step, level).ifPresent(plot -> {
            if (hasRoom(html)) {
                html.append("<h3>")
                        .append(HtmlPage.escaped(title))
                        .append("</h3>\n<p>The ")
                        .append(rank);
                html.append(" device of ").append(result.devices().size()).append(".</p>\n");
                HtmlPage.chart(html, plot);
            }
        });
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }
}
