package io.tidecast.base;

/**
 * Further inputs: what a network that began as the base network reads of each row beside one target's own values, such
 * as other features, a calendar, or values known ahead. Their weights begin at zero, so that it forecasts as the base
 * network does until it has learnt what they are worth.
 *
 * <p>The first numbers of a row are candidates, [{@link #candidates}, {@value #STEPS}], one for each step: the
 * {@link QuantileHead} may add them to the forecast of the step itself, as it does those of seasons before.
 */
public interface FurtherInputs {
    /** P, steps of a row. */
    int STEPS = PatchRows.PATCH;

    /** There are none. */
    FurtherInputs NONE = new FurtherInputs() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public int candidates() {
            return 0;
        }

        @Override
        public Held held(long first, long anchor) {
            return (begin, known, reference, ahead, x, at) -> {};
        }
    };

    /** Numbers of a row, candidates among them. */
    int size();

    /** Kinds of candidates. */
    int candidates();

    /**
     * Measured up to an anchor and held from there on, so that a row that was read once is the same whenever it is read
     * again.
     *
     * @param first place of the oldest value that is read: what stands before it is not known
     * @param anchor place of the newest one that is measured
     */
    Held held(long first, long anchor);

    /** What writes rows. */
    interface Held {
        /**
         * Writes a row.
         *
         * @param begin place of its first step
         * @param known steps of it that are known
         * @param reference place of the value that differences are told from
         * @param ahead whether it is of the horizon
         * @param x [{@link FurtherInputs#size}] is written from {@code at}
         */
        void write(long begin, int known, long reference, boolean ahead, float[] x, int at);
    }
}
