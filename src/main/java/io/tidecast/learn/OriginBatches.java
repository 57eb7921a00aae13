package io.tidecast.learn;

import java.util.List;

/**
 * Origins of a history whose whole horizon may be trained on, thinned evenly, in batches that are run side by side:
 * what a least-squares fit goes over. A batch is of one stretch.
 */
final class OriginBatches {
    /** Origins of a batch, at most. */
    static final int SIZE = 16;

    /** What is done with a batch. */
    interface Batch {
        /**
         * Takes one.
         *
         * @param origins steps of the stretch, the first {@code count} of them
         */
        void take(History.Stretch stretch, int[] origins, int count);
    }

    private final int window;
    private final int horizon;
    private final boolean freshOnly;

    /** @param freshOnly whether only origins in the fresh steps of the stretches count */
    OriginBatches(int window, int horizon, boolean freshOnly) {
        this.window = window;
        this.horizon = horizon;
        this.freshOnly = freshOnly;
    }

    private int first(History.Stretch stretch) {
        return freshOnly ? Math.max(window - 1, stretch.fresh()) : window - 1;
    }

    private int end(History.Stretch stretch) {
        return stretch.trainable() - horizon;
    }

    /** Goes over at most about so many origins. */
    void each(List<History.Stretch> stretches, int most, Batch batch) {
        long all = 0;
        for (History.Stretch stretch : stretches) {
            all += Math.max(0, end(stretch) - first(stretch));
        }
        int stride = (int) Math.max(1, (all + most - 1) / most);
        int[] waiting = new int[SIZE];
        for (History.Stretch stretch : stretches) {
            int count = 0;
            for (int origin = first(stretch); origin < end(stretch); origin += stride) {
                waiting[count++] = origin;
                if (count == SIZE || origin + stride >= end(stretch)) {
                    batch.take(stretch, waiting, count);
                    count = 0;
                }
            }
        }
    }
}
