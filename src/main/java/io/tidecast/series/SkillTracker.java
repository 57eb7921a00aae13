package io.tidecast.series;

import java.nio.ByteBuffer;

/**
 * Live mean absolute error of the serving network and of both naive forecasts on one device, pooled over targets and horizon
 * steps, each error divided by the target's change scale; and whether the network has lost to naive here. Older errors fade
 * once the trial's number of steps was seen.
 *
 * <p>A new version inherits what is known of the one before, with a quarter of its weight: the errors of the old one's last
 * forecasts don't count for it, and what they told about the device is not forgotten either.
 */
public final class SkillTracker {
    private static final int INHERITED = 4;

    private final int trial;
    private final double margin;
    private long serving;
    private int count;
    private double model;
    private double persistence;
    private double seasonal;
    private boolean worse;

    public SkillTracker(int trial, double margin) {
        this.trial = trial;
        this.margin = margin;
    }

    /**
     * Takes the scaled mean absolute errors of one scored step, each over the same targets and horizon steps.
     *
     * @param version stands for the model's version that made the network's forecasts
     */
    public void add(long version, double modelError, double persistenceError, double seasonalError) {
        if (version != serving) {
            serving = version;
            count = Math.min(count, trial / INHERITED);
        }
        count = Math.min(count + 1, trial);
        model += (modelError - model) / count;
        persistence += (persistenceError - persistence) / count;
        seasonal += (seasonalError - seasonal) / count;
        worse = worse ? skill() <= margin : count >= trial && skill() < -margin;
    }

    /** The naive source with the smaller live error; seasonal naive as long as nothing was scored. */
    public ForecastSource betterNaive() {
        return persistence < seasonal ? ForecastSource.PERSISTENCE : ForecastSource.SEASONAL_NAIVE;
    }

    /** {@code 1 - MAE(model) / MAE(better naive)}: positive where the network is better; 0 as long as nothing was scored. */
    public double skill() {
        double naive = Math.min(persistence, seasonal);
        return naive == 0 ? 0 : 1 - model / naive;
    }

    /**
     * Whether naive is to be published: from the step on at which, over a whole trial, the network's error was above the
     * better naive one's by the margin, until it is below that by the margin.
     */
    public boolean worse() {
        return worse;
    }

    public static int bytes() {
        return Long.BYTES + Integer.BYTES + 3 * Float.BYTES + 1;
    }

    public void write(ByteBuffer to) {
        to.putLong(serving).putInt(count);
        to.putFloat((float) model).putFloat((float) persistence).putFloat((float) seasonal);
        to.put((byte) (worse ? 1 : 0));
    }

    public static SkillTracker read(ByteBuffer from, int trial, double margin) {
        SkillTracker tracker = new SkillTracker(trial, margin);
        tracker.serving = from.getLong();
        tracker.count = from.getInt();
        tracker.model = from.getFloat();
        tracker.persistence = from.getFloat();
        tracker.seasonal = from.getFloat();
        tracker.worse = from.get() == 1;
        return tracker;
    }
}
