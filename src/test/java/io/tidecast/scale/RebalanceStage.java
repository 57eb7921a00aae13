package io.tidecast.scale;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A third instance beside two, with 32 partitions; one that leaves, and one that is killed. */
final class RebalanceStage {
    static final String NAME = "rebalance";
    static final int PARTITIONS = 32;
    private static final int READINGS = 24;
    private static final double PER_SECOND = 200;
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final long LOOK_MS = 200;

    private final int devices;
    private final Figures figures;
    private final AtomicInteger step = new AtomicInteger();
    private volatile boolean ended;

    RebalanceStage(int devices, Figures figures) {
        this.devices = devices;
        this.figures = figures;
    }

    void run() throws Exception {
        put("devices", devices);
        put("per-second", PER_SECOND);
        try (ScaleSite site = new ScaleSite(PARTITIONS, devices)) {
            Instance first = member(site, "a").start();
            first.awaitRunning();
            Instance second = member(site, "b").start();
            for (; step.get() < READINGS; step.incrementAndGet()) {
                site.feed().send(0, devices, step.get());
            }
            site.forecasts().await(0, devices, READINGS - 2, LONGEST);
            awaitShared(site, 2);
            site.changelogBytes().forEach((store, bytes) -> put("written." + store, bytes));
            Thread load = new Thread(() -> feed(site.feed()), "load");
            load.start();
            settle(site);
            site.forecasts().forgetPauses();
            settle(site);
            put("pause-before", site.forecasts().longestPause());
            event(site, "joined", 3, () -> member(site, "c").start());
            event(site, "left", 2, second::terminate);
            event(site, "killed", 1, first::kill);
            ended = true;
            load.join();
        }
    }

    /** The forecaster alone, which gives its tasks up when it stops. */
    private static Instance member(ScaleSite site, String name) {
        return site.instance(name, Map.of("roles", "forecaster"));
    }

    private void feed(Feed feed) {
        while (!ended) {
            feed.send(0, devices, step.get(), PER_SECOND);
            step.incrementAndGet();
        }
    }

    /** Waits until every device has been forecast from a step that was not sent before. */
    private void settle(ScaleSite site) {
        site.forecasts().await(0, devices, step.get() + 1, LONGEST);
    }

    private void event(ScaleSite site, String name, int members, Runnable what) throws Exception {
        site.forecasts().forgetPauses();
        long begin = System.nanoTime();
        what.run();
        put(name + ".done", seconds(begin));
        double tasks = awaitShared(site, members);
        put(name + ".tasks", tasks + figures.get(NAME + "." + name + ".done"));
        settle(site);
        put(name + ".forecast", seconds(begin));
        put(name + ".pause", site.forecasts().longestPause());
    }

    /** Waits until so many members have the tasks, in equal parts; returns the seconds. */
    private static double awaitShared(ScaleSite site, int members) throws Exception {
        long begin = System.nanoTime();
        List<Integer> last = List.of();
        while (true) {
            List<Integer> tasks = site.tasks();
            if (!tasks.equals(last)) {
                System.out.printf("%8.1f s: tasks of the members %s%n", seconds(begin), tasks);
                last = tasks;
            }
            if (areShared(tasks, members)) {
                return seconds(begin);
            }
            if (seconds(begin) > LONGEST.toSeconds()) {
                throw new IllegalStateException(
                        members + " members must share the tasks within " + LONGEST + ", they have " + tasks);
            }
            Thread.sleep(LOOK_MS);
        }
    }

    /** Whether so many members have all tasks, none of them two more than another. */
    static boolean areShared(List<Integer> tasks, int members) {
        return tasks.size() == members
                && tasks.stream().mapToInt(Integer::intValue).sum() == PARTITIONS
                && tasks.get(members - 1) - tasks.get(0) <= 1;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private void put(String name, double value) {
        figures.put(NAME + "." + name, value);
    }
}
