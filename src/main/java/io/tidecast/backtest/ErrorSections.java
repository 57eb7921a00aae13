package io.tidecast.backtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Sections of a report about methods that were judged on the same pairs: measures with skill, error and skill by step,
 * and how far the intervals of one of them can be relied on.
 *
 * @param methods errors by what a method is called, in the order of the tables
 * @param reference whose error skill is measured by; without it, or where it is unknown, there is no skill
 * @param horizon steps ahead
 * @param levels nominal coverages of the intervals
 */
public record ErrorSections(Map<String, HorizonErrors> methods, String reference, int horizon, List<Double> levels) {
    /** A method that is worse than by so much would leave no room for the others in their chart. */
    private static final double LEAST_SKILL_DRAWN = -1;

    /** A table of all measures over all steps. */
    public void measures(HtmlPage page) {
        page.add("<div class=\"wide\" tabindex=\"0\"><table><thead>");
        page.row("th", "", "MAE", "skill", "RMSE", "MASE", "sMAPE", "pinball", "wQL");
        page.add("</thead><tbody>\n");
        methods.forEach((method, errors) -> {
            double skill = skill(errors, 0);
            page.row(
                    "td",
                    HtmlPage.escaped(method),
                    BacktestTable.number(errors.mae(0)),
                    Double.isFinite(skill) ? BacktestTable.percent(skill) : "-",
                    BacktestTable.number(errors.rmse(0)),
                    BacktestTable.number(errors.mase(0)),
                    BacktestTable.number(errors.smape(0)),
                    BacktestTable.number(errors.intervals().pinball(0)),
                    BacktestTable.number(errors.intervals().weightedQuantileLoss(0)));
        });
        page.add("</tbody></table></div>\n");
        page.text("wQL is the mean weighted quantile loss of the bounds and the median: twice the pinball losses over"
                + " the sum of absolute actuals.");
        if (methods.containsKey(reference)) {
            page.text("Skill is how much smaller the MAE is than that of " + reference + ".");
        }
    }

    private double skill(HorizonErrors errors, int h) {
        HorizonErrors by = methods.get(reference);
        return by == null ? Double.NaN : 1 - errors.mae(h) / by.mae(h);
    }

    /** A table of the intervals of all methods that have some, by level. */
    public void intervalMeasures(HtmlPage page) {
        if (methods.values().stream().noneMatch(errors -> errors.intervals().isKnown())) {
            return;
        }
        page.heading(3, "Intervals");
        page.add("<div class=\"wide\" tabindex=\"0\"><table><thead>");
        page.row("th", "", "level", "coverage", "width", "Winkler", "scaled width", "scaled Winkler");
        page.add("</thead><tbody>\n");
        methods.forEach((method, errors) -> {
            for (int l = 0; errors.intervals().isKnown() && l < levels.size(); l++) {
                intervalRow(page, method, errors.intervals(), l);
            }
        });
        page.add("</tbody></table></div>\n");
        page.text("Winkler is the mean width, and for an actual outside its distance from the interval times"
                + " 2 / (1 - level). Scaled is over the seasonal naive error that MASE is over.");
    }

    private void intervalRow(HtmlPage page, String method, IntervalErrors errors, int level) {
        page.row(
                "td",
                HtmlPage.escaped(method),
                BacktestTable.percent(levels.get(level)),
                BacktestTable.percent(errors.coverage(level, 0)),
                BacktestTable.number(errors.width(level, 0)),
                BacktestTable.number(errors.winkler(level, 0)),
                BacktestTable.number(errors.scaledWidth(level, 0)),
                BacktestTable.number(errors.scaledWinkler(level, 0)));
    }

    /** Charts of error and skill by step ahead, where there are several. */
    public void bySteps(HtmlPage page) {
        if (horizon == 1) {
            return;
        }
        List<ForecastPlot.Line> errors = new ArrayList<>();
        List<ForecastPlot.Line> skills = new ArrayList<>();
        methods.forEach((method, of) -> {
            errors.add(line(method, of::mae));
            if (skill(of, 0) >= LEAST_SKILL_DRAWN) {
                skills.add(line(method, h -> skill(of, h)));
            }
        });
        page.heading(3, "Mean absolute error by step");
        page.chart(steps("Mean absolute error by step", "MAE", errors));
        if (!skills.isEmpty()) {
            page.heading(3, "Skill by step");
            page.text("Of the methods whose error is at most twice that of " + reference + ".");
            page.chart(steps("Skill by step", "skill", skills));
        }
    }

    /** Charts of a method's intervals: coverage by step, reliability and PIT; nothing where it has none. */
    public void intervals(HtmlPage page, String method) {
        HorizonErrors errors = methods.get(method);
        Calibration calibration = Calibration.of(errors, levels);
        if (!calibration.isKnown()) {
            return;
        }
        if (horizon > 1) {
            intervalsBySteps(page, errors.intervals());
        }
        reliability(page, calibration);
        histogram(page, calibration);
    }

    private void intervalsBySteps(HtmlPage page, IntervalErrors errors) {
        List<ForecastPlot.Line> lines = new ArrayList<>();
        List<ForecastPlot.Line> widths = new ArrayList<>();
        for (int l = 0; l < levels.size(); l++) {
            int level = l;
            double nominal = levels.get(l);
            widths.add(line("width of " + BacktestTable.percent(nominal), h -> errors.width(level, h)));
            widths.add(line("Winkler of " + BacktestTable.percent(nominal), h -> errors.winkler(level, h)));
            lines.add(line("in " + BacktestTable.percent(nominal), h -> errors.coverage(level, h)));
            lines.add(line("meant " + BacktestTable.percent(nominal), h -> nominal));
        }
        page.heading(3, "Coverage by step");
        page.chart(steps("Coverage by step", "share of actuals in the interval", lines));
        page.heading(3, "Width and Winkler score by step");
        page.chart(steps("Width and Winkler score by step", "in the target's unit", widths));
    }

    private static void reliability(HtmlPage page, Calibration calibration) {
        double[] nominal = calibration.quantiles().stream()
                .mapToDouble(Calibration.Quantile::nominal)
                .toArray();
        double[] observed = calibration.quantiles().stream()
                .mapToDouble(Calibration.Quantile::observed)
                .toArray();
        page.heading(3, "Reliability");
        page.text("Of each bound, what share of the actuals came below it.");
        page.chart(new ForecastPlot(
                "Reliability",
                "share that is meant",
                "share observed",
                nominal,
                false,
                List.of(new ForecastPlot.Line("meant", nominal), new ForecastPlot.Line("observed", observed))));
    }

    private static void histogram(HtmlPage page, Calibration calibration) {
        List<Calibration.Bin> bins = calibration.bins();
        double[] x = new double[bins.size() + 1];
        double[] density = new double[x.length];
        double[] even = new double[x.length];
        Arrays.fill(even, 1);
        for (int i = 0; i < x.length; i++) { // The last holds up to where the last bin ends.
            Calibration.Bin bin = bins.get(Math.min(i, bins.size() - 1));
            x[i] = i < bins.size() ? bin.from() : bin.to();
            density[i] = bin.density();
        }
        page.heading(3, "PIT histogram");
        page.text("Where in the forecast's distribution the actuals came, between its bounds: 1 throughout is"
                + " calibrated, more at both ends is too narrow.");
        page.steps(new ForecastPlot(
                "PIT histogram",
                "probability integral transform",
                "density",
                x,
                false,
                List.of(new ForecastPlot.Line("meant", even), new ForecastPlot.Line("observed", density))));
    }

    private ForecastPlot.Line line(String name, IntToDoubleFunction at) {
        double[] y = new double[horizon];
        Arrays.setAll(y, i -> at.applyAsDouble(i + 1));
        return new ForecastPlot.Line(name, y);
    }

    private ForecastPlot steps(String title, String y, List<ForecastPlot.Line> lines) {
        double[] x = new double[horizon];
        Arrays.setAll(x, i -> i + 1);
        return new ForecastPlot(title, "steps ahead", y, x, false, lines);
    }
}
