package io.tidecast.forecast;

import io.tidecast.base.BaseFile;
import io.tidecast.base.BaseNetwork;
import io.tidecast.base.BaseSeries;
import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;

/**
 * Base network as a forecasting method: trained on made-up series alone ({@link BaseNetwork}), it forecasts from a
 * device's third value on, by what the window holds of the seasons before.
 *
 * <p>It costs more than all other methods of a pool, so it is asked only where it is worth it: a forecast at a time is
 * kept from one origin until its last step has come, and compared with the naive ones from there. Where its errors are
 * clearly above the better naive forecast's it sleeps, but for those forecasts of itself, one in a horizon, which may
 * wake it.
 */
final class BaseMethod implements UnivariateMethod.Univariate {
    static final String NAME = "base";
    static final MethodKind KIND = new MethodKind(
            NAME,
            MethodKind.Family.ONLINE,
            false,
            context -> BaseNetwork.reach(context.season()) - 1,
            context -> new UnivariateMethod(
                    NAME, context, () -> new BaseMethod(BaseFile.shipped(), context.season(), context.horizon())));

    /** It sleeps from so many times the better naive error on. */
    private static final float ASLEEP_FROM = 1.25f;
    /** Steps compared before it may sleep. */
    private static final int TRIAL = 48;
    /** Of errors, a step compared. */
    private static final float FORGETTING = 0.995f;
    /** Steps from a forecast that is compared to the next, at least. */
    private static final int APART = 16;

    /** Logarithms of the shares that are outside of the inner and the outer quantiles. */
    private static final double HALF = Math.log(0.5);

    private static final double NINE_TENTHS = Math.log(0.1);

    private static final int NEVER = Integer.MAX_VALUE;

    private final BaseNetwork network;
    private final BaseSeries series;
    private final int season;
    private final float[] compared; // [horizon], of the origin {@code age} steps ago, told from its {@link #base}
    private final float[] inner; // [horizon], half the distance of its inner quantiles, of the forecast made last
    private final float[] outer; // [horizon], likewise of the outer ones
    private int age = NEVER;
    private double newest; // value at that origin
    private int count; // steps compared so far, as long as they are few
    private float errors; // sums of absolute errors
    private float persistence;
    private float seasonal;

    BaseMethod(BaseNetwork network, int season, int horizon) {
        this.network = network;
        series = network.series(season);
        this.season = season;
        compared = new float[horizon];
        inner = new float[horizon];
        outer = new float[horizon];
    }

    @Override
    public void begin() {
        series.begin();
        age = NEVER;
    }

    @Override
    public void learn(Window window, int feature) {
        age = age == NEVER ? NEVER : age + 1;
        if (age <= compared.length) {
            compare(window, feature);
        }
        if (age >= Math.max(APART, compared.length)) {
            begin(window, feature);
        }
    }

    private void begin(Window window, int feature) {
        double[] medians = new double[compared.length];
        if (made(window, feature, medians)) {
            age = 0;
            newest = window.value(0, feature);
            for (int h = 0; h < compared.length; h++) {
                compared[h] = (float) (medians[h] - base(newest));
            }
        }
    }

    private void compare(Window window, int feature) {
        double value = window.value(0, feature);
        int back = season * ((age + season - 1) / season);
        double before = window.value(back, feature);
        if (!window.observed(0, feature)) {
            return;
        }
        errors = FORGETTING * errors + Math.abs((float) (value - base(newest)) - compared[age - 1]);
        persistence = FORGETTING * persistence + (float) Math.abs(value - newest);
        seasonal = FORGETTING * seasonal + (float) Math.abs(value - (Double.isNaN(before) ? newest : before));
        count = Math.min(TRIAL, count + 1);
        if (!Float.isFinite(errors + persistence + seasonal)) { // Values whose differences a float cannot hold.
            count = 0;
            errors = 0;
            persistence = 0;
            seasonal = 0;
        }
    }

    private boolean asleep() {
        return count == TRIAL && errors > ASLEEP_FROM * Math.min(persistence, seasonal);
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        return !asleep() && made(window, feature, means);
    }

    /**
     * By the distances between its outer and between its inner quantiles, which hold nine tenths and a half; those of
     * other levels lie on the lines through both, over the logarithm of what is outside.
     */
    @Override
    public float halfWidth(double level, int h) {
        double place = Math.log(1 - level) / HALF;
        double near = inner[h - 1];
        double far = Math.max(near, outer[h - 1]);
        if (!(near > 0 && Double.isFinite(far))) {
            return Float.NaN; // Of every level alike, so that no lower one is wider.
        }
        double width = place < 1 ? near * place : near + (far - near) * (place - 1) / (NINE_TENTHS / HALF - 1);
        return (float) Math.min(Float.MAX_VALUE, width);
    }

    /** What values that are kept are told from: 0, or the newest where they need double precision. */
    private static double base(double newest) {
        return Precision.isLarge(newest) ? newest : 0;
    }

    private boolean made(Window window, int feature, double[] medians) {
        long origin = window.segment().firstIndex() + window.origin();
        double[][] quantiles = new double[BaseNetwork.quantiles().size()][medians.length];
        BaseSeries from = window.supposed() ? network.series(season) : series;
        boolean known =
                from.forecast(origin, place -> value(window, feature, origin - place), quantiles, medians.length);
        for (int h = 0; known && h < medians.length; h++) {
            medians[h] = Precision.of(quantiles[BaseNetwork.median()][h]);
            inner[h] = (float) (quantiles[3][h] - quantiles[1][h]) / 2;
            outer[h] = (float) (quantiles[4][h] - quantiles[0][h]) / 2;
            known = Float.isFinite((float) medians[h]);
        }
        return known;
    }

    private static double value(Window window, int feature, long back) {
        int steps = (int) back;
        return window.observed(steps, feature) ? window.value(steps, feature) : Double.NaN;
    }

    @Override
    public int stateBytes() {
        return 2 * Integer.BYTES + Precision.bytes(!Precision.isSingle(newest)) + (3 + compared.length) * Float.BYTES;
    }

    @Override
    public int heapBytes() {
        return BaseSeries.HEAP_BYTES + (inner.length + outer.length) * Float.BYTES;
    }

    @Override
    public void write(ByteBuffer to) {
        boolean wide = !Precision.isSingle(newest); // Then the count is stored as its complement.
        to.putInt(age).putInt(wide ? ~count : count);
        Precision.put(to, newest, wide).putFloat(errors).putFloat(persistence).putFloat(seasonal);
        for (float value : compared) {
            to.putFloat(value);
        }
    }

    @Override
    public void read(ByteBuffer from) {
        age = from.getInt();
        count = from.getInt();
        boolean wide = count < 0;
        count = wide ? ~count : count;
        newest = Precision.get(from, wide);
        errors = from.getFloat();
        persistence = from.getFloat();
        seasonal = from.getFloat();
        for (int h = 0; h < compared.length; h++) {
            compared[h] = from.getFloat();
        }
    }
}
