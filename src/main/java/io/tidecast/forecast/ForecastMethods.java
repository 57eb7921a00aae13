package io.tidecast.forecast;

import io.tidecast.series.Covariates;
import java.util.Arrays;
import java.util.List;

/**
 * Forecasting methods there are: the one list that serving, trainer, demo and backtest ask. A new one is a line here.
 */
public final class ForecastMethods {
    /** In the order of tables and records. */
    public static final List<MethodKind> ALL = List.of(
            NetworkMethod.KIND,
            Persistence.KIND,
            SeasonalNaive.KIND,
            Drift.KIND,
            DampedTrend.KIND,
            SeasonalLevel.KIND,
            NaiveMean.KIND,
            SeasonalTrend.KIND,
            SeasonalRegression.KIND,
            SeasonalRegression.DYNAMIC_KIND,
            LevelTimesShape.KIND,
            Autoregression.KIND,
            Autoregression.SEASONAL_KIND,
            BaseMethod.KIND,
            LinearMap.KIND);

    /** What the contract of all methods is tested on. */
    static final List<MethodContext> EXAMPLES = List.of(
            new MethodContext(new int[] {0}, 1, 1, 2, 40),
            new MethodContext(new int[] {0}, 5, 4, 6, 60),
            new MethodContext(new int[] {1, 0}, 3, 7, 4, MethodContext.NO_TRAINING),
            new MethodContext(
                    new int[] {0},
                    4,
                    5,
                    4,
                    MethodContext.NO_TRAINING,
                    new Regressors(List.of("b"), List.of(1), Covariates.NONE)));

    private ForecastMethods() {}

    /** Names of those that can take part in a pool: that need no training part, which a stream has none of. */
    public static List<String> pooled() {
        return ALL.stream()
                .filter(kind -> kind.family() != MethodKind.Family.FITTED)
                .map(MethodKind::name)
                .toList();
    }

    /** Those that forecast and are scored in the stream, whatever takes part in a pool. */
    public static List<MethodKind> served() {
        return ALL.stream().filter(MethodKind::served).toList();
    }

    /** Those of some families. */
    public static List<MethodKind> of(MethodKind.Family... families) {
        List<MethodKind.Family> asked = Arrays.asList(families);
        return ALL.stream().filter(kind -> asked.contains(kind.family())).toList();
    }

    /** Steps before a closed one that methods read, see {@link MethodKind#lookback}. */
    public static int lookback(List<MethodKind> methods, MethodContext context) {
        return methods.stream()
                .mapToInt(kind -> kind.lookback().applyAsInt(context))
                .max()
                .orElse(0);
    }
}
