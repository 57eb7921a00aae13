package io.tidecast.backtest;

import io.tidecast.forecast.MethodKind;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Text table of several runs of one plan, each with a seed of its own: the median of their errors over all steps. */
public final class MedianTable {
    private MedianTable() {}

    /**
     * A row per region, target and method: errors of all devices together and of the median device.
     *
     * @param results at least one, all of the same plan and devices
     */
    public static String of(List<BacktestResult> results) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "median of %d seed%s: mean absolute error over all steps, of all devices and of the median device;"
                        + " share inside, mean width, Winkler score, weighted quantile loss%n",
                results.size(),
                results.size() == 1 ? "" : "s"));
        BacktestResult first = results.get(0);
        for (int r = 0; r < first.plan().regions().size(); r++) {
            for (String target : first.targets()) {
                for (String method : Backtest.METHODS) {
                    if (first.complete(r, target, method)) {
                        row(results, r, target, method, text);
                    }
                }
            }
        }
        return text.toString();
    }

    private static void row(List<BacktestResult> results, int r, String target, String method, StringBuilder text) {
        BacktestPlan plan = results.get(0).plan();
        text.append(String.format(
                Locale.ROOT,
                "  %-20s %-12s %-23s %10.4f %10.4f",
                plan.regions().get(r).name(),
                target,
                MethodKind.title(method),
                median(results, result -> result.pooled(r, target, method).mae(0)),
                median(results, result -> result.medianMae(r, target, method))));
        if (method.equals(Backtest.PUBLISHED) && !plan.levels().isEmpty()) {
            List<IntervalErrors> intervals = results.stream()
                    .map(result -> result.pooled(r, target, method).intervals())
                    .toList();
            text.append(String.format(
                    Locale.ROOT,
                    " %9.1f %% %10.4f %10.4f %8.4f",
                    100 * median(intervals, errors -> errors.coverage(0, 0)),
                    median(intervals, errors -> errors.width(0, 0)),
                    median(intervals, errors -> errors.winkler(0, 0)),
                    median(intervals, errors -> errors.weightedQuantileLoss(0))));
        }
        text.append('\n');
    }

    private static <T> double median(List<T> runs, ToDoubleFunction<T> measure) {
        return BacktestResult.median(runs.stream().mapToDouble(measure).toArray());
    }
}
