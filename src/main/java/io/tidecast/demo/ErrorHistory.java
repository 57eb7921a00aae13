package io.tidecast.demo;

import io.tidecast.record.ScoreRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Error history of a run of unknown length, so that it can be cut into parts afterwards; bounded, and finer for a short
 * run.
 */
final class ErrorHistory {
    private static final int MOST_BUCKETS = 96;

    private final List<ErrorTotals> buckets = new ArrayList<>();
    private long bucketNanos = 500_000_000;

    void add(long elapsedNanos, ScoreRecord.Errors score) {
        while (elapsedNanos / bucketNanos >= MOST_BUCKETS) {
            coarsen();
        }
        int bucket = (int) (elapsedNanos / bucketNanos);
        while (buckets.size() <= bucket) {
            buckets.add(new ErrorTotals());
        }
        buckets.get(bucket).add(score);
    }

    private void coarsen() {
        for (int i = 0; 2 * i < buckets.size(); i++) {
            ErrorTotals pair = buckets.get(2 * i);
            if (2 * i + 1 < buckets.size()) {
                pair.add(buckets.get(2 * i + 1));
            }
            buckets.set(i, pair);
        }
        buckets.subList((buckets.size() + 1) / 2, buckets.size()).clear();
        bucketNanos *= 2;
    }

    /** The totals of equal parts of the run, oldest first; a bucket belongs to the part that holds its middle. */
    List<ErrorTotals> parts(int count, long elapsedNanos) {
        List<ErrorTotals> parts = new ArrayList<>();
        for (int p = 0; p < count; p++) {
            parts.add(new ErrorTotals());
        }
        for (int i = 0; i < buckets.size(); i++) {
            double middle = (i + 0.5) * bucketNanos;
            int part = (int) Math.min(count - 1.0, middle * count / Math.max(1, elapsedNanos));
            parts.get(part).add(buckets.get(i));
        }
        return parts;
    }
}
