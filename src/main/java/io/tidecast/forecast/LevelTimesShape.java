package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.util.Arrays;

/**
 * Level times shape: the mean profile of the last seasons, each scaled to the mean of the newest one, so that the shape
 * is learnt from all of them and the level from the last. Where a value of the window is below zero a ratio says
 * nothing, and seasons are moved to the level instead of scaled.
 *
 * <p>Two to {@value #MOST_SEASONS} seasons, as many as are in {@value #MOST_STEPS} steps; asleep where there are not
 * two, for the profile of one season is the seasonal naive forecast.
 */
public final class LevelTimesShape implements WindowMethod {
    public static final String NAME = "level-times-shape";
    static final MethodKind KIND =
            new MethodKind(NAME, MethodKind.Family.ONLINE, false, LevelTimesShape::lookback, LevelTimesShape::new);

    private static final int MOST_SEASONS = 7;
    private static final int MOST_STEPS = 336;
    /** A season of so small a level says little of the shape of one of a large level. */
    private static final double MOST_RATIO = 4;

    private final MethodContext context;
    private final double[][] known; // [targets, horizon], levels of the newest origins, which are scored for so long
    private final long[] knownAt; // [targets, horizon], grid index of each

    LevelTimesShape(MethodContext context) {
        this.context = context;
        known = new double[context.targets().length * context.horizon()][0];
        knownAt = new long[known.length];
        begin();
    }

    @Override
    public void begin() {
        Arrays.fill(knownAt, Long.MIN_VALUE);
    }

    private static int seasons(MethodContext context) {
        return Math.min(MOST_SEASONS, MOST_STEPS / context.season());
    }

    private static int lookback(MethodContext context) {
        int seasons = seasons(context);
        return seasons < 2
                ? 0
                : context.horizon()
                        + SeasonalNaive.lag(context.horizon(), context.season())
                        + seasons * context.season();
    }

    @Override
    public MethodContext context() {
        return context;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(Window window, int feature, int h) {
        double[] levels = levels(window, feature);
        return levels.length < 2 ? Double.NaN : at(window, feature, h, levels);
    }

    @Override
    public boolean forecast(Window window, double[] means) {
        int horizon = context.horizon();
        boolean speaks = true;
        int at = 0;
        for (int feature : context.targets()) {
            double[] levels = levels(window, feature);
            for (int h = 1; h <= horizon; h++) {
                means[at++] = levels.length < 2 ? Double.NaN : at(window, feature, h, levels);
            }
            speaks &= levels.length >= 2 || Double.isNaN(window.value(0, feature));
        }
        return speaks;
    }

    private double at(Window window, int feature, int h, double[] levels) {
        int lag = SeasonalNaive.lag(h, context.season());
        double sum = 0;
        int count = 0;
        for (int k = 0; k < levels.length; k++) {
            double value = window.value(lag + k * context.season(), feature);
            if (!Double.isNaN(value)) {
                double ratio = Math.min(MOST_RATIO, levels[0] / levels[k]);
                sum += value >= 0 && levels[k] > 0 && levels[0] >= 0 ? value * ratio : value - levels[k] + levels[0];
                count++;
            }
        }
        return Precision.of(sum / count);
    }

    /** The levels of an origin, worked out once. */
    private double[] levels(Window window, int feature) {
        if (window.supposed()) {
            return meansOfSeasons(window, feature);
        }
        long index = window.segment().firstIndex() + window.origin();
        int target = 0;
        while (context.targets()[target] != feature) {
            target++;
        }
        int at = target * context.horizon() + (int) Math.floorMod(index, (long) context.horizon());
        if (knownAt[at] != index) {
            known[at] = meansOfSeasons(window, feature);
            knownAt[at] = index;
        }
        return known[at];
    }

    /** Means of the last seasons, newest first, as many as the window holds in full. */
    private double[] meansOfSeasons(Window window, int feature) {
        int season = context.season();
        int seasons = Math.min(seasons(context), (window.origin() + 1) / season);
        double[] levels = new double[seasons];
        for (int k = 0; k < seasons; k++) {
            double sum = 0;
            for (int back = k * season; back < (k + 1) * season; back++) {
                sum += window.value(back, feature);
            }
            if (Double.isNaN(sum)) {
                return Arrays.copyOf(levels, k); // The target was unknown before.
            }
            levels[k] = sum / season;
        }
        return levels;
    }
}
