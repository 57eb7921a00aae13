package io.tidecast.demo;

import io.tidecast.forecast.NetworkMethod;
import io.tidecast.model.Pointer;
import io.tidecast.model.Verdict;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.ScoreRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Run statistics, counted from the run's own records. Times are {@link System#nanoTime()}. */
final class DemoStatistics {
    /** Half of the stretch that live errors and latencies are over. */
    private static final long GENERATION_NANOS = 5_000_000_000L;

    private static final int VERDICTS = 3;

    private final long startNanos;
    private final Set<String> devices = new HashSet<>();
    private final Set<Integer> versions = new HashSet<>();
    private final Deque<Verdict> verdicts = new ArrayDeque<>();
    private final ErrorHistory history = new ErrorHistory();
    private final Latencies latencies = new Latencies();
    private long forecasts;
    private long byNetwork;
    private long unreadable;
    private int promotions;
    private OptionalInt serving = OptionalInt.empty();
    private Generation newest;
    private Generation older;

    /** Counts of the last seconds. */
    private static final class Generation {
        final long startNanos;
        final ErrorTotals errors = new ErrorTotals();
        final Latencies latencies = new Latencies();
        final Map<String, Double> weights = new TreeMap<>(); // sums

        Generation(long startNanos) {
            this.startNanos = startNanos;
        }
    }

    /**
     * Snapshot of a run at one moment.
     *
     * @param p50Ms median latency of forecasts over the last 5 to 10 s; NaN without any
     * @param weights of the combination by method, in the mean over forecasts of the last 5 to 10 s
     * @param errors pooled, over the last 5 to 10 s, see {@link ErrorTotals#pooled()}
     */
    record Live(
            long elapsedNanos,
            long forecasts,
            double p50Ms,
            double p99Ms,
            OptionalInt serving,
            Map<String, Double> weights,
            Optional<ErrorTotals.Errors> errors,
            Optional<Verdict> lastVerdict) {}

    /**
     * Totals of a whole run.
     *
     * @param byNetwork forecasts whose published numbers were the network's, or had it among them
     * @param unreadable records of the application that could not be read
     * @param versions published while the run lasted
     * @param promotions by the gate, which the first version does not pass through
     * @param verdicts the last ones, newest first
     * @param thirds errors of each third of the run
     */
    record Whole(
            long elapsedNanos,
            int devices,
            long forecasts,
            long byNetwork,
            long unreadable,
            double p50Ms,
            double p99Ms,
            int versions,
            int promotions,
            List<Verdict> verdicts,
            List<ErrorTotals> thirds) {}

    DemoStatistics(long startNanos) {
        this.startNanos = startNanos;
        this.newest = new Generation(startNanos);
        this.older = new Generation(startNanos);
    }

    synchronized void forecast(ForecastRecord.Head forecast, OptionalLong closedNanos, long nowNanos) {
        turn(nowNanos);
        forecasts++;
        devices.add(forecast.device());
        if (forecast.source().equals(NetworkMethod.NAME) || forecast.weights().containsKey(NetworkMethod.NAME)) {
            byNetwork++;
        }
        forecast.weights().forEach((method, weight) -> newest.weights.merge(method, weight, Double::sum));
        if (closedNanos.isPresent()) {
            newest.latencies.add(nowNanos - closedNanos.getAsLong());
            latencies.add(nowNanos - closedNanos.getAsLong());
        }
    }

    synchronized void score(ScoreRecord.Errors score, long nowNanos) {
        turn(nowNanos);
        newest.errors.add(score);
        history.add(nowNanos - startNanos, score);
    }

    synchronized void published(int version) {
        versions.add(version);
    }

    synchronized void pointer(Pointer pointer) {
        serving = OptionalInt.of(pointer.serving());
        Verdict verdict = pointer.verdict();
        // A pointer that is moved by hand repeats the last verdict.
        if (verdict != null && !verdict.equals(verdicts.peekFirst())) {
            promotions += verdict.promoted() ? 1 : 0;
            verdicts.addFirst(verdict);
            if (verdicts.size() > VERDICTS) {
                verdicts.removeLast();
            }
        }
    }

    synchronized void unreadable() {
        unreadable++;
    }

    private void turn(long nowNanos) {
        if (nowNanos - newest.startNanos >= GENERATION_NANOS) {
            older = newest;
            newest = new Generation(nowNanos);
        }
    }

    synchronized Live live(long nowNanos) {
        turn(nowNanos);
        ErrorTotals errors = new ErrorTotals();
        errors.add(older.errors);
        errors.add(newest.errors);
        Latencies recent = new Latencies();
        recent.add(older.latencies);
        recent.add(newest.latencies);
        Map<String, Double> weights = new TreeMap<>(older.weights);
        newest.weights.forEach((method, sum) -> weights.merge(method, sum, Double::sum));
        double all = weights.values().stream().mapToDouble(sum -> sum).sum();
        weights.replaceAll((method, sum) -> sum / all);
        return new Live(
                nowNanos - startNanos,
                forecasts,
                recent.percentileMs(0.5),
                recent.percentileMs(0.99),
                serving,
                weights,
                errors.pooled(),
                Optional.ofNullable(verdicts.peekFirst()));
    }

    synchronized Whole whole(long nowNanos) {
        long elapsed = nowNanos - startNanos;
        return new Whole(
                elapsed,
                devices.size(),
                forecasts,
                byNetwork,
                unreadable,
                latencies.percentileMs(0.5),
                latencies.percentileMs(0.99),
                versions.size(),
                promotions,
                List.copyOf(verdicts),
                history.parts(3, elapsed));
    }
}
