package io.tidecast.base;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Layout;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import java.util.List;

/**
 * Base network with its weights: forecasts any series from its own values and the length of its season. It goes along
 * {@link PatchRows} with a recurrent layer, over the horizon as over the context, so that a longer horizon is more
 * rows; {@link QuantileHead} reads the outputs.
 */
public final class BaseNetwork {
    /** Of the rows' and outputs' meaning: another one is another network. */
    public static final int FORMAT = 3;

    static final int UNITS = 64;

    /** What it is made of. */
    static final NetworkSpec SPEC =
            NetworkSpec.of(PatchRows.FEATURES, new Gru(UNITS, true, true), new Dense(QuantileHead.OUTPUTS));

    /** The same with the outputs of the newest row alone. */
    static final NetworkSpec SERVING_SPEC =
            NetworkSpec.of(PatchRows.FEATURES, new Gru(UNITS, true, false), new Dense(QuantileHead.OUTPUTS));

    private final Parameters parameters;

    BaseNetwork(Parameters parameters) {
        this.parameters = parameters.publish();
    }

    /** Where its weights stand. */
    public static Layout layout() {
        return Network.of(SERVING_SPEC).layout();
    }

    public Parameters parameters() {
        return parameters;
    }

    /** Values up to the origin that a forecast of a series with such a season reads. */
    public static int reach(int season) {
        return Anchor.reach(season);
    }

    /** The first place that has so many steps up to it and is an anchor, from where everything is measured anew. */
    public static long anchorAfter(int steps) {
        return Anchor.ofGrid(steps + Anchor.APART - 2L);
    }

    /** Shares of actuals that are to come below its quantiles, ascending; the middle one is the median. */
    public static List<Float> quantiles() {
        return QuantileHead.QUANTILES;
    }

    /** Place of the median among the quantiles. */
    public static int median() {
        return QuantileHead.MEDIAN;
    }

    /**
     * A series to be forecast.
     *
     * @param season steps of its season, as far as anybody knows
     */
    public BaseSeries series(int season) {
        return new BaseSeries(this, season);
    }
}
