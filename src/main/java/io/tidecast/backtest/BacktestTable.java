package io.tidecast.backtest;

import io.tidecast.forecast.MethodKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * Text tables of a backtest's result: per region and target, every measure over all steps, the errors by step, and by
 * device.
 */
public final class BacktestTable {
    private static final int MOST_DEVICES = 20;

    private BacktestTable() {}

    /** The tables of all regions and targets. */
    public static String of(BacktestResult result) {
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < result.plan().regions().size(); r++) {
            for (String target : result.targets()) {
                region(result, r, target, text);
            }
        }
        return text.toString();
    }

    private static void region(BacktestResult result, int r, String target, StringBuilder text) {
        Region region = result.plan().regions().get(r);
        HorizonErrors published = result.pooled(r, target, Backtest.PUBLISHED);
        if (published.pairs(0) == 0) {
            text.append(String.format(
                    Locale.ROOT, "%n%s, %s: no forecast of the network could be judged%n", region.name(), target));
            return;
        }
        int devices = result.devices().size();
        text.append(String.format(
                Locale.ROOT,
                "%n%s: origins %,d..%,d, %s, %d step%s ahead, %,d device%s, %,d pairs of origin and step%n",
                region.name(),
                region.from(),
                region.to(),
                target,
                result.plan().horizon(),
                result.plan().horizon() == 1 ? "" : "s",
                devices,
                devices == 1 ? "" : "s",
                published.pairs(0)));
        measures(result, r, target, text);
        bySteps(result, r, target, text);
        if (devices > 1) {
            byDevices(result, r, target, text);
        }
    }

    private static void measures(BacktestResult result, int r, String target, StringBuilder text) {
        text.append(
                String.format("  %-23s%11s%11s%9s%9s%11s%9s%n", "", "MAE", "RMSE", "MASE", "sMAPE", "pinball", "wQL"));
        for (String method : methods(result, r, target)) {
            HorizonErrors errors = result.pooled(r, target, method);
            text.append(String.format(
                    "  %-23s%11s%11s%9s%9s%11s%9s%n",
                    MethodKind.title(method),
                    number(errors.mae(0)),
                    number(errors.rmse(0)),
                    number(errors.mase(0)),
                    number(errors.smape(0)),
                    number(errors.intervals().pinball(0)),
                    number(errors.intervals().weightedQuantileLoss(0))));
        }
        intervals(
                result.plan().levels(),
                result.pooled(r, target, Backtest.PUBLISHED).intervals(),
                text);
    }

    private static void intervals(List<Double> levels, IntervalErrors published, StringBuilder text) {
        if (!published.isKnown()) {
            return;
        }
        text.append(String.format(
                "  %-23s%11s%11s%11s%14s%15s%n",
                "published intervals", "coverage", "width", "Winkler", "scaled width", "scaled Winkler"));
        for (int l = 0; l < levels.size(); l++) {
            text.append(String.format(
                    "  %-23s%11s%11s%11s%14s%15s%n",
                    percent(levels.get(l)),
                    percent(published.coverage(l, 0)),
                    number(published.width(l, 0)),
                    number(published.winkler(l, 0)),
                    number(published.scaledWidth(l, 0)),
                    number(published.scaledWinkler(l, 0))));
        }
    }

    private static void bySteps(BacktestResult result, int r, String target, StringBuilder text) {
        text.append(String.format("  %-23s", "MAE by step"));
        List<Integer> steps = steps(result.plan().horizon());
        steps.forEach(h -> text.append(String.format("%9d", h)));
        text.append('\n');
        for (String method : methods(result, r, target)) {
            HorizonErrors errors = result.pooled(r, target, method);
            bySteps(MethodKind.title(method), steps, h -> number(errors.mae(h)), text);
        }
        IntervalErrors published = result.pooled(r, target, Backtest.PUBLISHED).intervals();
        for (int l = 0; published.isKnown() && l < result.plan().levels().size(); l++) {
            int level = l;
            String of = percent(result.plan().levels().get(l));
            bySteps("in " + of, steps, h -> percent(published.coverage(level, h)), text);
            bySteps("width of " + of, steps, h -> number(published.width(level, h)), text);
            bySteps("Winkler of " + of, steps, h -> number(published.winkler(level, h)), text);
        }
    }

    private static void bySteps(String name, List<Integer> steps, IntFunction<String> cell, StringBuilder text) {
        text.append(String.format("  %-23s", name));
        steps.forEach(h -> text.append(String.format("%9s", cell.apply(h))));
        text.append('\n');
    }

    private static void byDevices(BacktestResult result, int r, String target, StringBuilder text) {
        List<String> methods = methods(result, r, target);
        text.append(String.format("  %-24s", "MAE by device"));
        methods.forEach(method -> text.append(String.format("%25s", MethodKind.title(method))));
        text.append('\n');
        List<BacktestResult.Series> all = result.of(target);
        for (BacktestResult.Series one : all.subList(0, Math.min(MOST_DEVICES, all.size()))) {
            text.append(String.format("  %-24s", shortened(one.device())));
            methods.forEach(method -> text.append(String.format(
                    "%25s", number(one.regions().get(r).get(method).mae(0)))));
            text.append('\n');
        }
        if (all.size() > MOST_DEVICES) {
            text.append("  … and ").append(all.size() - MOST_DEVICES).append(" more\n");
        }
        text.append(String.format("  %-24s", "median of the devices"));
        methods.forEach(method -> text.append(String.format("%25s", number(result.medianMae(r, target, method)))));
        text.append('\n');
    }

    /** The methods that answered for every pair. */
    static List<String> methods(BacktestResult result, int region, String target) {
        return Backtest.METHODS.stream()
                .filter(method -> result.complete(region, target, method))
                .toList();
    }

    /** At most eight of the horizon's steps, the first and the last among them. */
    static List<Integer> steps(int horizon) {
        TreeSet<Integer> steps = new TreeSet<>();
        for (double share : new double[] {0, 1 / 24.0, 2 / 24.0, 0.125, 0.25, 0.5, 0.75, 1}) {
            steps.add(Math.max(1, (int) Math.round(share * horizon)));
        }
        return new ArrayList<>(steps);
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String form =
                size >= 1000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : size >= 0.01 ? "%.4f" : "%.3g";
        return String.format(Locale.ROOT, size == 0 ? "%.0f" : form, value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String shortened(String text) {
        return text.length() <= 23 ? text : text.substring(0, 22) + "…";
    }
}
