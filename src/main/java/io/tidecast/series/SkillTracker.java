package io.tidecast.series;

import java.nio.ByteBuffer;

/**
 * Live mean absolute error of the network and of both naive forecasts on one device, pooled over targets and horizon steps,
 * each error divided by the target's change scale, with exponential forgetting.
 */
public final class SkillTracker {
    private final int memory;
    private int count;
    private double model;
    private double persistence;
    private double seasonal;

    /** @param memory scored steps after which older ones start to fade */
    public SkillTracker(int memory) {
        this.memory = memory;
    }

    /** Takes the scaled mean absolute errors of one scored step, each over the same targets and horizon steps. */
    public void add(double modelError, double persistenceError, double seasonalError) {
        count = Math.min(count + 1, memory);
        model += (modelError - model) / count;
        persistence += (persistenceError - persistence) / count;
        seasonal += (seasonalError - seasonal) / count;
    }

    /** Scored steps, up to the memory. */
    public int count() {
        return count;
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

    public static int bytes() {
        return Integer.BYTES + 3 * Float.BYTES;
    }

    public void write(ByteBuffer to) {
        to.putInt(count).putFloat((float) model).putFloat((float) persistence).putFloat((float) seasonal);
    }

    public static SkillTracker read(ByteBuffer from, int memory) {
        SkillTracker tracker = new SkillTracker(memory);
        tracker.count = from.getInt();
        tracker.model = from.getFloat();
        tracker.persistence = from.getFloat();
        tracker.seasonal = from.getFloat();
        return tracker;
    }
}
