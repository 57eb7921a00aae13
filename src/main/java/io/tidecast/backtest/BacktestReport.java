package io.tidecast.backtest;

import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * HTML report of a backtest's result, one file that needs no other: measures, charts by step, of the intervals and of
 * the weights, and the forecasts of the best, the median and the worst device and of those chosen. However many devices
 * there are, it is at most 3 MB.
 */
public final class BacktestReport {
    private static final int MOST_DEVICES = 100;
    private static final int LONGEST_NAME = 60;

    private final BacktestResult result;
    private final TimeStep step;
    private final List<String> chosen;
    private final HtmlPage page;

    private BacktestReport(BacktestResult result, TimeStep step, List<String> chosen, HtmlPage page) {
        this.result = result;
        this.step = step;
        this.chosen = chosen;
        this.page = page;
    }

    /**
     * Writes it.
     *
     * @param account how the result came about, in lines
     * @param step what a step is
     * @param chosen devices that are drawn in any case
     */
    public static void write(BacktestResult result, List<String> account, TimeStep step, List<String> chosen, Path file)
            throws IOException {
        HtmlPage page = new HtmlPage("Backtest", account);
        new BacktestReport(result, step, chosen, page).fill();
        Files.writeString(file, page.end());
    }

    private void fill() {
        for (int r = 0; r < result.plan().regions().size(); r++) {
            for (String target : result.targets()) {
                if (page.hasRoom()) {
                    region(r, target);
                }
            }
        }
        weights();
        devices();
        if (!page.hasRoom()) {
            page.text("What would make this page larger than 3 MB is left out; --csv has all figures.");
        }
    }

    private void region(int r, String target) {
        Region region = result.plan().regions().get(r);
        List<String> methods = BacktestTable.methods(result, r, target);
        page.heading(2, region.name() + ": " + target);
        if (methods.isEmpty()) {
            page.text("No forecast of the network could be judged.");
            return;
        }
        page.text(String.format(
                Locale.ROOT,
                "Origins %s to %s (steps %,d to %,d of the data), %,d pairs of origin and step; every row is over the"
                        + " same pairs.",
                date(region.from()),
                date(region.to()),
                region.from(),
                region.to(),
                result.pooled(r, target, Backtest.PUBLISHED).pairs(0)));
        Map<String, HorizonErrors> errors = new LinkedHashMap<>();
        methods.forEach(method -> errors.put(MethodKind.title(method), result.pooled(r, target, method)));
        BacktestPlan plan = result.plan();
        ErrorSections sections =
                new ErrorSections(errors, MethodKind.title(SeasonalNaive.NAME), plan.horizon(), plan.levels());
        sections.measures(page);
        sections.intervalMeasures(page);
        sections.bySteps(page);
        sections.intervals(page, Backtest.PUBLISHED);
        byDevices(r, target, methods);
    }

    private String date(long at) {
        return Instant.ofEpochMilli(step.startOf(result.plan().first() + at)).toString();
    }

    private void byDevices(int r, String target, List<String> methods) {
        page.heading(3, "Mean absolute error by device");
        page.add("<div class=\"wide\" tabindex=\"0\"><table><thead>");
        List<String> head = new ArrayList<>(List.of("device"));
        methods.forEach(method -> head.add(MethodKind.title(method)));
        page.row("th", head.toArray(String[]::new));
        page.add("</thead><tbody>\n");
        List<BacktestResult.Series> ranked = ranked(r, target);
        List<BacktestResult.Series> shown = ranked;
        if (ranked.size() > MOST_DEVICES) {
            shown = new ArrayList<>(ranked.subList(0, MOST_DEVICES / 2));
            shown.addAll(ranked.subList(ranked.size() - MOST_DEVICES / 2, ranked.size()));
        }
        for (BacktestResult.Series one : shown) {
            List<String> cells = new ArrayList<>(List.of(HtmlPage.escaped(shortened(one.device()))));
            Map<String, HorizonErrors> errors = one.regions().get(r);
            methods.forEach(
                    method -> cells.add(BacktestTable.number(errors.get(method).mae(0))));
            page.row("td", cells.toArray(String[]::new));
        }
        page.add("</tbody></table></div>\n");
        if (shown.size() < ranked.size()) {
            page.text(String.format(
                    Locale.ROOT,
                    "The %d best and the %d worst of %,d devices; --csv has all.",
                    MOST_DEVICES / 2,
                    MOST_DEVICES / 2,
                    ranked.size()));
        }
    }

    /**
     * Best first by the scaled error, or by the error itself where no scale is known; those without a pair are last.
     */
    private List<BacktestResult.Series> ranked(int r, String target) {
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

    private void weights() {
        page.heading(2, "Weights");
        page.text("Which methods the published forecasts are made of, one step ahead, in the mean of all devices.");
        for (String target : result.targets()) {
            if (page.hasRoom()) {
                result.weights().get(target).plot("Weights of " + target, step).ifPresent(plot -> {
                    page.heading(3, target);
                    page.chart(plot);
                });
            }
        }
    }

    private void devices() {
        page.heading(2, "Actual against forecast");
        page.text("The end of the data; each forecast begins where the one before it ends.");
        for (String target : result.targets()) {
            drawn(target).forEach(this::device);
        }
    }

    /** The series that are drawn, and why. */
    private Map<BacktestResult.Series, String> drawn(String target) {
        List<BacktestResult.Series> ranked = ranked(0, target).stream()
                .filter(one -> one.regions().get(0).get(Backtest.PUBLISHED).pairs(0) > 0)
                .toList();
        int last = ranked.size() - 1;
        Map<BacktestResult.Series, String> drawn = new LinkedHashMap<>();
        result.of(target).stream()
                .filter(one -> chosen.contains(one.device()))
                .forEach(one -> drawn.put(one, "A chosen device"));
        if (last >= 0) {
            drawn.put(ranked.get(0), "The best device");
        }
        if (last >= 2) {
            drawn.put(ranked.get(last / 2), "The median device");
        }
        if (last >= 1) {
            drawn.put(ranked.get(last), "The worst device");
        }
        return drawn;
    }

    private void device(BacktestResult.Series one, String why) {
        BacktestPlan plan = result.plan();
        String title = shortened(one.device()) + ", " + one.target();
        one.trail().plot(title, one.target(), plan.first(), step, plan.levels()).ifPresent(plot -> {
            if (page.hasRoom()) {
                page.heading(3, title);
                page.text(why + " of " + result.devices().size() + ".");
                page.chart(plot);
                one.trail().weights("Weights of " + title, plan.first(), step).ifPresent(page::chart);
            }
        });
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }
}
