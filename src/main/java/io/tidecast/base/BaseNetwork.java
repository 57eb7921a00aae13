package io.tidecast.base;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import java.util.Arrays;

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

    private static final Network NETWORK = Network.of(SPEC);
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final Parameters parameters;

    BaseNetwork(Parameters parameters) {
        this.parameters = parameters.publish();
    }

    /** Scratch of a thread that forecasts, for all series alike. */
    private static final class Scratch {
        final SeasonalPatches patches = new SeasonalPatches();
        final Workspace workspace = NETWORK.servingWorkspace();
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

    /** The quantiles that are wanted, [quantiles, horizon]; a row that is null is not. */
    boolean forecast(int season, RecentValues values, float[][] quantiles, int horizon) {
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
        float[] outputs = NETWORK.forward(parameters, own.workspace, own.x, 1, rows);
        for (int i = 0; i < quantiles.length; i++) {
            for (int h = 0; quantiles[i] != null && h < horizon; h++) {
                int row = SeasonalPatches.CONTEXT + h / SeasonalPatches.PATCH;
                float unit = QuantileHead.quantile(
                        outputs,
                        row * QuantileHead.OUTPUTS,
                        own.x,
                        row * SeasonalPatches.FEATURES,
                        i,
                        h % SeasonalPatches.PATCH);
                quantiles[i][h] = patches.last() + patches.scale() * unit;
            }
        }
        return true;
    }
}
