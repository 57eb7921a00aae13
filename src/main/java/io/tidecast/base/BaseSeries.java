package io.tidecast.base;

import io.tidecast.nn.Network;
import io.tidecast.nn.Workspace;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Series that the base network goes along. The recurrent state after the newest whole row is kept from one forecast to
 * the next; with another anchor it is made again, from the values alone. So is it after a restart, with the same bits.
 * One thread at a time.
 */
public final class BaseSeries {
    /** About the bytes of one: the state, an anchor, and what they stand in. */
    public static final int HEAP_BYTES = BaseNetwork.UNITS * Float.BYTES + 250;

    /**
     * The network with the outputs of the newest row alone, as it serves: nobody reads what the head says of the rows
     * up to the origin.
     */
    private static final Network SERVING = Network.of(BaseNetwork.SERVING_SPEC);

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final BaseNetwork network;
    private final int said;
    private final float[] state = new float[BaseNetwork.UNITS];
    private Anchor anchor; // null before there is one
    private long oldest; // place that it was looked for from
    private long newest; // origin of the forecast before
    private long next; // place of the first row that is not in the state

    BaseSeries(BaseNetwork network, int season) {
        this.network = network;
        said = season;
    }

    /** Scratch of a thread that forecasts, for all series alike. */
    private static final class Scratch {
        final Workspace workspace = SERVING.servingWorkspace();
        final float[] row = new float[PatchRows.FEATURES];
        float[] ahead = {}; // [rows of the horizon, FEATURES]
    }

    /** Forgets what is kept: the values are others from here on. */
    public void begin() {
        anchor = null;
    }

    /** Season by which the newest forecast was made: the one that was said, or another one that was found. */
    public OptionalInt season() {
        return anchor == null ? OptionalInt.empty() : OptionalInt.of(anchor.season);
    }

    /** The newest anchor up to an origin; empty where too little is known up to it. */
    static Optional<Anchor> anchor(SeriesValues values, long origin, int said) {
        long first = first(values, origin, said);
        return Optional.ofNullable(Anchor.measured(values, first, Anchor.place(origin, first), said));
    }

    /**
     * Where an anchor tells nothing, as of a device that was silent or still up to it, what is known since then does.
     */
    private Optional<Anchor> atOrigin(SeriesValues values, long origin) {
        return Optional.ofNullable(Anchor.measured(values, first(values, origin, said), origin, said));
    }

    private static long first(SeriesValues values, long origin, int said) {
        long first = Anchor.oldest(origin, said);
        while (first < origin && Double.isNaN(values.at(first))) {
            first++;
        }
        return first;
    }

    /** Whether nothing has moved since a place, nor had up to the anchor. */
    private static boolean isStill(SeriesValues values, Anchor anchor, long since, long origin) {
        for (long place = since + 1; place <= origin; place++) {
            double value = values.at(place);
            if (!Double.isNaN(value) && !anchor.holds(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Forecasts quantiles from the origin on, as they come from the network: nothing has calibrated them.
     *
     * @param origin place of the newest step
     * @param values up to the origin, {@link BaseNetwork#reach} of them
     * @param quantiles [quantiles, horizon] are set
     * @return false where fewer than three values are known
     */
    public boolean forecast(long origin, SeriesValues values, double[][] quantiles, int horizon) {
        boolean goesOn = isKept(values, origin);
        if (!goesOn) {
            anchor = anchor(values, origin, said)
                    .filter(found -> found.scale > 0 || isStill(values, found, found.place, origin))
                    .or(() -> atOrigin(values, origin))
                    .orElse(null);
        }
        oldest = Anchor.oldest(origin, said);
        newest = origin;
        if (anchor == null) {
            return false;
        }
        PatchRows rows = new PatchRows(values, anchor, origin);
        if (!goesOn) {
            Arrays.fill(state, 0f);
            next = rows.begin();
        }
        if (anchor.scale == 0) {
            for (double[] quantile : quantiles) {
                Arrays.fill(quantile, 0, horizon, rows.last());
            }
            return true;
        }
        Scratch own = SCRATCH.get();
        own.workspace.writeState(0, state);
        readContext(rows, origin, own);
        forecast(rows, own, quantiles, horizon);
        return true;
    }

    /** Whether the state goes on to an origin. */
    private boolean isKept(SeriesValues values, long origin) {
        return anchor != null
                && origin >= newest
                && oldest == Anchor.oldest(origin, said)
                && anchor.place == Anchor.place(origin, anchor.first)
                && (anchor.scale > 0 || isStill(values, anchor, newest, origin));
    }

    private void readContext(PatchRows rows, long origin, Scratch own) {
        boolean whole = false;
        for (; next + PatchRows.PATCH <= origin + 1; next += PatchRows.PATCH) {
            rows.writeContext(next, PatchRows.PATCH, own.row, 0);
            SERVING.forward(network.parameters(), own.workspace, own.row, 1, 1);
            whole = true;
        }
        if (whole) {
            own.workspace.readState(0, state);
        }
        int part = (int) (origin + 1 - next);
        if (part > 0) {
            rows.writeContext(next, part, own.row, 0);
            SERVING.forward(network.parameters(), own.workspace, own.row, 1, 1);
        }
    }

    private void forecast(PatchRows rows, Scratch own, double[][] quantiles, int horizon) {
        int ahead = (horizon + PatchRows.PATCH - 1) / PatchRows.PATCH;
        int size = ahead * PatchRows.FEATURES;
        own.ahead = own.ahead.length < size ? new float[size] : own.ahead;
        rows.writeAhead(ahead, own.ahead, 0);
        double last = rows.last();
        for (int patch = 0; patch < ahead; patch++) {
            System.arraycopy(own.ahead, patch * PatchRows.FEATURES, own.row, 0, own.row.length);
            float[] outputs = SERVING.forward(network.parameters(), own.workspace, own.row, 1, 1);
            int first = patch * PatchRows.PATCH;
            int steps = Math.min(PatchRows.PATCH, horizon - first);
            for (int i = 0; i < quantiles.length; i++) {
                for (int p = 0; p < steps; p++) {
                    float unit = QuantileHead.quantile(outputs, 0, own.row, 0, i, p);
                    quantiles[i][first + p] = last + anchor.scale * unit;
                }
            }
        }
    }
}
