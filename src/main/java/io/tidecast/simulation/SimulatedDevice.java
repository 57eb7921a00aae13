package io.tidecast.simulation;

import io.tidecast.series.Reading;
import java.util.Locale;
import java.util.Random;

/** Simulated device of the fleet: its state moves on with every step, whether or not the reading is sent. */
final class SimulatedDevice {
    private static final double MISSING_READING = 0.01;
    private static final double MISSING_VALUE = 0.005;
    private static final double OUTAGES_PER_HOUR = 1.0 / (24 * 30);
    private static final double LATE = 0.002;

    private static final double LOAD_WANDER = 0.08;
    private static final double LOAD_WANDER_HOURS = 2.5;
    private static final double LOAD_NOISE = 0.04;
    private static final double TEMP_NOISE = 0.04; // of the temperature's swing

    private final DeviceKind kind;
    private final String name;
    private final Random random;
    private final long driftMs;
    private final double gain;
    private final double driftShift;
    private final double driftGain;
    private double shift;
    private double loadGain;
    private double wander;
    private double temp;
    private long outageUntilMs = Long.MIN_VALUE;

    SimulatedDevice(int index, FleetSettings settings) {
        this.kind = DeviceKind.of(index);
        this.name = String.format(Locale.ROOT, "%s-%02d", kind.lowerCase(), index / DeviceKind.values().length + 1);
        this.random = new Random(settings.seed() * 1_000_003 + index);
        this.shift = 3 * random.nextDouble() - 1.5;
        this.gain = 0.8 + 0.4 * random.nextDouble();
        this.loadGain = 0.85 + 0.15 * random.nextDouble();
        // Every device draws all of this, so that its readings don't depend on which devices drift.
        this.driftShift = 2 + 2 * random.nextDouble();
        this.driftGain = random.nextBoolean() ? 0.7 : 1.25;
        boolean drifts = index % 4 == (index / 4) % 4;
        this.driftMs = drifts ? settings.start().plus(settings.driftAfter()).toEpochMilli() : Long.MAX_VALUE;
        this.temp = Double.NaN;
    }

    /** Simulated reading and how long after its event time it is sent. */
    record Sent(Reading reading, long delayMs) {}

    /**
     * Moves on to a time.
     *
     * @param ambient how much warmer than usual it is outside
     * @return the reading; null where none is sent
     */
    Sent next(long timeMs, double stepHours, double ambient) {
        boolean drifted = timeMs >= driftMs;
        double hours = timeMs / 3_600_000.0;
        double keep = Math.exp(-stepHours / LOAD_WANDER_HOURS);
        wander = keep * wander + Math.sqrt(1 - keep * keep) * LOAD_WANDER * random.nextGaussian();
        double demand = kind.demand(hours, shift + (drifted ? driftShift : 0)) * loadGain * (drifted ? driftGain : 1);
        double load = Math.max(0, demand + wander);
        double settled = kind.idleTemp + gain * kind.tempPerLoad * load + kind.tempPerAmbient * ambient;
        temp = Double.isNaN(temp) ? settled : settled + (temp - settled) * Math.exp(-stepHours / kind.lagHours);

        // The draws are the same in number whatever happens, so that one dropout does not change all that follows.
        double tempNoise = TEMP_NOISE * kind.tempPerLoad * random.nextGaussian();
        double loadNoise = LOAD_NOISE * random.nextGaussian();
        boolean sent = random.nextDouble() >= MISSING_READING;
        boolean hasTemp = random.nextDouble() >= MISSING_VALUE;
        boolean hasLoad = random.nextDouble() >= MISSING_VALUE;
        boolean late = random.nextDouble() < LATE;
        long delayMs = (long) (3_600_000 * (0.3 + random.nextDouble()));
        boolean outage = random.nextDouble() < OUTAGES_PER_HOUR * stepHours;
        long outageMs = (long) (3_600_000 * (2 + 7 * random.nextDouble()));
        if (outage && timeMs >= outageUntilMs) {
            outageUntilMs = timeMs + outageMs;
        }
        if (!sent || timeMs < outageUntilMs) {
            return null;
        }
        float[] values = {
            hasTemp ? (float) (temp + tempNoise) : Float.NaN,
            hasLoad ? (float) Math.max(0, load + loadNoise) : Float.NaN
        };
        return new Sent(new Reading(name, timeMs, values), late ? delayMs : 0);
    }
}
