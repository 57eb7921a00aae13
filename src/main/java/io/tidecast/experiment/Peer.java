package io.tidecast.experiment;

import io.tidecast.nn.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reference results: what another implementation gave over several seeds. Single runs are not published, their extremes
 * and median are.
 *
 * @param runs how many
 * @param min the best
 * @param median of them
 * @param max the worst
 */
record Peer(int runs, double min, double median, double max) {
    Peer {
        if (runs < 1 || !(min <= median) || !(median <= max)) {
            throw new IllegalArgumentException("peer must be [runs, min, median, max] in that order, was [" + runs
                    + ", " + min + ", " + median + ", " + max + "]");
        }
    }

    static Peer parse(String place, Object form) {
        if (!(form instanceof List<?> list) || list.size() != 4) {
            throw new IllegalArgumentException(place + " must be [runs, min, median, max], was " + form);
        }
        Fields fields = new Fields(
                place, Map.of("runs", list.get(0), "min", list.get(1), "median", list.get(2), "max", list.get(3)));
        try {
            return new Peer(fields.integer("runs"), fields.real("min"), fields.real("median"), fields.real("max"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    /**
     * A lower bound of the rank-sum test's p that errors of ours are greater, whatever the unknown runs were: those
     * below the median are taken to be as small as the least, and the others as the median, each a hair less than the
     * next, since ties would change the odds. If this is not below a level, then neither is p with the true runs.
     */
    double leastProbabilityOfBeing(double[] ours) {
        double hair = 1e-12 * Math.max(Math.abs(min), Math.abs(max));
        double[] theirs = new double[runs];
        Arrays.setAll(theirs, i -> {
            double least = runs == 1 || (i >= runs / 2 && i < runs - 1) ? median : i < runs / 2 ? min : max;
            return least - (runs - i) * hair;
        });
        return RankSum.greater(ours, theirs);
    }
}
