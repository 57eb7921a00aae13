package io.tidecast.forecaster;

import io.tidecast.device.ToldValues;

/**
 * Heap of what topics tell every instance, for whoever plans its memory: as measured with names of twenty characters
 * and references of four bytes.
 */
public final class TableBytes {
    private TableBytes() {}

    /** Bytes of a device of which so many static covariates are told, all of them numbers; of kinds they are fewer. */
    public static long statics(int names) {
        return names == 0 ? 0 : 240 + 150L * names;
    }

    /** Bytes of a device and the group that it belongs to. */
    public static long group() {
        return 112;
    }

    /** Most bytes of a group, or another name, of which so many values are told ahead. */
    public static long knownAhead(int values) {
        return values == 0 ? 0 : ToldValues.MOST_STEPS * (80L + 8L * values);
    }

    /** Most names of which values are kept ahead beside the groups. */
    public static int namesBesideGroups() {
        return 1 + KnownAheadTable.MOST_OTHERS;
    }
}
