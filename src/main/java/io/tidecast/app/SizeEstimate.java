package io.tidecast.app;

import io.tidecast.config.ShortDuration;
import io.tidecast.device.DeviceBytes;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.Regressors;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecaster.TableBytes;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.Names;
import io.tidecast.series.Covariates;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Capacity estimate of a deployment with the pool of methods: what so many devices ask for, by the figures of
 * docs/performance.md (<i>Cost of the application</i>), with each thread at half of what it was measured to do.
 *
 * @param devices how many send
 * @param step time between two readings of a device
 * @param features values of a reading
 * @param targets those of them that are forecast
 * @param horizon steps ahead
 * @param window steps of history
 * @param told what topics tell beside the readings
 */
public record SizeEstimate(long devices, Duration step, int features, int targets, int horizon, int window, Told told) {
    /**
     * What topics tell beside the readings.
     *
     * @param ahead values of a reading that are known ahead
     * @param statics static covariates of a device
     * @param groups to which a topic says that devices belong
     */
    public record Told(int ahead, int statics, int groups) {
        static final Told NOTHING = new Told(0, 0, 0);

        public Told {
            require("known-ahead", ahead, 0);
            require("static", statics, 0);
            require("groups", groups, 0);
        }
    }

    /** Readings a second of one thread, without and with inference (4 features, 24 steps ahead). */
    static final int WITHOUT_INFERENCE = 12_161;

    static final int WITH_INFERENCE = 11_004;

    /** Bytes a reading on the broker with 4 and with 8 features: of readings, of the changelogs. */
    static final int READING_OF_4 = 156;

    static final int READING_OF_8 = 231;
    static final int STORES_OF_4 = 586;
    static final int STORES_OF_8 = 700;

    /** With a pool of methods: share of those readings a second, and bytes of changelogs with 4 features. */
    static final double POOL_SPEED = 0.53;

    static final int POOL_STORES_OF_4 = 1114;

    /** The same bytes without a pool: what is beyond them comes with each target. */
    static final int ONE_METHOD_STORES_OF_4 = 315;

    /** Bytes of a score on the broker, with 24 steps ahead (docs/scale.md). */
    static final int SCORE_OF_24 = 430;

    /** Bytes of changelogs that are restored in a second. */
    static final double RESTORED_PER_SECOND = 85.2e6;

    /** Share of a thread's measured speed that is planned with: bursts, rebalances, the trainer beside it. */
    private static final double LOAD = 0.5;

    private static final int THREADS_OF_A_POD = 2;
    private static final int LEAST_PODS = 2;
    private static final int MEASURED_FEATURES = 4;
    private static final int MEASURED_HORIZON = 24;
    private static final long SEGMENT = 32L << 20;
    private static final double LEVEL = 0.9;
    private static final int RECORD_HEAD = 200;
    private static final int RECORD_STEP = 30;
    /** A restore is within the startup probe's 15 minutes with room to spare, or there must be more pods. */
    private static final Duration MOST_RESTORE = Duration.ofMinutes(10);

    public SizeEstimate {
        require("devices", devices, 1);
        require("features", features, 1);
        require("targets", targets, 1);
        require("horizon", horizon, 1, ForecastSettings.MAX_STEPS);
        require("window", window, 2, ForecastSettings.MAX_STEPS);
        if (targets > features) {
            throw new IllegalArgumentException(
                    "targets must be at most the features, " + features + ", was " + targets);
        }
        if (told.ahead() > features - targets) {
            throw new IllegalArgumentException("known-ahead must be at most the features that are not forecast, "
                    + (features - targets) + ", was " + told.ahead());
        }
        if (step.isNegative() || step.isZero()) {
            throw new IllegalArgumentException("step must be longer than nothing, was " + ShortDuration.of(step));
        }
    }

    /** Where readings tell all. */
    public SizeEstimate(long devices, Duration step, int features, int targets, int horizon, int window) {
        this(devices, step, features, targets, horizon, window, Told.NOTHING);
    }

    private static void require(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + ".." + most + ", was " + value);
        }
    }

    /** Readings of all devices in a second. */
    public double readingsPerSecond() {
        return devices / (step.toNanos() / 1e9);
    }

    /** Readings that one thread is planned to take in a second. */
    double ofOneThread() {
        double inference = 1.0 / WITH_INFERENCE - 1.0 / WITHOUT_INFERENCE;
        double shape = (double) features / MEASURED_FEATURES * horizon / MEASURED_HORIZON;
        double pool = (1 / POOL_SPEED - 1) / WITH_INFERENCE * targets * horizon / MEASURED_HORIZON;
        return LOAD / (1.0 / WITHOUT_INFERENCE + inference * shape + pool);
    }

    private int allThreads() {
        return (int) Math.ceil(readingsPerSecond() / ofOneThread());
    }

    /**
     * Pods with the role forecaster; two at least, so that one may go, and as many as restore an empty volume within
     * the startup probe's patience.
     */
    public int pods() {
        double restoring = 2.0 * devices * deviceBytes() / RESTORED_PER_SECOND / MOST_RESTORE.toSeconds();
        int least = Math.max(LEAST_PODS, (int) Math.ceil(restoring));
        return Math.max(least, (int) Math.ceil(allThreads() / (double) THREADS_OF_A_POD));
    }

    /** Stream threads of a pod, which is its cores too, and its memory in GiB. */
    public int threads() {
        return allThreads() > LEAST_PODS ? THREADS_OF_A_POD : 1;
    }

    /** Partitions of the readings topic: twice the threads, so that there may be twice as many. */
    public int partitions() {
        return Math.max(Topics.DEFAULT_PARTITIONS, 2 * pods() * threads());
    }

    /** Bytes of a pod's volume: state of all of the devices that it has after another pod has gone, three times. */
    public long diskOfAPod() {
        double devicesOfAPod = (double) devices / Math.max(1, pods() - 1);
        long least = 1L << 30;
        return Math.max(least, (long) (3 * devicesOfAPod * deviceBytes()));
    }

    /** Bytes of a device's state with the usual settings. */
    long deviceBytes() {
        return deviceBytes(told.ahead());
    }

    private long deviceBytes(int knownAhead) {
        List<String> names =
                IntStream.range(0, features).mapToObj(f -> "value" + f).toList();
        ForecastSettings forecast = new ForecastSettings(
                "default",
                names,
                names.subList(0, targets),
                window,
                horizon,
                step,
                ForecastSettings.seasonOf(TimeStep.of(step)).length(),
                List.of(LEVEL));
        List<String> ahead = names.subList(features - knownAhead, features);
        Regressors regressors =
                new Regressors(ahead, ahead.stream().map(names::indexOf).toList(), Covariates.NONE);
        return DeviceBytes.stored(
                ScoredMethods.of(
                        forecast, ScoreSettings.of(window), CombinationSettings.DEFAULT, Covariates.NONE, regressors),
                ahead);
    }

    /** Bytes that producers and application send to the broker in a second, before it replicates them. */
    public double brokerBytesPerSecond() {
        // A reading is written twice: as it came, and by its device.
        return readingsPerSecond()
                * (2 * byFeatures(READING_OF_4, READING_OF_8)
                        + byFeatures(ONE_METHOD_STORES_OF_4, ONE_METHOD_STORES_OF_4 + STORES_OF_8 - STORES_OF_4)
                        + targets * (POOL_STORES_OF_4 - ONE_METHOD_STORES_OF_4) * ofKnownAhead()
                        + forecastBytes()
                        + (double) SCORE_OF_24 * targets * horizon / MEASURED_HORIZON);
    }

    /** How much larger state is than where nothing is known ahead, and so what of it is written. */
    private double ofKnownAhead() {
        return (double) deviceBytes() / deviceBytes(0);
    }

    /** Bytes of heap of every forecaster, beside its budget, for what topics tell of all devices and groups. */
    public long tables() {
        long ofADevice = TableBytes.statics(told.statics()) + (told.groups() == 0 ? 0 : TableBytes.group());
        long names = (long) told.groups() + TableBytes.namesBesideGroups();
        return devices * ofADevice + names * TableBytes.knownAhead(told.ahead());
    }

    /** On the line through both shapes that were measured. */
    private double byFeatures(int of4, int of8) {
        return of4 + (of8 - of4) * (features - MEASURED_FEATURES) / (double) MEASURED_FEATURES;
    }

    /** Bytes of a record with a value and one interval for each step. */
    private double forecastBytes() {
        return RECORD_HEAD + (double) RECORD_STEP * horizon * targets;
    }

    /** Bytes that the broker keeps of readings and forecasts for a time, before it replicates them. */
    public double keptBytes(Duration retention) {
        return readingsPerSecond() * (byFeatures(READING_OF_4, READING_OF_8) + forecastBytes()) * retention.toSeconds();
    }

    /**
     * How long a pod restores on an empty volume: what is compacted of its devices, and a segment that is not of each
     * store.
     */
    public Duration restore() {
        double compacted = (double) devices / pods() * deviceBytes() * 2;
        int stores = Names.forecasterStores(told.ahead() > 0).size();
        double segments = (double) stores * SEGMENT * Math.ceil(partitions() / (double) pods());
        return Duration.ofSeconds((long) Math.ceil((compacted + segments) / RESTORED_PER_SECOND));
    }
}
