package io.tidecast.scale;

import java.time.Duration;
import java.util.Map;

/** Devices of two readings each on one instance, a share of them that goes on, and a restore on an empty volume. */
final class FleetStage {
    static final String NAME = "fleet";
    static final int QUARTERS = 4;
    /** The share of the devices that goes on reading: one of so many. */
    static final int SHARE = 100;

    static final int STEADY_MINUTES = 4;
    private static final int PARTITIONS = 6;
    private static final int READINGS = 2;
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final int devices;
    private final Figures figures;

    FleetStage(int devices, Figures figures) {
        this.devices = devices;
        this.figures = figures;
    }

    void run() throws Exception {
        put("devices", devices);
        try (ScaleSite site = new ScaleSite(PARTITIONS, devices)) {
            Instance instance = site.instance("a", Map.of()).start();
            instance.awaitRunning();
            memory("empty", instance);
            load(site, instance);
            put("disk", (double) instance.stateBytes());
            site.topicBytes().forEach((topic, bytes) -> put("topic." + topic, bytes));
            site.changelogBytes().forEach((store, bytes) -> put("written." + store, bytes));
            int step = steady(site, instance);
            put("disk-steady", (double) instance.stateBytes());
            restart(site, instance, step);
        }
    }

    private void load(ScaleSite site, Instance instance) {
        double seconds = 0;
        double cpuBefore = instance.cpuSeconds();
        for (int quarter = 1; quarter <= QUARTERS; quarter++) {
            int from = (int) ((long) devices * (quarter - 1) / QUARTERS);
            int to = (int) ((long) devices * quarter / QUARTERS);
            double cpu = instance.cpuSeconds();
            long begin = System.nanoTime();
            for (int step = 0; step < READINGS; step++) {
                site.feed().send(from, to, step);
            }
            site.forecasts().await(from, to, 0, LONGEST);
            double took = seconds(begin);
            seconds += took;
            put("rate." + quarter, READINGS * (to - from) / took);
            put("cpu-rate." + quarter, READINGS * (to - from) / (instance.cpuSeconds() - cpu));
            memory("loaded." + quarter, instance);
        }
        put("rate", (double) READINGS * devices / seconds);
        put("cpu-rate", (double) READINGS * devices / (instance.cpuSeconds() - cpuBefore));
    }

    /** A step of the whole share as soon as the one before has been forecast; returns the next step. */
    private int steady(ScaleSite site, Instance instance) {
        int share = Math.max(1, devices / SHARE);
        int step = READINGS;
        double cpu = instance.cpuSeconds();
        long begin = System.nanoTime();
        for (int minute = 1; minute <= STEADY_MINUTES; minute++) {
            while (seconds(begin) < 60 * minute) {
                site.feed().send(0, share, step);
                site.forecasts().await(0, share, step - 1, LONGEST);
                step++;
            }
            memory("steady." + minute, instance);
        }
        double readings = (double) share * (step - READINGS);
        put("steady-rate", readings / seconds(begin));
        put("steady-cpu-rate", readings / (instance.cpuSeconds() - cpu));
        put("steady-steps", step - READINGS);
        return step;
    }

    private void restart(ScaleSite site, Instance instance, int step) throws Exception {
        instance.terminate();
        site.changelogBytes().forEach((store, bytes) -> put("left." + store, bytes));
        site.compact();
        site.changelogBytes().forEach((store, bytes) -> put("compacted." + store, bytes));
        put("start-with-state", instance.start().awaitRunning());
        put("cpu-with-state", instance.cpuSeconds());
        instance.terminate();
        put("disk-stopped", (double) instance.stateBytes());
        instance.deleteState();
        put("start-without-state", instance.start().awaitRunning());
        put("cpu-without-state", instance.cpuSeconds());
        put("restored-records", (double) instance.restored());
        put("disk-restored", (double) instance.stateBytes());
        memory("restored", instance);
        int share = Math.max(1, devices / SHARE);
        int to = Math.min(devices, 2 * share);
        long begin = System.nanoTime();
        site.feed().send(0, share, step);
        site.feed().send(share, to, READINGS);
        site.forecasts().await(0, share, step - 1, LONGEST);
        site.forecasts().await(share, to, READINGS - 1, LONGEST);
        put("after-restore", seconds(begin));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private void memory(String when, Instance instance) {
        put("heap." + when, (double) instance.liveHeap());
        put("resident." + when, (double) instance.resident());
    }

    private void put(String name, double value) {
        figures.put(NAME + "." + name, value);
    }
}
