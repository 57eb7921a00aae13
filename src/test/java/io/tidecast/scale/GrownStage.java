package io.tidecast.scale;

import java.time.Duration;
import java.util.Map;

/** What a device takes that has read for more than two seasons, which is when its state grows no more. */
final class GrownStage {
    static final String NAME = "grown";
    private static final int PARTITIONS = 1;
    private static final int STEPS = 240;
    /** Steps of a JVM that still compiles, which are not counted. */
    private static final int WARM_UP = 140;

    private static final int DEVICES = 250;
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Figures figures;

    GrownStage(Figures figures) {
        this.figures = figures;
    }

    void run() throws Exception {
        put("devices", DEVICES);
        put("steps", STEPS);
        // With a network, which stays as it is.
        try (ScaleSite site = new ScaleSite(PARTITIONS, DEVICES);
                Instance instance = site.instance("a", Map.of("learning.enabled", "false"))) {
            instance.start().awaitRunning();
            read(site, 0, WARM_UP);
            double cpu = instance.cpuSeconds();
            long begin = System.nanoTime();
            read(site, WARM_UP, STEPS);
            double readings = (double) (STEPS - WARM_UP) * DEVICES;
            put("rate", readings / ((System.nanoTime() - begin) / 1e9));
            put("cpu-rate", readings / (instance.cpuSeconds() - cpu));
            site.topicBytes().forEach((topic, bytes) -> put("topic." + topic, bytes));
            instance.terminate();
            put("disk", (double) instance.stateBytes());
            site.compact();
            site.changelogBytes().forEach((store, bytes) -> put("compacted." + store, bytes));
            put("start-with-state", instance.start().awaitRunning());
            put("cpu-with-state", instance.cpuSeconds());
            instance.terminate();
            instance.deleteState();
            put("start-without-state", instance.start().awaitRunning());
            put("cpu-without-state", instance.cpuSeconds());
            put("restored-records", (double) instance.restored());
            instance.terminate();
            put("disk-restored", (double) instance.stateBytes());
        }
    }

    private static void read(ScaleSite site, int from, int to) {
        for (int step = from; step < to; step++) {
            site.feed().send(0, DEVICES, step);
        }
        site.forecasts().await(0, DEVICES, to - 2, LONGEST);
    }

    private void put(String name, double value) {
        figures.put(NAME + "." + name, value);
    }
}
