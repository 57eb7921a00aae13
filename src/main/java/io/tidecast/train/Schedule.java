package io.tidecast.train;

/**
 * Learning rate schedule: a function of the epoch's number and of the validation losses so far, so that it needs no
 * memory of its own.
 */
public sealed interface Schedule {
    /** The rate of epoch 0, 1, ...; losses[i] is the validation loss of epoch i, for the epochs before this one. */
    double at(int epoch, double... losses);

    /**
     * Constant rate: the same throughout.
     *
     * @param rate above 0
     */
    record Constant(double rate) implements Schedule {
        /** Validates. */
        public Constant {
            requirePositive("rate", rate);
        }

        @Override
        public double at(int epoch, double... losses) {
            return rate;
        }
    }

    /**
     * Step decay: times the factor every so many epochs.
     *
     * @param rate of the first epochs
     * @param every epochs between steps
     * @param factor of each step
     */
    record Step(double rate, int every, double factor) implements Schedule {
        /** Validates. */
        public Step {
            requirePositive("rate", rate);
            requirePositive("every", every);
            requirePositive("factor", factor);
        }

        @Override
        public double at(int epoch, double... losses) {
            int reductions = epoch / every;
            return rate * StrictMath.pow(factor, reductions);
        }
    }

    /**
     * Cosine annealing: half a cosine from the rate down to the floor (Loshchilov and Hutter 2017): {@code floor +
     * (rate - floor) (1 + cos(pi epoch / epochs)) / 2}.
     *
     * @param rate of epoch 0
     * @param epochs after which the floor is reached
     * @param floor smallest rate
     */
    record Cosine(double rate, int epochs, double floor) implements Schedule {
        /** Validates. */
        public Cosine {
            requirePositive("rate", rate);
            requirePositive("epochs", epochs);
        }

        @Override
        public double at(int epoch, double... losses) {
            double part = Math.min(1.0, (double) epoch / epochs);
            return floor + (rate - floor) * (1 + StrictMath.cos(StrictMath.PI * part)) / 2;
        }
    }

    /**
     * Reduction on plateau: times the factor whenever the validation loss has not fallen by one part in ten thousand
     * for more than so many epochs, as torch's ReduceLROnPlateau.
     *
     * @param rate of the first epochs
     * @param patience epochs without improvement that are let pass
     * @param factor of each reduction
     * @param floor smallest rate
     */
    record ReduceOnPlateau(double rate, int patience, double factor, double floor) implements Schedule {
        /** Validates. */
        public ReduceOnPlateau {
            requirePositive("rate", rate);
            requirePositive("factor", factor);
        }

        @Override
        public double at(int epoch, double... losses) {
            double now = rate;
            double best = Double.POSITIVE_INFINITY;
            int bad = 0;
            for (int i = 0; i < epoch; i++) {
                bad = losses[i] < best * (1 - 1e-4) ? 0 : bad + 1;
                best = bad == 0 ? losses[i] : best;
                if (bad > patience) {
                    now = Math.max(floor, now * factor);
                    bad = 0;
                }
            }
            return now;
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("schedule " + name + " must be above 0, was " + value);
        }
    }
}
