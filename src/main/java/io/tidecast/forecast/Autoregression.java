package io.tidecast.forecast;

import io.tidecast.kernel.Cholesky;
import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Autoregressive model of the differences, ARI (Box &amp; Jenkins), fitted by ridge least squares with forgetting and
 * run on over the horizon: the linear map of a window, learnt from the device's own steps as they come.
 *
 * <pre>
 * d_t = y_t - y_(t-1)          d_(t+1) = sum over the lags i of  w_i d_(t-i)
 * S_ab = sum over t of  f^(T-t) d_(t-a) d_(t-b)      (S_(1+i,1+j) + r I) w = S_(0,1+i)
 * </pre>
 *
 * The equations of p lags are p × p numbers, but only their first row is kept: the others follow from it and the newest
 * steps, {@code S_(a+1,b+1) = (S_ab - d_(T-a) d_(T-b)) / f}, as each is the row above of a step before. So a device
 * stores two numbers a lag and not a matrix. Before a stretch began nothing moved.
 *
 * <p>The ridge is a share of the differences' mean square, larger as long as few steps were seen, so that neither
 * forgetting nor a still sensor makes the map blow up; it draws to persistence.
 */
final class Autoregression implements UnivariateMethod.Univariate {
    static final String NAME = "autoregression";
    static final String SEASONAL = "seasonal-autoregression";
    static final MethodKind KIND = kind(NAME, false);
    static final MethodKind SEASONAL_KIND = kind(SEASONAL, true);

    /** Newest differences that are read. */
    private static final int RECENT = 48;
    /** Those of them beside which seasons are read. */
    private static final int RECENT_OF_SEASONS = 24;
    /** On either side of the difference of a season before. */
    private static final int AROUND = 2;

    private static final int MOST_SEASONS = 7;
    private static final int MOST_STEPS = 336;
    private static final double FORGETTING = 0.999;
    /** Steps from which on it speaks. */
    private static final int LEAST = 48;
    /** Steps between two fits, at least, and as a share of those learnt from. */
    private static final int FIT_EVERY = 24;

    private static final int FIT_SHARE = 8;
    private static final int FIT_MOST = 192;
    private static final double LEAST_RIDGE = 1e-4;
    private static final double PRIOR_STEPS = 5;

    private final int[] lags; // ascending
    private final int depth; // longest lag and the step ahead
    private final float[] row; // [depth + 1], S_0k
    private final float[] weights; // [lags]
    private int learnt;
    private int nextFit = LEAST;

    private static MethodKind kind(String name, boolean seasonal) {
        return new MethodKind(
                name,
                MethodKind.Family.ONLINE,
                false,
                context -> {
                    int[] lags = lags(context, seasonal);
                    return lags.length == 0 ? 0 : lags[lags.length - 1] + 2;
                },
                context -> new UnivariateMethod(name, context, () -> new Autoregression(lags(context, seasonal))));
    }

    /** None where a season is longer than what is read. */
    private static int[] lags(MethodContext context, boolean seasonal) {
        boolean[] read = new boolean[MOST_STEPS + AROUND];
        int season = context.season();
        Arrays.fill(read, 0, seasonal ? RECENT_OF_SEASONS : RECENT, true);
        if (seasonal) {
            int seasons = Math.min(MOST_SEASONS, MOST_STEPS / season);
            if (seasons == 0) {
                return new int[0];
            }
            for (int k = 1; k <= seasons; k++) {
                int from = Math.max(0, k * season - 1 - AROUND);
                Arrays.fill(read, from, k * season + AROUND, true);
            }
        }
        int[] lags = new int[read.length];
        int count = 0;
        for (int i = 0; i < read.length; i++) {
            if (read[i]) {
                lags[count++] = i;
            }
        }
        return Arrays.copyOf(lags, count);
    }

    private Autoregression(int[] lags) {
        this.lags = lags;
        depth = lags.length == 0 ? 0 : lags[lags.length - 1] + 1;
        row = new float[lags.length == 0 ? 0 : depth + 1];
        weights = new float[lags.length];
    }

    @Override
    public void begin() {}

    /**
     * The newest differences, newest first; 0 before the stretch, and where the target was not known yet.
     *
     * @param room places left in front of them
     */
    private double[] differences(Window window, int feature, int room) {
        double[] moved = new double[room + depth + 1];
        double newer = window.value(0, feature);
        for (int k = 0; k <= depth; k++) {
            double older = window.value(k + 1, feature);
            double difference = newer - older;
            moved[room + k] = Double.isFinite(difference) ? difference : 0;
            newer = older;
        }
        return moved;
    }

    @Override
    public void learn(Window window, int feature) {
        if (lags.length == 0 || Double.isNaN(window.value(0, feature))) {
            return;
        }
        learnt = Math.min(learnt + 1, Integer.MAX_VALUE / 2);
        double[] moved = differences(window, feature, 0);
        // What came before it began anew is in no equation.
        Arrays.fill(moved, Math.min(learnt, moved.length), moved.length, 0);
        double finite = 0;
        for (int k = 0; k <= depth; k++) {
            row[k] = (float) (FORGETTING * row[k] + moved[0] * moved[k]);
            finite += row[k];
        }
        if (!Double.isFinite(finite)) {
            Arrays.fill(row, 0); // Readings whose squares are no float: all begins anew.
            Arrays.fill(weights, 0);
            learnt = 0;
            nextFit = LEAST;
        } else if (learnt >= nextFit) {
            fit(moved);
            nextFit = learnt + Math.min(FIT_MOST, Math.max(FIT_EVERY, learnt / FIT_SHARE));
        }
    }

    /** Solves the equations; where they are none, the weights stay. */
    private void fit(double[] moved) {
        int p = lags.length;
        double[][] square = new double[p][p]; // lower
        int[] place = new int[depth + 1];
        Arrays.fill(place, -1);
        for (int i = 0; i < p; i++) {
            place[lags[i] + 1] = i;
        }
        double trace = 0;
        for (int apart = 0; apart < depth; apart++) {
            double sum = row[apart];
            for (int a = 1; a + apart <= depth; a++) {
                sum = (sum - moved[a - 1] * moved[a - 1 + apart]) / FORGETTING;
                if (place[a] >= 0 && place[a + apart] >= 0) {
                    square[place[a + apart]][place[a]] = sum;
                    trace += apart == 0 ? sum : 0;
                }
            }
        }
        double ridge = trace / p * (PRIOR_STEPS / learnt + LEAST_RIDGE);
        double[] w = new double[p];
        for (int i = 0; i < p; i++) {
            square[i][i] += ridge;
            w[i] = row[lags[i] + 1];
        }
        if (!Cholesky.solve(square, w)) {
            return;
        }
        for (int i = 0; i < p; i++) {
            weights[i] = (float) w[i];
        }
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        if (lags.length == 0 || learnt < LEAST) {
            return false;
        }
        int horizon = means.length;
        double[] all = differences(window, feature, horizon); // Those to come in front.
        double most = 0;
        for (double difference : all) {
            most = Math.max(most, Math.abs(difference));
        }
        double value = window.value(0, feature);
        for (int h = 0; h < horizon; h++) {
            double sum = 0;
            for (int i = 0; i < lags.length; i++) {
                sum += weights[i] * all[horizon - h + lags[i]];
            }
            // No step is larger than the largest that was seen: a map of few steps may not be stable.
            all[horizon - 1 - h] = Math.max(-most, Math.min(most, sum));
            value += all[horizon - 1 - h];
            means[h] = Precision.of(value);
        }
        return true;
    }

    @Override
    public int stateBytes() {
        return 2 * Integer.BYTES + (row.length + weights.length) * Float.BYTES;
    }

    @Override
    public void write(ByteBuffer to) {
        to.putInt(learnt).putInt(nextFit);
        for (float[] part : new float[][] {row, weights}) {
            for (float value : part) {
                to.putFloat(value);
            }
        }
    }

    @Override
    public void read(ByteBuffer from) {
        learnt = from.getInt();
        nextFit = from.getInt();
        for (float[] part : new float[][] {row, weights}) {
            for (int i = 0; i < part.length; i++) {
                part[i] = from.getFloat();
            }
        }
    }
}
