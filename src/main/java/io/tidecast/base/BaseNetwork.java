package io.tidecast.base;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * Base network with its weights: forecasts any series from its own values and the length of its season. It goes along
 * the rows of {@link SeasonalPatches} with a recurrent layer, over the horizon as over the context, so that a longer
 * horizon is more rows; {@link QuantileHead} reads the outputs.
 */
public final class BaseNetwork {
    private static final int UNITS = 64;

    /** What it is made of. */
    static final NetworkSpec SPEC =
            NetworkSpec.of(SeasonalPatches.FEATURES, new Gru(UNITS, true, true), new Dense(QuantileHead.OUTPUTS));

    /**
     * The same with the outputs of the newest row alone, as it serves: nobody reads what the head says of the rows up
     * to the origin.
     */
    private static final Network SERVING = Network.of(
            NetworkSpec.of(SeasonalPatches.FEATURES, new Gru(UNITS, true, false), new Dense(QuantileHead.OUTPUTS)));

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final Parameters parameters;

    BaseNetwork(Parameters parameters) {
        this.parameters = parameters.publish();
    }

    /** Scratch of a thread that forecasts, for all series alike. */
    private static final class Scratch {
        final SeasonalPatches patches = new SeasonalPatches();
        final Workspace workspace = SERVING.servingWorkspace();
        final float[] row = new float[SeasonalPatches.FEATURES];
        float[] x = {}; // [rows, FEATURES]
    }

    /** Values up to the origin that a forecast of a series with such a season reads. */
    public static int reach(int season) {
        return SeasonalPatches.reach(season);
    }

    /**
     * Forecasts from the origin on.
     *
     * @param season steps of the series' season, as far as anybody knows
     * @param means [horizon] are set to the medians
     * @return false where fewer than three values are known
     */
    public boolean forecast(int season, RecentValues values, float[] means) {
        float[][] quantiles = new float[QuantileHead.QUANTILES.size()][];
        quantiles[QuantileHead.MEDIAN] = means;
        return forecast(season, values, quantiles, means.length);
    }

    /** Shares of actuals that are to come below its quantiles, ascending; the middle one is the median. */
    public static List<Float> quantiles() {
        return QuantileHead.QUANTILES;
    }

    /**
     * Forecasts quantiles from the origin on, as they come from the network: nothing has calibrated them.
     *
     * @param quantiles [quantiles, horizon] are set, but for rows that are null, which are not wanted
     * @return false where fewer than three values are known
     */
    public boolean forecast(int season, RecentValues values, float[][] quantiles, int horizon) {
        Scratch own = SCRATCH.get();
        SeasonalPatches patches = own.patches;
        if (!patches.read(season, values)) {
            return false;
        }
        if (patches.scale() == 0) {
            for (float[] wanted : quantiles) {
                Arrays.fill(wanted == null ? new float[0] : wanted, patches.last());
            }
            return true;
        }
        int ahead = (horizon + SeasonalPatches.PATCH - 1) / SeasonalPatches.PATCH;
        int rows = SeasonalPatches.CONTEXT + ahead;
        own.x = own.x.length < rows * SeasonalPatches.FEATURES ? new float[rows * SeasonalPatches.FEATURES] : own.x;
        patches.write(ahead, own.x, 0);
        own.workspace.resetState();
        float[] outputs = SERVING.forward(parameters, own.workspace, own.x, 1, SeasonalPatches.CONTEXT + 1);
        for (int patch = 0; patch < ahead; patch++) {
            int row = (SeasonalPatches.CONTEXT + patch) * SeasonalPatches.FEATURES;
            if (patch > 0) {
                System.arraycopy(own.x, row, own.row, 0, own.row.length);
                outputs = SERVING.forward(parameters, own.workspace, own.row, 1, 1);
            }
            int first = patch * SeasonalPatches.PATCH;
            int steps = Math.min(SeasonalPatches.PATCH, horizon - first);
            for (int i = 0; i < quantiles.length; i++) {
                for (int p = 0; quantiles[i] != null && p < steps; p++) {
                    float unit = QuantileHead.quantile(outputs, 0, own.x, row, i, p);
                    quantiles[i][first + p] = patches.last() + patches.scale() * unit;
                }
            }
        }
        return true;
    }
}
