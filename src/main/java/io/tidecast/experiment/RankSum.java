package io.tidecast.experiment;

import java.util.Arrays;

/**
 * Rank-sum test, one-sided, of Wilcoxon (1945) and of Mann and Whitney (1947), exact: how likely so high ranks of the
 * first sample are, if both are drawn from one distribution. Ties share the mean of their ranks.
 */
final class RankSum {
    private RankSum() {}

    /** P(rank sum of a as high as it is, or higher). Small: a is the larger of the two. */
    static double greater(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        int[] ranks = doubledRanks(all);
        int sum = Arrays.stream(ranks, 0, a.length).sum();
        // ways[n][s]: subsets of n of the ranks so far whose sum is s
        int most = Arrays.stream(ranks).sum();
        double[][] ways = new double[a.length + 1][most + 1];
        ways[0][0] = 1;
        for (int rank : ranks) {
            for (int n = a.length; n > 0; n--) {
                for (int s = most; s >= rank; s--) {
                    ways[n][s] += ways[n - 1][s - rank];
                }
            }
        }
        double total = Arrays.stream(ways[a.length]).sum();
        return Arrays.stream(ways[a.length], sum, most + 1).sum() / total;
    }

    /** Twice each value's rank, 2 for the least: whole numbers, ties too. */
    private static int[] doubledRanks(double[] values) {
        int[] ranks = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = 0;
            int equal = 0;
            for (double other : values) {
                below += other < values[i] ? 1 : 0;
                equal += other == values[i] ? 1 : 0;
            }
            ranks[i] = 2 * below + equal + 1;
        }
        return ranks;
    }
}
