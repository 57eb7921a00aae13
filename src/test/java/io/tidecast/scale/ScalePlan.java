package io.tidecast.scale;

/**
 * Deployment on paper for many devices, from measured figures. Each need asks for so many instances; the largest rules.
 *
 * @param devices how many send a reading each {@link Feed#STEP}
 * @param measured what it rests on
 */
record ScalePlan(long devices, Measured measured) {
    /** Share of a measured speed that is planned with. */
    static final double LOAD = 0.5;
    /** A restore on an empty volume is to be over after this. */
    static final int MOST_RESTORE_SECONDS = 600;
    /** Volume of an instance, a third of which is planned to be state. */
    static final long VOLUME = 100L << 30;

    static final int COPIES = 3;
    /**
     * Changelogs and the topics that hold a partition for each of the readings: readings, by device, forecasts, scores.
     */
    static final int TOPICS = 9;
    /** Bytes a second of writes, with replicas, and replicas of partitions that a broker is planned to carry. */
    static final double BROKER_BYTES = 50e6;

    static final int BROKER_PARTITIONS = 4_000;
    private static final long BASE_MIB = 1_024;
    private static final int STORE_MIB = 2 * 2;
    private static final int STORES = 5;

    /**
     * Figures of one device, one reading and one instance.
     *
     * @param readingsPerSecond of one stream thread
     * @param restoredPerSecond devices
     * @param diskBytes of a device
     * @param writtenBytes of a reading on the broker, all topics, before replication
     * @param keptBytes of a device in compacted changelogs
     */
    record Measured(
            double readingsPerSecond,
            double restoredPerSecond,
            double diskBytes,
            double writtenBytes,
            double keptBytes) {}

    double readingsPerSecond() {
        return devices / (double) Feed.STEP.toSeconds();
    }

    long forReadings() {
        return up(readingsPerSecond() / (LOAD * measured.readingsPerSecond()));
    }

    long forRestore() {
        return up(devices / (LOAD * measured.restoredPerSecond() * MOST_RESTORE_SECONDS));
    }

    long forDisk() {
        return up(devices * measured.diskBytes() * COPIES / VOLUME);
    }

    long instances() {
        return Math.max(2, Math.max(forReadings(), Math.max(forRestore(), forDisk())));
    }

    /** Twice the instances, so that there may be twice as many. */
    long partitions() {
        return 2 * instances();
    }

    double restoreSeconds() {
        return (double) devices / instances() / measured.restoredPerSecond();
    }

    /** Heap, JVM and block cache in a GiB; the write buffers of the tasks with state beside it. */
    long memoryMib() {
        return BASE_MIB + up((double) partitions() / instances()) * STORES * STORE_MIB;
    }

    /** Bytes of a device's state on an instance. */
    double diskBytes() {
        return (double) devices / instances() * measured.diskBytes();
    }

    /** Bytes a second, with all copies. */
    double brokerBytes() {
        return readingsPerSecond() * measured.writtenBytes() * COPIES;
    }

    /** Bytes of compacted changelogs, with all copies. */
    double changelogBytes() {
        return devices * measured.keptBytes() * COPIES;
    }

    /** Replicas of all partitions. */
    long replicas() {
        return partitions() * TOPICS * COPIES;
    }

    long brokers() {
        return Math.max(
                COPIES, Math.max(up(brokerBytes() / BROKER_BYTES), up(replicas() / (double) BROKER_PARTITIONS)));
    }

    private static long up(double value) {
        return (long) Math.ceil(value);
    }
}
