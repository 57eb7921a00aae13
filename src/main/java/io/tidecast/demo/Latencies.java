package io.tidecast.demo;

/** Latency histogram whose classes are 5 % wide, from a microsecond up. */
final class Latencies {
    private static final double WIDTH = Math.log(1.05);
    private static final double SMALLEST_NANOS = 1_000;

    private final long[] counts = new long[480];
    private long total;

    void add(long nanos) {
        double size = Math.log(Math.max(1, nanos / SMALLEST_NANOS)) / WIDTH;
        counts[(int) Math.min(counts.length - 1.0, size)]++;
        total++;
    }

    void add(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /** The duration in milliseconds that this share stays within; NaN without any. */
    double percentileMs(double share) {
        if (total == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        int i = 0;
        for (long seen = counts[0]; seen < rank; seen += counts[i]) {
            i++;
        }
        return SMALLEST_NANOS * Math.exp((i + 0.5) * WIDTH) / 1e6;
    }
}
