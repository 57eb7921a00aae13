package io.tidecast.learn;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Optional;

/**
 * Trial of a version on live readings, after it has taken another's place: whether the swap is to be undone. It is,
 * where the version's error over the naive one's lies above that of the version before by the margin and by more than
 * chance, in blocks that are as good as independent ({@link BatchMeans}). It is looked at again and again while blocks
 * come, at most {@value #LOOKS} times, and each look has its share of the chance of {@value #CHANCE} that a version as
 * good as the one before is undone in all (Bonferroni). docs/rollback.md has the rates on recorded errors.
 *
 * @param version {@code model/version} that serves
 * @param own errors of it
 * @param before {@code model/version} that it took the place of; null where the two are not compared
 * @param baseline errors of that one, when it was replaced, and of those that it had been compared with
 * @param looked scored steps of the last look
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveTrial(String version, BatchMeans own, String before, BatchMeans baseline, long looked) {
    private static final double CHANCE = 0.01;
    private static final int LOOKS = 16;
    private static final int LEAST_BLOCKS = 2;
    /** Of the steps that the first look needs, those that each further one needs. */
    private static final int LOOKS_A_TRIAL = 4;

    /**
     * The trial of a version of which nothing is known before it.
     *
     * @param fromMs event time from which on its forecasts count
     */
    public static LiveTrial begin(String version, long fromMs) {
        return new LiveTrial(version, BatchMeans.begin(fromMs), null, null, 0);
    }

    /**
     * Another version serves now.
     *
     * @param fromMs event time from which on its forecasts count
     * @param compared whether it is to be compared with the one before
     */
    public LiveTrial swapped(String other, long fromMs, boolean compared) {
        boolean known = compared && own.count() > 0;
        // A version of a day tells little by itself; those before it were about as good, or would be back.
        BatchMeans so = baseline == null ? own : own.joined(baseline);
        return new LiveTrial(other, BatchMeans.begin(fromMs), known ? version : null, known ? so : null, 0);
    }

    /** Takes a summary of the version that serves. */
    public LiveTrial with(RetrainingRecord.ScoreSummary summary, BatchMeans.Length length) {
        return new LiveTrial(version, own.with(summary, length), before, baseline, looked);
    }

    /** Whether enough has come since the last look for another one. */
    public boolean isDue(TrialSettings settings) {
        long next = looked == 0 ? settings.steps() : looked + Math.max(1, settings.steps() / LOOKS_A_TRIAL);
        return baseline != null && own.count() >= LEAST_BLOCKS && own.n() >= next;
    }

    /** Why the swap should be undone, or empty. */
    public Optional<String> regretted(TrialSettings settings) {
        double difference = own.mean() - baseline.mean();
        boolean worse = settings.margin() > 0
                && difference > Math.log1p(settings.margin())
                && own.chanceAbove(baseline) < CHANCE / LOOKS;
        return worse
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "live error over the naive one's is %.2f with %s over %,d scored steps in %d blocks of time,"
                                + " was %.2f with %s and before in %d",
                        own.ratio(),
                        version,
                        own.n(),
                        own.count(),
                        baseline.ratio(),
                        before,
                        baseline.count()))
                : Optional.empty();
    }

    /** This trial after a look; one that has gone on for long enough is over. */
    public LiveTrial looked(TrialSettings settings) {
        boolean over = own.count() >= LOOKS && own.n() >= settings.watched();
        return over ? ended() : new LiveTrial(version, own, before, baseline, own.n());
    }

    /** The version has proved itself, or cannot be undone. */
    public LiveTrial ended() {
        return new LiveTrial(version, own, null, null, looked);
    }
}
