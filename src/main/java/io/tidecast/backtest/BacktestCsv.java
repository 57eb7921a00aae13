package io.tidecast.backtest;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.tidecast.forecast.MethodKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** CSV export of a backtest's result: one row per region, target, device, method and horizon step. */
public final class BacktestCsv {
    /**
     * What stands in the column of the device in a row over all of them, and in that of the step in one over all of
     * those.
     */
    static final String ALL = "all";

    private BacktestCsv() {}

    /** Writes it. */
    public static void write(BacktestResult result, Path file) throws IOException {
        BacktestPlan plan = result.plan();
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(Stream.concat(
                            Stream.of("region", "target", "device", "method", "step", "pairs", "mae", "rmse", "mase"),
                            Stream.concat(
                                    Stream.of("smape", "pinball", "weighted_quantile_loss"),
                                    plan.levels().stream().flatMap(BacktestCsv::names)))
                    .toList());
            for (int r = 0; r < plan.regions().size(); r++) {
                for (String target : result.targets()) {
                    for (String method : Backtest.METHODS) {
                        rows(csv, result, r, target, ALL, method, result.pooled(r, target, method));
                        for (BacktestResult.Series one : result.of(target)) {
                            HorizonErrors errors = one.regions().get(r).get(method);
                            rows(csv, result, r, target, one.device(), method, errors);
                        }
                    }
                }
            }
        }
    }

    private static Stream<String> names(double level) {
        return Stream.of("coverage_", "width_", "winkler_", "scaled_width_", "scaled_winkler_")
                .map(name -> name + level);
    }

    private static void rows(
            CsvWriter csv,
            BacktestResult result,
            int region,
            String target,
            String device,
            String method,
            HorizonErrors errors) {
        if (errors.pairs(0) == 0) {
            return;
        }
        IntervalErrors intervals = errors.intervals();
        for (int h = 0; h <= result.plan().horizon(); h++) {
            List<String> row = new ArrayList<>(List.of(
                    result.plan().regions().get(region).name(),
                    target,
                    device,
                    MethodKind.title(method),
                    h == 0 ? ALL : Integer.toString(h),
                    Long.toString(errors.pairs(h)),
                    number(errors.mae(h)),
                    number(errors.rmse(h)),
                    number(errors.mase(h)),
                    number(errors.smape(h)),
                    number(intervals.pinball(h)),
                    number(intervals.weightedQuantileLoss(h))));
            for (int l = 0; l < result.plan().levels().size(); l++) {
                row.add(number(intervals.coverage(l, h)));
                row.add(number(intervals.width(l, h)));
                row.add(number(intervals.winkler(l, h)));
                row.add(number(intervals.scaledWidth(l, h)));
                row.add(number(intervals.scaledWinkler(l, h)));
            }
            csv.writeRecord(row);
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }
}
