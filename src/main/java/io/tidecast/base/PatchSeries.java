package io.tidecast.base;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Series that a network goes along by {@link PatchRows}. The recurrent state after the newest whole row is kept from
 * one forecast to the next; with another anchor it is made again, from the values alone. So is it after a restart, with
 * the same bits. One thread at a time.
 */
public final class PatchSeries {
    /** About the bytes of one: the state, an anchor, and what they stand in. */
    public static final int HEAP_BYTES = BaseNetwork.UNITS * Float.BYTES + 250;

    private final int said;
    private final float[] state = new float[BaseNetwork.UNITS];
    private Anchor anchor; // null before there is one
    private long oldest; // place that it was looked for from
    private long newest; // origin of the forecast before
    private long next; // place of the first row that is not in the state

    /** @param season steps of its season, as far as anybody knows */
    public PatchSeries(int season) {
        said = season;
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
     * @param room of the network; of another one, {@link #begin} before
     * @param further what the network reads beside the values
     * @param origin place of the newest step
     * @param values up to the origin, {@link BaseNetwork#reach} of them
     * @param quantiles [quantiles, horizon] are set
     * @return false where fewer than three values are known
     */
    public boolean forecast(
            BaseNetwork.Room room,
            FurtherInputs further,
            long origin,
            SeriesValues values,
            double[][] quantiles,
            int horizon) {
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
        PatchRows rows = new PatchRows(values, anchor, origin, further);
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
        room.begin(state);
        readContext(rows, origin, room);
        forecast(rows, room, quantiles, horizon);
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

    private void readContext(PatchRows rows, long origin, BaseNetwork.Room room) {
        boolean whole = false;
        for (; next + PatchRows.PATCH <= origin + 1; next += PatchRows.PATCH) {
            rows.writeContext(next, PatchRows.PATCH, room.row, 0);
            room.step();
            whole = true;
        }
        if (whole) {
            room.read(state);
        }
        int part = (int) (origin + 1 - next);
        if (part > 0) {
            rows.writeContext(next, part, room.row, 0);
            room.step();
        }
    }

    private void forecast(PatchRows rows, BaseNetwork.Room room, double[][] quantiles, int horizon) {
        int ahead = (horizon + PatchRows.PATCH - 1) / PatchRows.PATCH;
        float[] all = room.ahead(ahead);
        rows.writeAhead(ahead, all, 0);
        double last = rows.last();
        for (int patch = 0; patch < ahead; patch++) {
            System.arraycopy(all, patch * room.row.length, room.row, 0, room.row.length);
            float[] outputs = room.step();
            int first = patch * PatchRows.PATCH;
            int steps = Math.min(PatchRows.PATCH, horizon - first);
            for (int i = 0; i < quantiles.length; i++) {
                for (int p = 0; p < steps; p++) {
                    float unit = room.head().quantile(outputs, 0, room.row, 0, i, p);
                    quantiles[i][first + p] = last + anchor.scale * unit;
                }
            }
        }
    }
}
